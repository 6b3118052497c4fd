"""Read what a user asks to be changed in a speech: by rules where they understand every clause, by example elsewhere."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import msgspec

from assistant.revising.asking import FILLERS, Clause, Q, Request
from assistant.revising.clauses import BESIDE, Labelled, labelled, outside_quotes, smoothed, typed
from assistant.revising.groups import PAIRS, Page
from assistant.revising.hearing import Heard, hear
from assistant.revising.placing import WHOLE
from assistant.revising.ruling import read_clause
from assistant.revising.targets import Target, find_targets, number_of
from assistant.tagging import shipped
from assistant.wording import names_fault
from index.lexical import bigrams

if TYPE_CHECKING:
    from assistant.brief import Brief
    from assistant.corpus import Corpus
    from assistant.speech import Speech

MAX_REQUEST = 1000
"""Characters of one message; what is longer was pasted by mistake."""


class Asked(msgspec.Struct, frozen=True):
    """The requests of a message in order, a Chinese line for each clause that was not understood, and what may be meant.

    `guesses` are requests in plain words, of which none is carried out before the user says so.
    """

    requests: tuple[Request, ...] = ()
    unclear: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()


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

_LEAD = re.compile(r"^(?:然后|并且?|同时|另外|还有|顺便|而且|但是?|不过|此外|其次|首先|最后(?!一|那|的|段|部分|句|条)|接着|以及|对了|嗯+|哦|好的?(?=[，。]))+")


def read_requests(text: str, corpus: Corpus, speech: Speech | None = None, brief: Brief | None = None) -> Asked:
    """Return what a message asks for; what was not understood comes back as lines that name what could be said instead.

    `speech` and `brief` tell which problems and posts a word may mean. Nothing is raised for any text.
    """
    text = _normal(text)
    if not text.strip():
        return Asked((), (f"没有写要求；可以说：{'、'.join(list(KINDS.values())[:4])}",))
    if len(text) > MAX_REQUEST:
        return Asked((), (f"要求有 {len(text)} 个字，像是贴错了内容；请一次说几句（{MAX_REQUEST} 字以内）",))
    ruled = _by_rules(text, speech, brief)
    told = labelled(text, shipped("requests"))
    heard = hear(told, speech, brief)
    if not ruled.unclear and _agree(ruled, told, heard) and _found(ruled, speech, brief) and not _more(heard, ruled):
        return msgspec.structs.replace(ruled, requests=_bound(tuple(map(_settled, ruled.requests)), text))
    if not heard.requests and not heard.unclear:
        return Asked((), ruled.unclear or (_ask_back(" ".join(text.split())),))
    lines = tuple(_ask_back(words, heard.guesses.get(words, "")) for words in heard.unclear)
    return Asked(_bound(tuple(map(_settled, heard.requests)), text), lines, tuple(heard.guesses.values()))


_OF_ALL = re.compile(r"全文|整篇|通篇|整体|全篇|整个|总体|都|语气|口气|口吻|语言|文风|稿子|讲话|讲稿")
_WHY = re.compile(r"(?:这|那)?(?:个|种|句|段|条|些)?(?:词|字|话|说法|念|读|听|看|写|说)?(?:着|起来|上去|得|是)?(?:实在|确实|都|也)?(?:太|有点|有些|过于|不够|不太|偏|显得|挺|很|像)[^，。；改换写要]{1,10}")
_PARTICULAR = frozenset({"ban", "replace", "delete", "heading", "title", "rewrite", "measure", "insert", "salutation", "order", "specific", "length"})


def _bound(requests: tuple[Request, ...], text: str) -> tuple[Request, ...]:
    """Return requests, each tone of no place of its own bound to what was spoken of just before it.

    A mere complaint there (不要出现“……”，太口语) is the reason of what was asked; a wish (开头重写，稳重些) is of that place.
    """
    found: list[Request] = []
    for request in requests:
        last = found[-1] if found else None
        if request.kind == "tone" and last and last.kind in _PARTICULAR and not _OF_ALL.search(request.words) and (_WHY.fullmatch(request.words) or _same_sentence(last, request, text)):
            if last.kind in ("ban", "replace", "delete", "heading", "title", "measure", "insert", "salutation", "order") and _WHY.fullmatch(request.words):
                continue
            if request.target == Target() and last.target.part in ("opening", "section", "closing"):
                if _WHY.fullmatch(request.words) and last.kind == "rewrite":
                    continue
                request = msgspec.structs.replace(request, target=Target(last.target.part, last.target.number))
        found.append(request)
    return tuple(found)


def _same_sentence(one: Request, other: Request, text: str) -> bool:
    """Whether two requests stand in one sentence of text."""
    start, end = text.find(one.words), text.find(other.words)
    return 0 <= start < end and not re.search(r"[。；！？\n]", re.sub(r"“[^“”]*”", "", text[start:end]))


_PLEDGE = re.compile(r"每(?:两|半|三)?(?:个)?[天日周月季年]|由[^，。]{2,8}(?:负责|牵头|来)|负责|牵头|\d月|月底|年底|[日天周月]内")


def _settled(request: Request) -> Request:
    """Return a request to add a problem that names no fault but a pledge as one to put that in."""
    if request.kind == "add_problem" and request.about and _PLEDGE.search(request.about) and not names_fault(request.about) and "问题" not in request.words:
        return msgspec.structs.replace(request, kind="insert", target=Target("section", 2), value=request.about, about="")
    return request


_CONTRADICTS = 0.85


def _agree(ruled: Asked, told: list[Labelled], heard: Heard) -> bool:
    """Whether what the rules understood may stand: no clause is told with certainty to be for something else."""
    kinds = {request.kind for request in ruled.requests}
    against = [clause for clause in told if clause.label not in kinds and clause.label != "aside" and clause.sure >= _CONTRADICTS]
    return len(told) <= 1 or not heard.requests or not [clause for clause in against if clause.label not in BESIDE]


def _more(heard: Heard, ruled: Asked) -> bool:
    """Whether the labelled reading is whole and covers more than the rules': more kinds, a thing said twice as one, or a value."""
    if heard.unclear or not heard.requests:
        return False
    theirs, ours = [r.kind for r in ruled.requests], [r.kind for r in heard.requests]
    if set(theirs) < set(ours) or (set(theirs) == set(ours) and len(ours) < len(theirs) and len(set(theirs)) < len(theirs) and "heading" not in theirs):
        return True
    return theirs == ours and any(not one.value and other.value for one, other in zip(ruled.requests, heard.requests, strict=True) if one.kind in ("measure", "add_problem"))


def _found(ruled: Asked, speech: Speech | None, brief: Brief | None) -> bool:
    """Whether the words that a deletion is about stand in the speech, or name something there; also those banned without quotes."""
    about = [request.about for request in ruled.requests if request.about and (request.kind == "delete" or (request.kind == "ban" and "“" not in request.words))]
    page = Page(speech, brief)
    if any(request.kind == "insert" and set(re.findall(r"“([^“”]*)”", request.words)) - {request.value} for request in ruled.requests):
        return False  # beside which words it is to stand, the rules do not tell
    return speech is None or all(page.holds(words) or page.topic(words) for words in about)


def _by_rules(text: str, speech: Speech | None, brief: Brief | None) -> Asked:
    clauses = _clauses(text)
    found: list[Request] = []
    unclear: list[str] = []
    waiting: tuple[list[Target], str] = ([], "")
    for clause in clauses:
        requests, alone = read_clause(clause, waiting[0] or _carried(clause, found), speech, brief)
        if alone:
            waiting = (alone, clause.plain)
            continue
        waiting = ([], "") if requests else waiting
        for request in requests:
            request = msgspec.structs.replace(request, words=clause.plain)
            if request.kind == "length" and 0 < number_of(request.value.strip("<=+-")) < (1000 if found and any(one.kind == "length" and one.value in ("shorter", "longer") and one.target == found[-1].target for one in found) else WHOLE) and request.target == Target() and found and found[-1].target.part in ("opening", "section", "closing") and found[-1].kind != "keep":
                request = msgspec.structs.replace(request, target=found[-1].target)  # 第二部分再展开，多写两百字
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


def _normal(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).translate(str.maketrans(",;:?!「」『』‘’", "，；：？！“”“”“”"))
    text = "".join(c for c in text if c == "\n" or (unicodedata.category(c)[0] != "C" and not "\ue000" <= c <= "\uf8ff"))
    return smoothed(outside_quotes(typed(re.sub(r'"([^"\n]*)"', r"“\1”", text)), PAIRS))


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
    text = re.sub(r"(?<=[^，。；！？\n])(?=(?:然后|并且|同时(?!间)|另外|顺便|再把|还要把|不然|否则|免得|省得))", "，", text)
    text = re.sub(r"(不是[^，。；]{1,14})，(?=是)|(我是[^，。；]{2,14})，(?=不是)", r"\1\2而", text)
    text = re.sub(r"(错了|不对)，(?=(?:应该?)?是)", r"\1", text)
    text = re.sub(r"((?:放|提|挪|往前)\w{0,2}提?)，(?=放第一|先)", r"\1", text)
    pieces = [_LEAD.sub("", piece.strip()) for piece in re.split(r"[，。；！？\n]+", text)]
    return [Clause(piece, quotes) for piece in pieces if FILLERS.sub("", piece) or (re.search(r"[^\W\d]", piece) and find_targets(piece)[0])]


def _ask_back(words: str, guess: str = "") -> str:
    """Return the line for what was not understood, with what may be meant, or the nearest things that can be asked."""
    if guess:
        return f"没有十分听懂“{words[:30]}”；是不是要：{guess}？"
    pairs = set(bigrams(words)) | set(words)
    ranked = sorted(KINDS.values(), key=lambda example: -len(pairs & (set(bigrams(example)) | set(example))))
    return f"没听懂“{words[:30]}”；可以说：{'、'.join(ranked[:3])}"



__all__ = ["KINDS", "Asked", "Request", "Target", "read_requests"]
