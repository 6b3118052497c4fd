"""The clauses of a request, what is true of each, and what each is for: a kind of request, or what goes with one."""

from __future__ import annotations

import re

import msgspec

from assistant.revising.asking import RULES, Clause
from assistant.revising.ruling import read_clause
from assistant.tagging.sequence import Features, Sequences

BESIDE = ("ref", "value", "aside", "unclear")
"""What a clause may be that asks for nothing by itself: it names what is meant, gives what is to come in, is a reason or
talk, or asks for what cannot be done."""

ASKS, OF_IT = 0.6, 0.45
"""The least probability that a clause asks for anything, and the least share of it that one kind must have to be taken."""

NOTHING = 0.35
"""Below this probability of being `unclear` a clause that hardly asks is talk."""

PLAIN = 0.75
"""The least probability that a clause names or gives something with which it may stand for a request that nothing else makes."""
_FORM = re.compile(r"^(?:请|把|将|帮|给|再|别|不要|麻烦)|[改换删加写搬做译画配列排印]|生成|去掉|调整")
"""What a clause has that asks for something, whatever it is: such a clause is never passed over as talk."""

_QUOTE = re.compile(r"“[^“”\n]{1,400}”")
_HAN = "一-鿿"
_CUT = re.compile(rf"[，。；！？\n…]+|(?<=[{_HAN}”）a-zA-Z\d])[ 　]+(?=[{_HAN}“（\d])|～+|~+|——|(?<=[^\d\s]{{2}})(?=(?:然后|并且|同时(?!间)|另外|顺便|还有就是|再把|还要把))")
_NUMBER = re.compile(r"[一二两三四五六七八九十百千半\d]+")
_PARTS = (
    ("T", r"总?标题|题目|大标题|小标题"), ("S", r"第?[一二三1-3](?:个|大)*(?:部分|块|大块|章)|[一二三](?:里面|里边|里头|里)|认识(?:那|这)?部分|整改(?:那|这)?部分|成果(?:那|这)?部分"), ("O", r"开头|开场白?|开篇|起头|引言"),
    ("C", r"结尾|收尾|结束语|结语|末尾|最后一?段|末了"), ("P", r"第?[一二三四五六七八九\d]+(?:个|自然)*段|头一段|那一?段|这一?段"), ("I", r"第[一二三四五六七八九\d]+(?:条|点|项)|[一二三四五][是要]那?条?|那一?条|这一?条"), ("A", r"称呼|抬头|称谓"),
)  # fmt: skip
_PLACES = tuple((mark, re.compile(pattern)) for mark, pattern in _PARTS)
_LOOKS = (
    ("minutes", re.compile(r"[一二两三四五六七八九十半\d]+(?:来|多)?分钟")), ("words", re.compile(r"[一二两三四五六七八九十百千\d]+(?:来|多|几)?个?字")), ("post", re.compile(r"书记|[局院校镇乡县区市厅科处部组村]长|主任|主席|经理")), ("colon", re.compile("[：:]")),
    ("to", re.compile(r"改成|改为|换成|换为|写成|写为|应为|叫作?|统一[叫用为]")), ("out", re.compile(r"删|去掉|拿掉|不要|去了|砍|撤")), ("neg", re.compile(r"不|别|没|莫|无")), ("too", re.compile(r"太|有点|过于|偏")), ("more", re.compile(r"再|更|一些|一点|点$|些$")),
    ("ask", re.compile(r"[吗呢吧]$|能不能|行不行|可以")), ("who", re.compile(r"领导|书记|局长|院长|主任|他|上面|我们")),
)  # fmt: skip


class Labelled(msgspec.Struct, frozen=True):
    """A clause with its label and how likely (0-1) that is; `guess` is the likeliest kind where none is likely enough."""

    text: str
    label: str
    sure: float = 1.0
    guess: str = ""


_TYPED = ((re.compile(r"在(?=具体|细|短|长一?[点些]|压|精简|充实|展开)"), "再"), (re.compile("结未|结为(?=[收那太写])"), "结尾"))
"""Slips of those who type by sound."""


def clauses(text: str) -> list[str]:
    """Return the clauses of a request in order; what stands in quotes is not cut."""
    for wrong, right in _TYPED:
        text = wrong.sub(right, text)
    closed = [match.span() for match in _QUOTE.finditer(text)]
    found, at = [], 0
    for match in _CUT.finditer(text):
        if any(start < match.start() < end - 1 for start, end in closed):
            continue
        found.append(text[at : match.start()])
        at = match.end()
    return [piece for piece in (piece.strip(" 　、：") for piece in [*found, text[at:]]) if re.search(r"\w", piece)]


def features(pieces: list[str]) -> Features:
    """Return what is true of each clause, and of its neighbours in short."""
    bare = [_bare(piece) for piece in pieces]
    ruled = [_ruled(piece) for piece in pieces]
    looks = [[name for name, pattern in _LOOKS if pattern.search(piece)] for piece in pieces]
    found = []
    for i, text in enumerate(bare):
        padded = f"^{text}$"
        here = ["1", f"many:{min(len(pieces), 4)}", f"at:{min(i, 3)}", f"last:{i == len(pieces) - 1}", f"size:{min(len(text) // 4, 6)}"]
        for n in (1, 2, 3, 4):
            here += dict.fromkeys(f"{n}:{padded[k : k + n]}" for k in range(len(padded) - n + 1))
        here += [f"head:{text[:2]}", f"tail:{text[-2:]}", f"tail3:{text[-3:]}"]
        here += [f"look:{name}" for name in looks[i]]
        here += [f"look2:{a}.{b}" for a in looks[i] for b in looks[i] if a < b]
        here += ruled[i]
        here += [f"mark:{mark}" for mark in sorted({c for c in text if c in "TSOCPIAQN"})]
        for step, name in ((-1, "before"), (1, "after")):
            if 0 <= i + step < len(pieces):
                near = bare[i + step]
                here += [f"{name}:{near[k : k + 2]}" for k in range(len(near) - 1)] if len(near) < 16 else []
                here += [f"{name}.look:{look}" for look in looks[i + step]]
                here += [f"{name}.{rule}" for rule in ruled[i + step]]
        found.append(list(dict.fromkeys(here)))
    return found


def _ruled(piece: str) -> list[str]:
    """Return which rules of asking find something in a clause, and what they understand it for."""
    clause = Clause.of(piece)
    read, _ = read_clause(clause, [], None, None)
    found = [f"rule:{place}" for place, (pattern, _) in enumerate(RULES) if pattern.search(clause.text)]
    return [*found, *(f"read:{kind}" for kind in sorted({request.kind for request in read}) or ["nothing"])]


def _bare(piece: str) -> str:
    """Return a clause with its quotes, places and numbers as single marks."""
    text = _QUOTE.sub("Q", piece)
    for mark, pattern in _PLACES:
        text = pattern.sub(mark, text)
    return _NUMBER.sub("N", text)


def labelled(text: str, model: Sequences) -> list[Labelled]:
    """Return the clauses of a request with what each is for.

    Whether a clause asks for anything is told by all kinds together; what cannot be told is `unclear`.
    """
    pieces = clauses(text)
    found = []
    for piece, belief in zip(pieces, model.beliefs(features(pieces)), strict=True):
        beside = {name: belief.get(name, 0.0) for name in BESIDE if name != "unclear"}
        kinds = {name: share for name, share in belief.items() if name not in BESIDE}
        asks = sum(kinds.values())
        kind = max(sorted(kinds), key=lambda name: kinds[name], default="")
        if plain := _plainly(piece, pieces):
            found.append(Labelled(piece, plain))
        elif kind and asks >= ASKS and kinds[kind] >= OF_IT * asks:
            found.append(Labelled(piece, kind, kinds[kind]))
        elif sum(beside.values()) >= 0.5 or (asks < 0.5 and belief.get("unclear", 0.0) < NOTHING and not _FORM.search(piece)):
            name = max(sorted(beside), key=lambda one: beside[one])
            found.append(Labelled(piece, name, sum(beside.values()), kind if name in ("ref", "value") and sum(beside.values()) >= PLAIN else ""))
        else:
            guess = kind if asks > belief.get("unclear", 0.0) else ""
            found.append(Labelled(piece, "unclear", 1 - sum(beside.values()), guess))
    return found


_GO = r"(?:那|就|请|请把|把|给我|给|麻烦|直接|还是|都|也|全|统统|干脆)*(?:它|这句|那句|这段|那段|这条|那条|这个|那个|这些|那些)?(?:就|都|也|给)*"
_OUT = re.compile(rf"{_GO}(?:删|删掉|删了|删去|删除|拿掉|拿走|去掉|去了|砍掉|砍了|不要了?|别要了?|抹掉|划掉|撤掉|不用了)(?:吧|了|就行|哈|好了)?")
_INTO = re.compile(rf"{_GO}(?:改|换|替换|写|统一)(?:成|为|叫|作|用)?“[^”]+”(?:吧|好了|更好|比较好|就行|更合适)?")
_BACK = re.compile(r"(?:还是|恢复|退回|回到|用回|改回|撤回|要|用).{0,6}(?:之前|上一?|原来|刚才|前一|最早|最初|改前|原先)[的那这]*(?:一)?(?:版|稿|个版本)")
_MATTERS = (("drop_thanks", r"谢"), ("drop_slogan", r"口号|套话"), ("drop_time", r"时间|时限|期限|日期"))
_SET = (("heading", r"标题"), ("title", r"题目|总标题"), ("salutation", r"称呼|抬头"), ("team", r"巡察组"), ("unit_short", r"简称"), ("meeting", r"会议名|会名"), ("measure", r"措施|办法"))


def _plainly(piece: str, pieces: list[str]) -> str:
    """Return the kind of a clause that is nothing but 删掉 or 改成“……”, by what the clause before it is about."""
    at = pieces.index(piece)
    before = pieces[at - 1] if at else ""
    if _BACK.search(piece) and not re.search(r"撤销|重做|开头|结尾|部分|段", piece):
        return "undo"
    if _OUT.fullmatch(piece) and before:
        return next((kind for kind, word in _MATTERS if re.search(word, before) and "“" not in before), "delete")
    if _INTO.fullmatch(piece) and before:
        return next((kind for kind, word in _SET if re.search(word, before) and "“" not in before), "replace" if "“" in before or re.search(r"词|字|写错|打错", before) else "")
    return ""


def spread(segments: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the clauses of a labelled saying as `clauses` cuts it, each with the label of the segment that it is most of."""
    whole = "".join(text for text, _ in segments)
    owner = [label for text, label in segments for _ in text]
    found, at = [], 0
    for piece in clauses(whole):
        start = whole.index(piece, at)
        at = start + len(piece)
        own = owner[start:at]
        found.append((piece, max(dict.fromkeys(own), key=own.count)))
    return found
