"""Verify what another reader claims of a feedback document: whether the words stand there, and as what.

A claim counts only as far as the document bears it out. Its passage must stand in it, and in no stretch that the rules know
for a heading, praise, advice, an order or a clue; its words, figures and times must stand there too.
"""

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from assistant.feedback import TO_A_MACHINE
from assistant.feedback.facts import DEADLINE, arabic, unit_name
from assistant.feedback.items import FAULT, pieces, short, without_leadin
from assistant.feedback.layout import Block
from assistant.feedback.page import Page, fold
from assistant.feedback.zones import LACK, Kind

Span = tuple[int, int]


class Claim(msgspec.Struct, frozen=True):
    """A problem as another reader tells it: in short, with the passage, figures and a time of its own."""

    problem: str
    quote: str
    figures: tuple[str, ...] = ()
    deadline: str = ""


class Told(msgspec.Struct, frozen=True):
    """What another reader says of a document; texts are empty where it says nothing."""

    unit: str = ""
    team: str = ""
    date: str = ""
    kind: str = ""
    claims: tuple[Claim, ...] = ()


_NUMERALS = "一二三四五六七八九十百千万亿两半"
NOWHERE = "原文里没有"
_LEAST = 4
"""Characters of the shortest passage."""

_SAID: dict[Kind, str] = {
    "heading": "是标题", "general": "是总括的话，下面分了几条", "praise": "是肯定成绩的话", "advice": "在整改建议里", "order": "是整改的要求和时限", "clue": "说的是线索移交",
    "reply": "不是巡察组指出的", "furniture": "是落款或称呼",
}  # fmt: skip
_DENIED = re.compile(r"(?:未|没有|不)(?:曾|再|有)?(?:发现|存在|发生|出现)?(?:有)?$")
_NONE = re.compile(r"(?:未|没有)(?:发现|发生|出现|存在)[^，。]{0,24}(?:问题|情况|现象|行为|事故|违[规纪法])")
_PRAISE = re.compile(r"取得|成效|成绩|好评|肯定|稳步|表彰|显著|明显(?:提|改|好|增)|扎实|有力")
_DEMAND = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,10}?(?:党[组委]|党工委|总支|支部|班子|单位|书记))?(?:要(?![求害件素点闻])|应当?(?![急付收])|须|必须|务必|请|建议|希望|着力|切实|进一步|坚决|持续)(?![^，。；]{0,20}(?:未|没|而不|却|不[力到严足够实]))"
)
_ADVICE = re.compile(r"要(?![求害件素点闻])|[把将对以让使]|从[严实]|加[强大快]|完善|强化|制定|建立|健全|压[实紧]|杜绝|防止|推[动进]|督促|抓|举一反三|确保|严格|提[高升]|扛|坚[持定]|落实|规范|深化|聚焦|突出|选|增强|树|盯|织|扎[紧牢]|[\u4e00-\u9fff]{0,8}建议|第[一二三四五六]")
_FACT = re.compile(r"[未没仍尚]|不[全足够严力实到清紧明齐符当]|\d")
_NO_TELLING = re.compile(rf"{LACK}|(?:党[组委]|党工委|总支|支部|单位|同志们)[：，。]?$")
_VAGUE = re.compile(rf"不容忽视|不可忽视|不少|不小|一些|{LACK}|的差距|突出")


def stretch(page: Page, quote: str, known: Sequence[Span] = ()) -> Span | str:
    """Return where a problem's passage stands, cut to what may tell one, or why it is none, as a Chinese clause.

    `known` are the passages of the problems that the rules read: what lies in them needs no other proof.
    """
    places = page.places(quote) if len(fold(quote)) >= _LEAST else []
    found = [_fitting(page, place, known) for place in places]
    return next((span for span in found if not isinstance(span, str)), found[0] if found else NOWHERE)


def _fitting(page: Page, place: Span, known: Sequence[Span]) -> Span | str:
    kinds = page.kinds[place[0] : place[1]]
    fine: tuple[Kind, ...] = ("", "problem", "lead", "front", "aside") if known else ("", "problem", "lead", "front", "aside", "praise")
    if next((kind for kind in page.kinds[place[1] :] if kind not in ("", "general")), "") not in ("problem", "heading"):
        fine = (*fine, "general")  # nothing that it could stand over comes after it
    runs = [m.span() for m in re.finditer("1+", "".join("01"[kind in fine] for kind in kinds))]
    held = [(place[0] + a, place[0] + b) for a, b in runs if sum(kind != "" for kind in kinds[a:b]) >= _LEAST]
    if not held:
        worst = Counter(kind for kind in kinds if kind in _SAID).most_common(1)
        return _SAID[worst[0][0]] if worst else NOWHERE
    start, end = _trimmed(page, held[0])
    before = page.sentence(start)[0]
    if order := TO_A_MACHINE.search(page.text, before, page.sentence(end - 1)[1]):
        cut = max(page.text.rfind(mark, start, order.start()) for mark in "，；。：")
        if order.start() <= start or (order.start() < end and cut - start < _LEAST):
            return "像是写给机器看的话"
        end = min(end, cut) if order.start() < end else end
    if any(min(end, b) - max(start, a) >= _LEAST for a, b in known):
        return start, end
    return _unfit(page, start, end) or (start, end)


def _trimmed(page: Page, span: Span) -> Span:
    """Return span without the numbers and marks at its ends."""
    start, end = span
    while start < end and page.kinds[start] == "":
        start += 1
    while end > start and page.kinds[end - 1] == "":
        end -= 1
    return start, end


def _unfit(page: Page, start: int, end: int) -> str:
    """Return why a passage that the rules did not read as a problem is none; empty where it may be one."""
    text, kind = page.text[start:end], page.kinds[start]
    begin = next(at for at in range(page.sentence(start)[0], start + 1) if page.kinds[at] == kind or at == start)
    if _DENIED.search(page.text[max(begin, start - 8) : start]) or (kind != "problem" and _NONE.search(text)):
        return "原文说的是没有"
    if _DEMAND.match(page.text[begin:end]):
        return _SAID["order"]
    sentence = page.text[slice(*page.sentence(start))]
    if kind == "aside" and not (_FACT.search(text) and not any(_DEMAND.match(c) or _ADVICE.match(c) for c in re.split("[，；：。]", sentence))):
        return _SAID["advice"]
    wrong = FAULT.search(_VAGUE.sub("", text))
    if _PRAISE.search(text) and not wrong:
        return _SAID["praise"]
    told = wrong or (kind == "problem" and not _NO_TELLING.search(text))
    return "" if told else "没有说到毛病"


# -- words, figures, times ------------------------------------------------------------------------------------------------


def worded(said: str, page: Page, span: Span) -> str:
    """Return a problem in a few words of its passage: as said, where every clause stands there and says what is wrong."""
    text = page.text[span[0] : span[1]]
    clauses = [clause for part in re.split(r"[，；。：！？,;:!?]", said) if (clause := re.sub(r"\s", "", part))]
    plain = "，".join(clauses)
    faulty = bool(FAULT.search(plain)) or not FAULT.search(text)
    if 4 <= len(plain) <= 60 and faulty and not TO_A_MACHINE.search(plain) and all(_stands(clause, text) for clause in clauses):
        return plain
    told = pieces(Block(text, text, 0, ""))
    return short([without_leadin(told[0]), *told[1:]]) if told else ""


def _stands(clause: str, text: str) -> bool:
    """Return whether a clause stands in text, and not as what is not so."""
    wanted, folded = fold(clause), fold(text)
    at = folded.find(wanted)
    return len(wanted) >= 2 and at >= 0 and not _DENIED.search(folded[max(0, at - 8) : at])


def borne_out(figures: Sequence[str], text: str) -> list[str]:
    """Return the figures that stand in text with a measure: a number alone says nothing."""
    return [figure for figure in figures if re.search(rf"[\d{_NUMERALS}]\S", figure) and _whole(fold(figure), fold(text))]


def _whole(figure: str, text: str) -> bool:
    """Return whether a figure stands in text and not as the end of a longer number."""
    return bool(re.search(rf"(?<![\d.{_NUMERALS}]){re.escape(figure)}", text))


def due(said: str, page: Page, span: Span, problem: str) -> str:
    """Return a time that a claim gives its problem, as the document sets it for this one; empty where it does not."""
    said = re.sub(r"\s", "", said)
    if not said or not DEADLINE.search(said):
        return ""
    for start, end in page.places(said):
        if span[0] <= start < span[1]:
            return said
        begin, stop = page.sentence(start)
        sentence = page.text[begin:stop]
        about = any(problem[at : at + 3] in sentence for at in range(len(problem) - 2))
        if about and not re.search(r"方案|报送|报告", page.text[start:end]) and not TO_A_MACHINE.search(sentence):
            return said
    return ""


# -- who, whom, when ------------------------------------------------------------------------------------------------------

_KINDS = re.compile(r"常规|专项|提级|交叉|机动|回头看|巡视|延伸")


def fact(name: str, said: str, page: Page) -> str:
    """Return a fact of the document's head (unit, team, date, kind) as it stands there; empty where it does not."""
    values = [value for part in said.split("、") if (value := re.sub(r"\s", "", part))]
    if not values or not all(_of_the_head(value, page) for value in values):
        return ""
    if name == "unit":
        values = [unit for value in values if len(unit := unit_name(value)) >= 3 and "巡察组" not in unit]
    elif name == "team":
        values = [value.removeprefix("中共") for value in values if re.search(r"巡[察视].{0,6}组$", value)]
    elif name == "date":
        values = [arabic(value) for value in values if re.search(r"月.{1,3}日$", value)]
    else:
        values = _KINDS.findall("".join(values))
    return "、".join(dict.fromkeys(values))


def _of_the_head(value: str, page: Page) -> bool:
    """Return whether value stands somewhere that tells of the inspection, and not of a problem or to a machine."""
    for start, end in page.places(value):
        begin, stop = page.sentence(start)
        if not {"problem", "advice", "order", "clue"} & set(page.kinds[start:end]) and not TO_A_MACHINE.search(page.text, begin, stop):
            return True
    return False
