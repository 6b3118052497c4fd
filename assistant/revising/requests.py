"""Read what a user asks to be changed in a speech, by rules: each clause is understood whole, or said not to be.

A rule takes a clause only where nothing of weight is left over beside what it read, so that half-understood requests
are never carried out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import msgspec

from assistant.revising.asking import FILLERS, RULES, Clause, Q, Request
from assistant.revising.targets import Target, find_targets
from index.lexical import bigrams

if TYPE_CHECKING:
    from assistant.brief import Brief
    from assistant.corpus import Corpus
    from assistant.speech import Speech

MAX_REQUEST = 1000
"""Characters of one message; what is longer was pasted by mistake."""


class Asked(msgspec.Struct, frozen=True):
    """The requests of a message in order, and a Chinese line for each clause that was not understood."""

    requests: tuple[Request, ...] = ()
    unclear: tuple[str, ...] = ()


KINDS = {
    "specific": "第二部分再具体点", "add_problem": "把农贸市场那个问题写进去", "length": "压缩到1000字", "role": "我是副局长不是局长",
    "rewrite": "换一个开头", "drop_time": "不要提时间", "drop_thanks": "结尾不要感谢", "again": "换一版", "tone": "语气朴实一点",
    "heading": "第三部分换一个标题", "delete": "把第二条删掉", "leader": "领导改成县委副书记", "undo": "恢复上一版", "redo": "重做",
    "replace": "把“A”改成“B”", "drop_slogan": "去掉口号", "ban": "别用“刮骨疗毒”", "order": "把采购那条放到最前面",
    "measure": "第二条的措施换一个", "insert": "结尾加一句：……", "keep": "第二部分不要动", "salutation": "称呼改成……",
    "title": "总标题改成……", "meeting": "会议改成整改推进会", "date": "日期改成6月20日", "sign": "落款改成……", "team": "巡察组改成……",
    "unit_short": "单位简称用……",
}  # fmt: skip
"""Every kind of request with an example of it, which is what the user is shown where nothing was understood."""

_COMPLAINT = re.compile(r"(?:太|有点|有些|不够|不太|显得|写得|很|没)?(?:套路|老套|俗|没劲|一般|别扭|平淡?|生硬|啰嗦|不好听?|不行|不合适|不理想|不满意|有问题|不顺|没力|没新意|不贴切|绕|不喜欢|不错)了?")
_LEAD = re.compile(r"^(?:然后|并且?|同时|另外|还有|顺便|而且|但是?|不过|此外|其次|首先|最后(?!一|那|的|段|部分|句|条)|接着|以及|对了|嗯+|哦|好的?(?=[，。]))+")
_SLACK = 1
"""Characters of a clause that may be left over beside what was understood."""


def read_requests(text: str, corpus: Corpus, speech: Speech | None = None, brief: Brief | None = None) -> Asked:
    """Return what a message asks for; what was not understood comes back as lines that name what could be said instead.

    `speech` and `brief` tell which problems and posts a word may mean. Nothing is raised for any text.
    """
    text = _normal(text)
    if not text.strip():
        return Asked((), (f"没有写要求；可以说：{'、'.join(list(KINDS.values())[:4])}",))
    if len(text) > MAX_REQUEST:
        return Asked((), (f"要求有 {len(text)} 个字，像是贴错了内容；请一次说几句（{MAX_REQUEST} 字以内）",))
    clauses = _clauses(text)
    found: list[Request] = []
    unclear: list[str] = []
    waiting: tuple[list[Target], str] = ([], "")
    for clause in clauses:
        requests, alone = _read(clause, waiting[0] or _carried(clause, found), speech, brief)
        if alone:
            waiting = (alone, clause.plain)
            continue
        waiting = ([], "") if requests else waiting
        for request in requests:
            request = msgspec.structs.replace(request, words=clause.plain)
            if request.kind == "keep" and request.target in [one.target for one in found if one.kind == "keep"]:
                continue
            same = [one for one in found if one.kind == request.kind and one.target == request.target and one.about == request.about]
            if found and not find_targets(clause.text)[0] and request.value in ("", "shorter", "longer"):
                same += [found[-1]] if found[-1].kind == request.kind and found[-1].value == request.value else []
            if request.kind in ("length", "specific") and any(one.value == request.value for one in same):
                continue  # 第一部分太长，压缩一下: said twice, asked once
            if request.kind in ("undo", "redo", "again") and any(one.kind == request.kind for one in found):
                continue
            if request.kind == "length" and re.search(r"\d", request.value):  # 太长了，控制在一千字: the number is what is meant
                found = [one for one in found if not (one.kind == "length" and one.target == request.target and one.value in ("shorter", "longer"))]
            found.append(request)
        if not requests:
            last = found[-1] if found else None
            if last and last.kind == "role" and re.match(r"不是", clause.text):
                found[-1] = msgspec.structs.replace(last, about=clause.plain[2:])
                continue
            unclear.append(_ask_back(clause.plain))
    if waiting[0]:
        unclear.append(f"“{waiting[1][:30]}”要怎么改？可以说：换一个、再具体点、短一点、删掉")
    if not found and not unclear:
        unclear.append(_ask_back(" ".join(text.split())))
    return Asked(tuple(found), tuple(unclear))


_STAY = r"(?:就)?(?:不要|别|不用|先不|不许)(?:再)?(?:动|改|变|碰)了?|保持不变|不变"


def _carried(clause: Clause, found: list[Request]) -> list[Target]:
    """Return the part spoken of before, for a clause that goes on about it: 开头换一个，再短一点."""
    if found and re.fullmatch(rf"{_STAY}", clause.text):
        return [found[-1].target]
    if found and re.match(r"(?:再|也|还要?)", clause.text) and found[-1].target.part in ("opening", "closing", "section"):
        return [] if re.search(r"\d|[百千]|全文|整", clause.text) else [found[-1].target]
    return []


def _read(clause: Clause, carried: list[Target], speech: Speech | None, brief: Brief | None) -> tuple[list[Request], list[Target]]:
    """Return the requests of a clause, or the targets of one that names nothing else."""
    text = clause.text
    targets, spans = find_targets(text)
    bare = text
    for start, end in reversed(spans):
        bare = bare[:start] + ("\x00" if start > 0 else "") + bare[end:]
    wanted = targets or carried or [Target()]
    if targets and not FILLERS.sub("", _COMPLAINT.sub("", bare.replace("\x00", ""))):
        complaint = bare.replace("\x00", "")
        if not any(pattern.search(complaint) for pattern, _ in RULES if complaint):
            return [], targets
    for pattern, build in RULES:
        # With the part taken out first; a rule that needs the words of the part reads the clause as it stands.
        for said in ((bare.replace("\x00", ""), text) if targets else (text,)):
            match = pattern.search(said)
            if match is None:
                continue
            requests = [request for target in wanted if (request := build(match, target, clause))]
            rest = said[: match.start()] + said[match.end() :]
            if said == text:
                for start, end in reversed(find_targets(rest)[1]):
                    rest = rest[:start] + rest[end:]
            if not requests:
                continue
            topic = FILLERS.sub("", _COMPLAINT.sub("", rest))
            if len(topic) > _SLACK:
                about = _topic(rest, speech, brief) if requests[0].kind in _TOPICAL and not requests[0].about else ""
                if not about:
                    continue
                requests = [msgspec.structs.replace(requests[0], target=requests[0].target if targets else Target("section", 2), about=about)]
            elif requests[0].kind in ("keep", "rewrite", "measure") and not targets and not carried and not requests[0].about and requests[0].kind != "measure":
                continue
            return requests, []
    return [], []


_TOPICAL = ("specific", "rewrite", "measure", "length", "keep", "delete")


def _topic(rest: str, speech: Speech | None, brief: Brief | None) -> str:
    """Return the problem that the rest of a clause names, where the brief or the speech has one like it."""
    words = re.sub(r"^(?:把|将|关于|对|针对)|(?:这|那)?(?:一?[条个段块件]|个?问题|方面)(?:的|写得|说得)?.{0,4}$|的$", "", _COMPLAINT.sub("", rest)).strip("的")
    texts = [problem.text for problem in brief.items()] if brief else []
    if speech:
        texts += [p.text for section in speech.sections for p in section.paragraphs]
    pairs = set(bigrams(words))
    near = any(words in text or len(pairs & set(bigrams(text))) >= 0.6 * len(pairs) for text in texts) if len(words) >= 2 and pairs else False
    return words if near else ""


def _normal(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(str.maketrans(",;:?!「」『』‘’", "，；：？！“”“”“”"))
    text = "".join(c for c in text if c == "\n" or (unicodedata.category(c)[0] != "C" and not "\ue000" <= c <= "\uf8ff"))
    return re.sub(r'"([^"\n]*)"', r"“\1”", text)


_CONTENT = re.compile(r"(?P<head>(?:句话?|段话?|改成|改为|换成|写成|一条|问题|话|称呼|标题|进去|加上|补上)：)(?P<body>[^。；\n“]+)")


def _clauses(text: str) -> list[Clause]:
    """Cut a message into clauses; what stands in quotes, or after the colon of a thing to be put in, is one piece."""
    quotes: list[str] = []

    def hide(match: re.Match[str]) -> str:
        quotes.append(match.group(1))
        return chr(0xE000 + len(quotes) - 1)

    def after(match: re.Match[str]) -> str:
        quotes.append(match["body"].strip())
        return match["head"] + chr(0xE000 + len(quotes) - 1)

    text = re.sub(r"“([^“”\n]{1,400})”", hide, text)
    text = _CONTENT.sub(lambda m: after(m) if not re.search(Q, m["body"]) else m.group(), text)
    text = re.sub(r"(?<=[^，。；！？\n])(?=(?:然后|并且|同时(?!间)|另外|顺便|再把|还要把))", "，", text)
    text = re.sub(r"(不是[^，。；]{1,14})，(?=是)|(我是[^，。；]{2,14})，(?=不是)", r"\1\2而", text)
    text = re.sub(r"(错了|不对)，(?=(?:应该?)?是)", r"\1", text)
    text = re.sub(r"((?:放|提|挪|往前)\w{0,2}提?)，(?=放第一|先)", r"\1", text)
    pieces = [_LEAD.sub("", piece.strip()) for piece in re.split(r"[，。；！？\n]+", text)]
    return [Clause(piece, quotes) for piece in pieces if FILLERS.sub("", piece) or (re.search(r"[^\W\d]", piece) and find_targets(piece)[0])]


def _ask_back(words: str) -> str:
    """Return the line for what was not understood, with the nearest things that can be asked."""
    pairs = set(bigrams(words)) | set(words)
    ranked = sorted(KINDS.values(), key=lambda example: -len(pairs & (set(bigrams(example)) | set(example))))
    return f"没听懂“{words[:30]}”；可以说：{'、'.join(ranked[:3])}"



__all__ = ["KINDS", "Asked", "Request", "Target", "read_requests"]
