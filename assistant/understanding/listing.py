"""Put the stretches of the findings together as the message's own list is divided: by numbers, by ；, by lines.

What stands within one entry of such a list is one finding, however the tagger cut it. Where the list has no such marks, what
only illustrates the finding before it goes to that, and the number that the message announces decides between 、 and ，.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from assistant.tagging.characters import Span
from assistant.understanding import problems
from assistant.understanding.filler import residue
from assistant.understanding.message import GAP, clauses, numbers
from assistant.understanding.numerals import NUMBER
from assistant.understanding.settling import made_good

_OTHERS = frozenset({"role", "rectified", "deadline", "priority", "slogan", "tone", "length", "minutes", "note", "now", "aside", "said", "for_body", "acting", "not"})
"""What is no part of a finding though it stands beside one; a unit, a person or a day may be."""

_SURE, _PLAIN = 0.5, 0.8
"""How likely a stretch of another field has to be to end an entry, and a problem that says no fault to be part of one."""

_ENDS = "。！？\n"
_LINKS = re.compile(r"[，；。]?(?:以及|还有(?![人的些])(?:一个)?(?:就)?是?|再就是|另外(?:还有)?|再有(?:就是)?|再一个是?|(?:另)?一(?:类|种|方面|块)是|然后(?:就)?是?|同时|第[一二三四五六七八九十](?:个|条|点|项)?(?:是|问题)?|最后一?个?是?)[：，]?")
_AND = re.compile(r"和|与|及|以及|跟")
_DETAILS = rf"有(?:的|些|个(?!体)|家|几|一[^，。；\s]|{NUMBER}[^，。；\s%])|其中|甚至|特别是|尤其是?|个别|比如|例如|譬如|最[长多高大久早晚严少低短远][^，。；]{{0,2}}?(?:的|一|达|有|拖|欠|压)"
_DETAIL = re.compile(_DETAILS)
"""How a clause begins that only gives an instance of the finding before it."""

_GOES_ON = re.compile(rf"{_DETAILS}|长期(?!未|借|性|以来)|常年|经常|一直|始终|往往|跑[了三四]|拖[了着]")
"""How a clause begins that has no topic of its own, where a comma parts it from the finding before it."""

_ILLUSTRATES = re.compile(
    rf"{_DETAILS}|光是?|仅[^，。；]{{0,6}}就|至今|迄今|长期|长年|常年|经常|一直|始终|往往|仍然?|还在|连[^，。；]{{1,10}}[都也]|{NUMBER}(?:多|余)?[个间家户处起件名人份本台辆座笔条项次块年月天宗吨亩万]"
    r"|跑[了三四]|拖[了着延]|导致|造成|致使|引发|群众(?:意见|反映|跑|要跑|办)|台账|涉及|占|累计|超过|达|多达"
)
"""How a clause begins that speaks of the finding before it, within one entry of a list."""

_INTRO = re.compile(r"(?:问题|毛病|不足|意见|反馈|指出|发现|查出|点出|点到|点名|点了|提出|通报|检查|整改|巡[察视])[^，。；！？\n：]{0,12}：\s*$")
_ALL_OF_THEM = re.compile(r"[^，。；]*都(?!市)")
_SAYS = re.compile(r"没|不|未|无|乱|差|虚|假|超|少|多|慢|弱|松|形式|突击|一阵风|走样|走过|[脱失错漏散软粗滞挪挤占骗套截违偏迟闲废荒堵贪冷硬拖欠宽重私]|难|低|高|缺|扎堆|倒置|反弹|投诉|垄断|转手|顶替|代[签填写打]|补[签录填]")
_HEADING = re.compile(r"\s*[^，。；]{2,8}方面\s*$")


def gathered(text: str, spans: Sequence[Span]) -> tuple[list[Span], frozenset[int]]:
    """Return the stretches with each finding in one, and where those begin that a mark of the list encloses (never to be parted)."""
    if not any(span.tag == "problem" for span in spans):
        return list(spans), frozenset()
    found = spans = _with_first(text, spans)
    whole: set[int] = set()
    for start, end, framed, broken in _entries(text, found):
        runs = _findings_of(text, start, end, found, framed, broken)
        if not runs:
            continue
        inside = [span for span in found if any(a < span.end and span.start < b for a, b in runs)]
        sure = max((span.sure for span in inside if span.tag == "problem"), default=0.7)
        made = [Span("problem", a, b, text[a:b], max(sure, 0.8 if framed else 0.6 if problems.faulty(text[a:b]) else 0.0)) for a, b in runs]
        found = sorted([span for span in found if span not in inside] + made, key=lambda span: span.start)
        whole |= {span.start for span in made}
    many = announced(text, spans)
    found = _unlisted(text, found, whole, bool(many))
    if many and many > 1 and _count(found) != many:
        plain = _unlisted(text, list(spans), set(), counted=True)
        if _count(plain) == many:
            return plain, frozenset()
        before = {(span.start, span.end) for span in found}
        found = _to_number(text, found, many)
        whole |= {span.start for span in found if (span.start, span.end) not in before}
    return found, frozenset(whole)


_FIRST = re.compile(r"(?:问题|毛病|不足|指出|反馈)(?:主要|就|还)?(?:是|有|：)(?P<what>[^，、。；：\n]{4,24})[、，]$")


def _with_first(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the stretches with the first finding of a list that the tagger passed over: 问题是A、B where only B was seen."""
    found = list(spans)
    for span in spans:
        match = _FIRST.search(text[: span.start]) if span.tag == "problem" and span.sure >= _PLAIN else None
        if match and says(match["what"]) and not any(other.start < match.end("what") and match.start("what") < other.end for other in spans):
            found.append(Span("problem", match.start("what"), match.end("what"), match["what"], _PLAIN))
    return sorted(found, key=lambda span: span.start)


def _count(spans: Sequence[Span]) -> int:
    return sum(span.tag == "problem" for span in spans)


def announced(text: str, spans: Sequence[Span]) -> int | None:
    """Return how many findings the message says there are; None where it does not say."""
    text = _EARLIER.sub(lambda match: GAP * len(match.group()), text)
    for span in reversed([span for span in spans if span.tag == "problem"]):
        text = text[: span.start] + _SOME * (span.end - span.start) + text[span.end :]
    for clause in clauses(_CLOCK.sub(GAP, text)):
        closes = problems.closing(clause.text)[1] if re.search(rf"问题|{_SOME}{_SOME}", clause.text) else None
        if many := (problems.opens(clause.text) or (0, 0, None))[2] or closes:
            return many
    return None


_CLOCK = re.compile(rf"(?:[上下中]午|早上|晚上|[今明后]天|明早|今晚|[日号]|周[一二三四五六日天])[^，。；\n]{{0,2}}?{NUMBER}点(?:半|钟|整|{NUMBER}分)?")


_EARLIER = re.compile(rf"{NUMBER}(?:个|条|项)问题[，,]?(?:已经?|都|其中|目前)*(?:完成|整?改|销号|解决)")
_SOME = "某"
"""Stands for what is known to be a finding."""


def opened(text: str) -> bool:
    """Return whether a clause only says that findings follow: 问题有三条, 之前巡察指出来的."""
    return bool(_ANNOUNCES.search(text))


_ANNOUNCES = re.compile(
    rf"^[^，。；]{{0,14}}?(?:(?:问题|毛病|不足|意见|短板|事项|情况)(?:清单|如下|还|也|都|总共|一共|共|就|主要|大概|大致|分别|反馈|如下|呢|嘛|集中在|有|是|为|在)*(?:{NUMBER}(?:大)?(?:个|条|项|点|类|件|方面|块))?(?:方面|问题)?(?:的|吧|呢|嘛)?"
    rf"|(?:反馈|指出|发现|查出|点出|点到|点了|点名|提出|提到|说到|通报)(?:出来?)?(?:的|了|的有|的是|有|来的|我们)*(?:{NUMBER}(?:大)?(?:个|条|项|点|类|件|方面|块))?(?:问题|意见)?(?:有|是|如下)?|(?:讲|说|列|提)(?:了)?{NUMBER}(?:个|条|项|点|方面|块))[：:]?$"
)


# -- lists with marks ---------------------------------------------------------------------------------------------------


def _entries(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int, bool, bool]]:
    """Yield where each entry of a marked list begins and ends, whether the list is opened as one of findings, and whether a
    clause that says nothing may stand inside an entry."""
    own = [span for span in spans if span.tag == "problem"]
    numbered = _numbered(text, own)
    yield from ((start, end, True, True) for start, end in numbered)
    taken = [(start, end) for start, end in numbered]
    pieces = [piece for piece in _pieces(text, "；") if not any(a < piece[1] and piece[0] < b for a, b in taken)]
    for group in _grouped(text, pieces, "；"):
        first = group[0][0]
        opens = max(text.rfind("：", first, group[0][1]), first - 1)
        speaks = bool(_INTRO.search(text[: opens + 1])) if opens >= first else bool(_INTRO.search(text[:first]))
        entries = [(opens + 1, group[0][1]), *group[1:]]
        while entries and not _holds(own, *entries[-1]):
            entries.pop()
        while entries and not _holds(own, *entries[0]) and not speaks:
            entries.pop(0)
        if len(entries) >= 2 and not any("：" in text[a:b] for a, b in entries[1:]) and sum(_holds(own, *entry) for entry in entries) >= min(2, len(entries) - 1):
            yield from ((start, end, speaks, False) for start, end in entries if not _opened_anew(text, start, end, own))
            taken += entries
    lines = [line for line in _pieces(text, "") if _holds(own, *line) and not any(a < line[1] and line[0] < b for a, b in taken)]
    if len(lines) >= 2 and all("：" not in text[a:b] and not re.search("[。；]", text[a:b].rstrip("。； ")) for a, b in lines[1:]):
        for start, end in lines:
            start = max(text.rfind("：", start, end) + 1, start)
            yield start, end, True, False


def _opened_anew(text: str, start: int, end: int, own: Sequence[Span]) -> bool:
    """Return whether an entry is a list of its own: 没改完的是……、……；这次又指出……，……"""
    first = next(span.start for span in own if span.start < end and start < span.end) if _holds(own, start, end) else start
    return bool(re.search(r"(?<!一个)(?<!一类)(?<!一种)(?<!方面)(?<![一二三四五六七八九])(?:是|指出|点了|提了|反馈了?|发现|存在|有|包括|说我?们?)$", text[start:first]))


def _holds(own: Sequence[Span], start: int, end: int) -> bool:
    return any(span.start < end and start < span.end for span in own)


def _numbered(text: str, own: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the entries of a numbered list of findings: from each number to the next, the last to the end of its sentence."""
    marks = numbers(text)
    found: list[tuple[int, int]] = []
    for place, (_, start) in enumerate(marks):
        ends = "。；\n！ " if place + 1 == len(marks) and _in_blanks(text) else "。；\n！"
        stop = next((at for at in range(start + 1, len(text)) if text[at] in ends), len(text))
        if ends.endswith(" "):
            stop = max([stop, *(span.end for span in own if start <= span.start < stop)])
        if place + 1 < len(marks):
            after = marks[place + 1][0]
            rest = [span.end for span in own if start <= span.start < after and span.end > stop]
            stop = min(after, max([stop, *rest])) if "\n" not in text[start : max([stop, *rest])].strip() else stop
            stop = min(stop, after)
        found.append((start, stop))
    held = [entry for entry in found if _holds(own, *entry) and not re.match(r"\s*[^，。；：]{2,6}：", text[entry[0] : entry[1]])]
    if len(held) < 2:
        return []
    return [entry for entry in found if held[0][0] <= entry[0] <= held[-1][0]]


def _in_blanks(text: str) -> bool:
    """Return whether a message is parted by blanks where others have commas."""
    return "，" not in text and text.count(" ") >= 4


def _pieces(text: str, mark: str) -> list[tuple[int, int]]:
    """Return the pieces of a text between a mark, or between the ends of lines; brackets and quotes are not cut."""
    closed = [match.span() for match in re.finditer(r"（[^（）\n]{0,80}）|“[^“”\n]{0,80}”|《[^《》\n]{0,60}》", text)]
    ends = (mark + _ENDS) if mark else "\n"
    found, at = [], 0
    for place in [*(i for i, char in enumerate(text) if char in ends and not any(a < i < b for a, b in closed)), len(text)]:
        if text[at:place].strip():
            found.append((at, place))
        at = place + 1
    return found


def _grouped(text: str, pieces: list[tuple[int, int]], mark: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the runs of pieces that one mark parts (a line may end after it)."""
    group: list[tuple[int, int]] = []
    for piece in pieces:
        if group and mark in text[group[-1][1] : piece[0] + 1]:
            group.append(piece)
            continue
        if len(group) > 1:
            yield group
        group = [piece]
    if len(group) > 1:
        yield group


def _findings_of(text: str, start: int, end: int, spans: Sequence[Span], framed: bool, broken: bool) -> list[tuple[int, int]]:
    """Return the stretches of the findings in an entry: usually one, several where 还有 or 和 parts two whole faults."""
    runs: list[list[tuple[int, int]]] = []
    free: list[tuple[int, int]] = []
    going = False
    own = [span for span in spans if span.tag == "problem" and span.start < end and start < span.end]
    if own and any(span.tag in _OTHERS and start <= span.start and span.end <= own[0].start for span in spans):
        start = max(own[0].start, start)
    for a, b in _clauses(text, start, end):
        kind = _kind(text, a, b, spans, first=framed and not runs and not free)
        if kind == "problem":
            if going and (not free or broken) and not _LINKS.match(text[a:b]):
                runs[-1] += [*free, (a, b)]
            else:
                runs.append([(a, b)])
            going, free = not any(span.tag in _OTHERS and a <= span.start and span.end <= b for span in spans), []
        elif kind == "other":
            going, free = False, []
        else:
            free.append((a, b))
    found: list[tuple[int, int]] = []
    for run in runs:
        a, b = _trimmed(text, run[0][0], run[-1][1], spans)
        if framed and text[a] == "“" and run is runs[0] and 0 < len(before := text[start:a].strip()) <= 2 and re.fullmatch("[一-鿿]+", before) and not _LINKS.fullmatch(before):
            a = text.index(before, start)  # 过 of 过“紧日子”要求落实不严
        found += _parted(text, a, b, spans)
    return [(a, b) for a, b in found if b - a >= 2]


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    closed = [match.span() for match in re.finditer(r"（[^（）\n]{0,80}）|“[^“”\n]{0,80}”", text)]
    for place in [*(i for i in range(start, end) if text[i] in "，；。！？\n" and not any(a < i < b for a, b in closed)), end]:
        if text[at:place].strip():
            yield at, place
        at = place + 1


def _kind(text: str, start: int, end: int, spans: Sequence[Span], first: bool) -> str:
    """Return whether a clause of an entry is a problem, of another field, or says nothing."""
    over = [span for span in spans if span.start < end and start < span.end]
    words = text[start:end].strip()
    own = [span for span in over if span.tag == "problem"]
    if own and (says(words) or _ILLUSTRATES.match(words) or any(span.sure >= _PLAIN or span.start < start or end < span.end for span in own)):
        return "problem"
    if any(span.tag in (*_OTHERS, "count") and span.sure >= _SURE and (span.tag != "rectified" or made_good(words)) for span in over):
        return "other"
    if _HEADING.match(words):
        return "free"
    if problems.FAULT.search(words) or _ILLUSTRATES.match(words):
        return "problem"
    return "problem" if first and (own or not over) and len(residue(words)) >= 4 else "free"


def _trimmed(text: str, start: int, end: int, spans: Sequence[Span]) -> tuple[int, int]:
    """Return a run as far as the tagger takes it in its first and last clause, and without marks around it."""
    own = [span for span in spans if span.tag == "problem" and span.start < end and start < span.end]
    if own and not re.search("[，；。！？\n]", text[start : own[0].start].rstrip("，；。！？\n ")):
        start = start if re.fullmatch("[一二两三四五六七八九十]", text[start : own[0].start]) else max(start, own[0].start)
    if own and not re.search("[，；。！？\n]", tail := text[own[-1].end : end]):
        beside = any(span.tag in (*_OTHERS, "count") and span.sure >= _SURE and own[-1].end <= span.start < end for span in spans)
        torn = tail.startswith("、") or (tail.startswith("”") and own[-1].text.count("“") > own[-1].text.count("”"))
        end = end if torn and not beside and len(tail) <= 12 else min(end, own[-1].end)
    start += len(text[start:end]) - len(text[start:end].lstrip("，；：、。 \n"))
    end -= len(text[start:end]) - len(text[start:end].rstrip("，；：、。 \n"))
    return start, end


def _parted(text: str, start: int, end: int, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the findings of a run: parted where the tagger parts it and 还有, or 和 between two faults, stands there."""
    own = [span for span in spans if span.tag == "problem" and start <= span.start and span.end <= end]
    cuts = []
    for one, other in pairwise(own):
        between = text[one.end : other.start]
        if not between or _LINKS.fullmatch(between) or (_AND.fullmatch(between) and _fault(one.text) and _fault(other.text)):
            cuts.append((one.end, other.start))
    found, at = [], start
    for a, b in cuts:
        found.append((at, a))
        at = b
    return [*found, (at, end)]


def _fault(words: str) -> bool:
    return len(words) >= 4 and any(problems.FAULT.search(clause) for clause in re.split("[，、]", words))


def says(words: str) -> bool:
    """Return whether words say a fault, or deny something."""
    return bool(problems.FAULT.search(words) or _SAYS.search(words))


# -- lists without marks ------------------------------------------------------------------------------------------------


def _unlisted(text: str, spans: Sequence[Span], whole: set[int], counted: bool) -> list[Span]:
    """Return the stretches with those put together that no mark of a list parts and that are one finding; where the message
    counts them, 和 is left to the count."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if last is None or last.tag != "problem" or span.tag != "problem" or (span.start in whole and last.start in whole):
            found.append(span)
            continue
        between = text[last.end : span.start]
        if (
            (between in ("，", " ") and _DETAIL.match(span.text))
            or (between == "、" and re.match("有的|有些|有人|其中", span.text))
            or (between == "，" and _GOES_ON.match(span.text))
            or (not counted and between in ("和", "与", "及") and not says(last.text) and ((_fault(span.text) and len(span.text) <= 6) or (len(last.text) <= 4 and len(span.text) >= len(last.text) + 5)))
            or (between == "、" and not says(last.text) and _ALL_OF_THEM.match(span.text))
        ):
            found[-1] = _over(text, last, span)
        else:
            found.append(span)
    found = found if counted else _by_most(text, found, whole)
    return [_told_on(text, span, found, whole) if span.tag == "problem" else span for span in found]


def _by_most(text: str, spans: list[Span], whole: set[int]) -> list[Span]:
    """Return the stretches of a sentence put together at 、 where most of its findings are parted by ，, or the other way round."""
    found: list[Span] = []
    run: list[Span] = []
    for span in [*spans, Span("", len(text), len(text), "")]:
        if run and span.tag == "problem" and span.start not in whole and text[run[-1].end : span.start] in ("、", "，"):
            run.append(span)
            continue
        found += _joined_run(text, run)
        run = []
        if span.tag == "problem" and span.start not in whole:
            run = [span]
        elif span.tag:
            found.append(span)
    return found


def _joined_run(text: str, run: list[Span]) -> list[Span]:
    marks = [text[one.end : other.start] for one, other in pairwise(run)]
    most = "、" if marks.count("、") >= 2 * marks.count("，") else "，" if marks.count("，") >= 2 * marks.count("、") else ""
    if not most or len(set(marks)) < 2:
        return run
    found = run[:1]
    for mark, span in zip(marks, run[1:], strict=True):
        if mark == most:
            found.append(span)
        else:
            found[-1] = _over(text, found[-1], span)
    return found


def _told_on(text: str, span: Span, spans: Sequence[Span], whole: set[int]) -> Span:
    """Return a finding with the clause behind it that no stretch explains and that illustrates it: 有的……."""
    if span.start in whole or text[span.end : span.end + 1] != "，":
        return span
    stop = next((at for at in range(span.end + 1, len(text)) if text[at] in "，。；！？\n"), len(text))
    words = text[span.end + 1 : stop]
    if any(other.start < stop and span.end < other.end and other is not span for other in spans) or not re.match(r"有的|有些|有个|最[长多高大久]|其中|甚至", words):
        return span
    return Span("problem", span.start, stop, text[span.start : stop], span.sure)


def _over(text: str, one: Span, other: Span) -> Span:
    return Span("problem", one.start, other.end, text[one.start : other.end], min(one.sure, other.sure))


def _to_number(text: str, spans: list[Span], many: int) -> list[Span]:
    """Return the stretches put together at 和, at 、, or at ， where that, and only that, gives the number announced."""
    if _count(spans) <= many:
        return spans
    tests: tuple[Callable[[str], bool], ...] = (
        lambda between: between in ("和", "与", "及"),
        lambda between: between == "、",
        lambda between: between in ("，", " "),
        lambda between: between in ("、", "和", "与", "及"),
    )
    for joins in tests:
        found: list[Span] = []
        for span in spans:
            last = found[-1] if found else None
            if last is not None and last.tag == span.tag == "problem" and joins(text[last.end : span.start]):
                found[-1] = _over(text, last, span)
            else:
                found.append(span)
        if _count(found) == many:
            return found
    return spans
