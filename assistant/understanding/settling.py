"""Set tagged stretches right where the words around them say plainly what they are: whose field, what is done, whose team."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from assistant.tagging.characters import Span
from assistant.understanding import problems
from assistant.understanding.identity import POST, SURNAME
from assistant.understanding.numerals import NUMBER

Claim = tuple[str, int, int, int, int]
"""A tag, where its words begin and end, and where the clause does that says so."""

_MEASURED = re.compile(r"[间个家户处起件名人份本台辆座笔条项次块年月天日号宗吨亩万多余%分字元百千](?!目|[员才事民口力别体轻度常管配例级数品属庭籍外置理罚])")
_TAKEN_BACK = re.compile(r"不是|不叫|不对|[写说打搞弄]错|错了|有误|别写|不写|不再|原来|原先|之前|以前|更正|改成|改为|改了|换成|出差|不在|来不了|去不了|不能|没空|请假|学习|培训|开会去|住院|空缺|空着|退休|调走|还没|另有|缺席")
_BACK = 14

_KEEPS = re.compile(
    r"(?P<verb>(?<![不没])分管(?!领导|领域|的(?!是))|协管|主管(?!部门|单位|领导)|(?<=[，。；：\n （(我他她长理任])(?:负责(?!人|同志|任|给|写|对接|联系|通知|起草|整理|办|不)|管(?=[一-鿿]{2})(?![理得不住控辖护网道委线事钱这那好够严材片用带家账人饭吃了着过])))(?:的是|着|：)? ?"
    r"(?P<what>[^，。；：！？\n（）() ]{2,36})"
)
_KEPT_TAIL = re.compile(r"(?:这(?:几|两|三|一)?(?:块|摊|项|个口|条线|方面)|那(?:一)?(?:块|摊)|等?(?:方面)?的?工作|口|条线|的也?都?是(?:我|他)|的)+(?:的?副[^，。；]{1,6})?$")
_PARTS = re.compile(r"、|以及|和|及|与|跟|还有|(?<=[^\W]{2}) (?=[^\W]{2})")

_MENTION = re.compile(
    rf"(?P<lead>(?:后面|最后|结尾|稿子里?|文中|里面|顺便|另外|中间|第[一二三]部分)*(?:还)?(?:要|想|请|得|希望)?(?:把)?(?:说说|讲讲|谈谈|说一?下|讲一?下|提一?下|提到|讲到|说到|谈到|带一?句|写上|写到|结合|突出|说|讲|写|提))(?P<what>[^，。；！？\n]{{4,40}}?)(?:这|那)(?:{NUMBER}|几)?(?:件事情?|项工作|项重点工作|个项目|件大事|件|项|块)(?:的?打算|[一也]?带?上?|都?写上)?(?=[，。；！？\n]|$)"
)
_PLACE_BEFORE = re.compile(r"(?:^|[，。；：、\n （(是由被向对])(?P<place>[一-鿿]{2,3})\Z")
_NO_PLACE = re.compile(r"[今明昨后前上下午天日号周月是的我你他们这那次来由被反馈巡察组请听说收到接配合和跟要在委局长任记里]|肯定|感谢|迎接|联动|按照|根据|落实|结合|刚才|还有|另外|全称|单位")
_FINISHED = re.compile(r"^(?!.*(?:未|没|不[^断]))(?:.*(?:已|了|完|好|到位|上线|清退|退回|补齐|重新|全部|追回|收回|更换|整改完|开通|建成|修订|公示))")
_MADE_GOOD = re.compile(r"已|了|完|到位|退|全部|重新|[补换新清收追建修定停拆装降增]|公开|公示|上线")
_SAYS_NO = re.compile(r"没|未|不(?!再)")
_GOES_ON = re.compile(r"(?:追回|退回|挽回|核减|扣回)了?(?:多[付收报算领发]|损失|差[价额]|工程款)|(?:降|降低|减少|下降|压缩|节约|增加)了?\d")
_BESIDE = re.compile(r"(?:(?<!要)(?:不要|别|不用|不必|勿)(?:再)?(?:提|写|出现|点名?)|[事情题][^，。]{0,2}(?:不要|别|不用)(?:再)?[说讲])(?:了|进去|出来)?$")


def settled(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the stretches of a cleaned message, in order, as the words around them say."""
    found = [_bare(text, _whole_number(text, span)) for span in spans if span.tag != "not" or span.sure >= 0.9 or _taken_back(text, span)]
    found = [span for span in found if span.text and not (span.tag == "role" and _GONE.match(text, span.end))]
    found = [_placed(text, span) if span.tag == "team" else span for span in found]
    found = _claimed(text, found, _labelled(text, found))
    found = _claimed(text, found, _youth(text))
    if not any(span.tag == "role" for span in found) and (place := _speaking(text)):
        found = _claimed(text, found, [("role", *place, *place)])
    if not any(span.tag == "for_body" for span in found) and (body := _BODY.search(text)):
        found = _claimed(text, found, [("for_body", *body.span(), *body.span())])
    found = _toned(text, [piece for span in found for piece in _done_part(text, span)])
    if any(span.tag == "role" and span.sure >= 0.9 for span in found):
        found = [span for span in found if span.tag != "role" or span.sure >= 0.5]
    for claim in (_planned(text, found), _short_names(text, found), _coming(text, found), _portfolio(text, found), _priorities(text), _wishes(text, found), _manners(text, found), _names(text, found)):
        found = _claimed(text, found, claim)
    return _rectified(text, found)


def _taken_back(text: str, span: Span) -> bool:
    return bool(_TAKEN_BACK.search(text[max(0, span.start - _BACK) : span.end + _BACK]))


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the clause begins and ends that holds a stretch."""
    left = max((text.rfind(mark, 0, start) for mark in "，。；：！？\n"), default=-1) + 1
    right = min((at for mark in "，。；！？\n" if (at := text.find(mark, end)) >= 0), default=len(text))
    return left, right


def _moved(text: str, span: Span, start: int, end: int) -> Span:
    return msgspec.structs.replace(span, start=start, end=end, text=text[start:end])


def _whole_number(text: str, span: Span) -> Span:
    """Return a stretch that does not begin within a number: 10分钟, 8间门面."""
    digits = re.search(r"\d+(?:\.\d*)?$", text[: span.start])
    if not digits:
        return span
    inside = span.text[:1].isdigit()
    if inside or (digits.group()[-1] != "." and _MEASURED.match(span.text) and span.tag in ("rectified", "problem", "deadline", "length", "minutes", "priority", "date")):
        return _moved(text, span, digits.start(), span.end)
    return span


_TOLD_LEAD = re.compile(r"(?:同时|又|还|也|里|头)?(?:指出|提到|提了|反馈说?|说)(?:了|我们)?(?=[^，；。]{5})(?!明)")
_SPEAKING_TIME = re.compile(rf"[，。；\s](?:大概|大约|约|讲|念|说|写|控制在)*{NUMBER}(?:到{NUMBER}|至{NUMBER})?(?:分钟|分(?:{NUMBER}秒)?|来?字)(?:左右|以内|上下|就行|就够|的稿子?)*$")


def _bare(text: str, span: Span) -> Span:
    """Return a stretch without what clings to its ends: 份 of 写份, 工作有, 出席并."""
    start, end = span.start, span.end
    if span.tag == "unit" and re.search(r"(?:[写来要弄做拟搞整]|起草)一?$", text[:start]) and re.match("[份个篇]", span.text):
        start += 1
    elif span.tag == "priority" and (lead := re.match(r"(?:重点|主要)?(?:工作|任务|事)(?:有|是|包括|：)", span.text)):
        start += lead.end()
    elif span.tag == "who" and re.search(r"(?<=[长任记委员席领导领])[一-鿿]{0,3}?(?:也|还|要|会|将|都|亲自)*(?:出席|参加|到会|到场|列席|主持|讲话|来|在)[^、]*$", span.text):
        end = start + len(re.sub(r"(?:也|还|要|会|将|都|亲自)*(?:出席|参加|到会|到场|列席|主持|讲话|来|在)[^、]*$", "", span.text))
    elif span.tag == "problem" and (lead := _TOLD_LEAD.match(span.text)):
        start += lead.end()
    elif span.tag == "problem" and (clock := _SPEAKING_TIME.search(span.text)):
        end = start + clock.start()
    return span if (start, end) == (span.start, span.end) else _moved(text, span, start, end)


_DONE_LABELS = re.compile(r"(?m)^[ \t\-·•*]*(?:【(?:已改|已整改|已完成|立行立改|整改完成|已办结|整改情况|整改进展)[^】\n]{0,8}】：?|(?:已经?改|已整改|已完成|立行立改|已经改[了好完]的|整改完成的?|整改方面|整改情况|整改进展)[^：\n，。]{0,8}：)(?P<what>[^\n]+)")


_DONE_BEHIND = re.compile(r"[，； ](?:现已|目前已?经?|现在已?经?|已经?)(?!核实|查|发现|有|发生|造成|立案|持续|成)(?=[^，；。]{4})")


def _done_part(text: str, span: Span) -> list[Span]:
    """Return a finding apart from what follows it and tells that something has been put right (……造假 现已停用)."""
    if span.tag == "problem" and re.search(r"专项(?:巡[察视])?$", span.text) and not problems.FAULT.search(span.text):
        return [msgspec.structs.replace(span, tag="inspection")]
    cut = _DONE_BEHIND.search(span.text) if span.tag == "problem" else None
    if not cut or cut.start() < 4 or problems.FAULT.search(behind := span.text[cut.start() + 1 :]) or not made_good(behind):
        return [span]
    start = span.start + cut.start() + 1
    return [_moved(text, span, span.start, start - 1), *(Span("rectified", start + piece.start(), start + piece.end(), piece.group(), span.sure) for piece in re.finditer(r"[^，； ]{4,}", behind))]


def _labelled(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return the entries of a line whose label says that they have been put right: 【已改】……；……"""
    found: list[Claim] = []
    for match in _DONE_LABELS.finditer(text):
        for piece in re.finditer(r"[^；。]+", match["what"]):
            start, end = (match.start("what") + at for at in piece.span())
            words = text[start:end].strip()
            start = text.index(words, start)
            if len(words) >= 4 and not any(span.tag == "rectified" and span.start < end and start < span.end for span in spans):
                found.append(("rectified", start, start + len(words), start, start + len(words)))
    return found


_YOUTH = re.compile(r"(?P<unit>(?:共青团|团)(?:[一-鿿]{2,4}?)?[省市县区州旗]委)(?P<role>副?书记)")


def _youth(text: str) -> list[Claim]:
    """Return unit and post of a secretary of the 团委, which is a unit and no committee that sends a team."""
    match = _YOUTH.search(text)
    if not match or not re.search(r"表态|发言|讲", text[match.end() : match.end() + 30]):
        return []
    return [("unit", *match.span("unit"), *match.span()), ("role", *match.span("role"), *match.span())]


def _placed(text: str, span: Span) -> Span:
    """Return a team with the name of its place before it: 苇河区委第三巡察组."""
    if not re.match(r"[省市县区州旗]委", span.text):
        return span
    before = _PLACE_BEFORE.search(text[: span.start])
    if before and not _NO_PLACE.search(before["place"]):
        return _moved(text, span, before.start("place"), span.end)
    return span


def _claimed(text: str, spans: Sequence[Span], claims: Sequence[Claim]) -> list[Span]:
    """Return the stretches with those in a claimed clause (its bounds come last) given way to the claim."""
    found = list(spans)
    gone = {(left, right) for *_, left, right in claims}
    for left, right in gone:
        found = [span for span in found if not (left < span.end and span.start < right)]
    found += [Span(tag, start, end, text[start:end]) for tag, start, end, _, _ in claims]
    return sorted(found, key=lambda span: span.start)


def _portfolio(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return what the speaker is in charge of, where a clause says so of a deputy and names no fault: 管工程和招标采购."""
    found: list[Claim] = []
    roles = [span for span in spans if span.tag == "role"]
    for match in _KEEPS.finditer(text):
        what = _KEPT_TAIL.sub("", match["what"])
        start, end = match.start("what"), match.start("what") + len(what)
        deputy = any(re.search(r"副|成员|委员|总师|总会计师|助理|常委|调研员", role.text) for role in roles)
        told = match["verb"] in ("分管", "协管", "主管") or (deputy and text[match.start() - 1 : match.start()] in ("我", "他", "她")) or any(0 <= match.start() - role.end <= 3 for role in roles)
        inside = [span for span in spans if span.start < end and start < span.end]
        if (roles and not deputy) or not told or problems.FAULT.search(what) or re.search(r"问题|问责|表态|发言|起草|整改", what):
            continue
        if any(span.tag not in ("problem", "portfolio", "priority", "unit", "name", "not") or span.end > end for span in inside):
            continue
        if inside and all(span.tag == "portfolio" for span in inside) and sum(span.end - span.start for span in inside) >= len(what) - len(inside):
            continue
        at = start
        for piece in _PARTS.split(what):
            begins = text.index(piece, at)
            at = begins + len(piece)
            if len(piece) >= 2:
                found.append(("portfolio", begins, at, start, end))
    return found


def _priorities(text: str) -> list[Claim]:
    """Return the pieces of work that are to be mentioned, where they are counted: 后面要说说A和B这两件事."""
    found: list[Claim] = []
    for match in _MENTION.finditer(text):
        what = match["what"]
        if re.search(r"不要|别|问题|整改|反馈", what):
            continue
        at = match.start("what")
        for piece in _PARTS.split(what):
            begins = text.index(piece, at)
            at = begins + len(piece)
            if len(piece) >= 3:
                found.append(("priority", begins, at, match.start(), match.end()))
    return found


_PLANNED = re.compile(
    rf"(?:^|(?<=[，。；\n ]))(?:另外|还有)?(?:接下来|下一步|今年|后面|下步|明年)(?:我们|局里|还|就|要|想|得|准备)*(?:重点|主要|着力)*(?:的?(?:工作|任务|大事)(?:是|有|：))?(?:抓好?|做好?|推进?|干|搞|说|讲|抓的是|做的是|干的是|推的是|说的是|是)(?P<what>[^，。；：！？\n]{{3,40}})(?=[，。；！\n]|$)"
)


def _planned(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return the pieces of work that a clause of its own says are next, where the tagger did not see them: 接下来重点做电梯应急平台."""
    found: list[Claim] = []
    for match in _PLANNED.finditer(text):
        inside = [span for span in spans if span.start < match.end() and match.start() < span.end]
        if any(span.tag != "problem" for span in inside) or problems.faulty(match["what"]) or re.search(r"整改|问题|反馈|巡察|表态|过了?$|了$|第[一二三四五]", match["what"]):
            continue
        at = match.start("what")
        for piece in _PARTS.split(_ALL_OF_IT.sub("", match["what"])):
            begins = text.index(piece, at)
            at = begins + len(piece)
            if len(piece) >= 3:
                found.append(("priority", begins, at, match.start(), match.end()))
    return found


_ALL_OF_IT = re.compile(rf"(?:这|等)?(?:{NUMBER}|几)?(?:项|件|个|块)?(?:重点|主要)?(?:工作|任务|大事|事)$")


def _wishes(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return what is not to be mentioned where it is named first: 去年库房漏水那件事不要提."""
    found: list[Claim] = []
    for match in re.finditer(r"[^，。；：！？\n ]{3,40}", text):
        if unwanted(match.group()):
            inside = [span for span in spans if span.start < match.end() and match.start() < span.end]
            start = match.start() + (lead.end() if (lead := re.match(r"所以|不过|但是?|另外|还有|对了", match.group())) else 0)
            if all(span.tag in ("aside", "period", "rectified", "name") or span.sure < 0.5 for span in inside):
                found.append(("note", start, match.end(), match.start(), match.end()))
    return found


def _rectified(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the stretches with what goes on about something put right: a next deed done, or what came of the first."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if span.tag == "deadline" and re.search(r"完成|已|了", span.text) and not re.search(r"[内前底期限]|年|月|季度|天|日|周|春节", span.text):
            span = msgspec.structs.replace(span, tag="rectified")
        if span.tag == "rectified" and span.sure < 0.9 and not made_good(span.text) and last is not None and last.tag == "problem" and text[last.end : span.start] in ("；", "、", "，"):
            span = msgspec.structs.replace(span, tag="problem")
        if span.tag == "rectified" and re.search(r"已经?$", text[: span.start]):
            span = msgspec.structs.replace(span, sure=max(span.sure, 0.7))
        if last is not None and last.tag == "rectified" and text[last.end : span.start] in ("，", "、", "；") and span.tag in ("problem", "rectified"):
            if _GOES_ON.match(span.text):
                found[-1] = _moved(text, last, last.start, span.end)
                continue
            if span.tag == "problem" and not problems.FAULT.search(span.text) and _FINISHED.match(span.text):
                span = msgspec.structs.replace(span, tag="rectified")
        if last is not None and last.tag == "problem" and span.tag == "rectified" and _TOPIC.search(last.text) and re.fullmatch(r"，(?:我们?|这个|现在|目前|都|就)*", text[last.end : span.start]):
            found[-1] = Span("rectified", last.start, span.end, text[last.start : span.end], max(span.sure, 0.7))
            continue
        found.append(span)
    done = [span for span in found if span.tag == "rectified"]
    added = [extra for span in done if (extra := _next_done(text, span, found))]
    added += [extra for extra in _done_about(text, found) if not any(extra.start < other.end and other.start < extra.end for other in added)]
    found = [span for span in found if not any(extra.start <= span.start < extra.end for extra in added)]
    return sorted([*found, *added], key=lambda span: span.start)


def made_good(text: str) -> bool:
    """Return whether words can tell that something has been put right."""
    return bool(_MADE_GOOD.search(text)) and (not _SAYS_NO.search(text) or bool(re.search("已|了$", text)))


_TOPIC = re.compile(r"(?:的事儿?|[那这](?:件|个)?(?:事|问题)|[那这]一?条|[那这]一?块|方面)$")


def _next_done(text: str, span: Span, spans: Sequence[Span]) -> Span | None:
    """Return the clause behind something put right that no stretch explains and that tells another deed done."""
    if text[span.end : span.end + 1] != "，":
        return None
    start = span.end + 1
    stop = min((at for mark in "，。；！？\n" if (at := text.find(mark, start)) >= 0), default=len(text))
    words = text[start:stop]
    if any(other.start < stop and start < other.end and (other.tag != "aside" or other.sure >= 0.8) for other in spans) or len(words) < 5 or not _FINISHED.match(words) or re.match("是|这", words) or problems.FAULT.search(words):
        return None
    return Span("rectified", start, stop, words) if re.search(r"已|也|都|全部|重新|了$|了(?:\d|[一二两三四五六七八九十])", words) else None


_MADE = re.compile(r"(?:已|现在|目前|都|全部|上周|上个?月)[^，。；]*(?:了|完|到位|好)|了$")


def _done_about(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the clauses no stretch explains that tell something done about one of the findings: three characters of it stand there."""
    matters = {span.text[at : at + 3] for span in spans if span.tag == "problem" for at in range(len(span.text) - 2) if re.fullmatch("[一-鿿]{3}", span.text[at : at + 3])}
    last = max((span.end for span in spans if span.tag == "problem"), default=len(text))
    found = []
    for match in re.finditer(r"[^，。；：！？\n]{6,40}", text[last:]):
        start, end = last + match.start(), last + match.end()
        over = [span for span in spans if span.start < end and start < span.end]
        if any(span.tag != "aside" or span.sure >= 0.9 for span in over) or not _MADE.search(match.group()) or problems.FAULT.search(match.group()):
            continue
        if any(match.group()[at : at + 3] in matters for at in range(len(match.group()) - 2)) and not re.search("[我你说没未剩]|要求", match.group()):
            found.append(Span("rectified", start, end, text[start:end]))
    return found


_TONE = re.compile(
    r"(?:^|[，。；\n ])(?:稿子|文稿|讲话|整体)?(?:风格|文字|文风|语气|口吻|口气|调子|语言|措辞|表达)(?:上|要|得|最好|希望|尽量|：|是|能|请|，)*(?P<what>(?:有点儿?|有些|带点儿?|带|有|偏|要)?[一-鿿]{1,6}(?:[、和][一-鿿]{1,6}){0,2}?)(?=[，。；！\n ]|$)"
)
_ALSO_TONE = re.compile(r"、(?:[一-鿿]{2}|[一-鿿]{3,4}(?=[，。\n]))(?=[，。；\n ]|$)")


def _manners(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return how the text is to sound where a clause names the manner: 文字有点书卷气; 庄重、简练."""
    found: list[Claim] = []
    for span in spans:
        if span.tag == "tone" and (more := _ALSO_TONE.match(text, span.end)) and not any(other.start < more.end() and span.end < other.end for other in spans):
            found.append(("tone", span.start, more.end(), span.start, more.end()))
    for match in _TONE.finditer(text):
        start, end = match.span("what")
        inside = [span for span in spans if span.start < end and start < span.end]
        if any(span.tag not in ("note", "aside") for span in inside) or re.search(r"不|别|少|问题|要求|字|分钟|改|一些$|换|^(?:要|得)?(?:符合|像|让|能|把|按|用|照)", match["what"]):
            continue
        found.append(("tone", start, end, start, end))
    return found


_NAMED = re.compile(rf"(?P<name>[{SURNAME}][一-鿿]{{1,2}}?)(?=主持|发言|表态|在|来讲|来|讲|代表|上台|要在|将在|[今明后]天|[下这本]?周[一二三四五六日]|\d{{1,2}}[月号日]|的发言|的表态)")
_BESIDE_POST = re.compile(rf"[ （]?(?P<name>[{SURNAME}][一-鿿]{{1,2}})(?=[ ，。；、\n）]|$)")
_CALLED = re.compile(rf"(?:姓名|名字|本人|人)?(?:叫|名叫|姓名是|姓名：|名字是|名字叫)(?P<name>[{SURNAME}][一-鿿]{{1,2}})(?=[，。；、\n ]|$)")
_NO_NAME = re.compile(r"[局总院校处科工站所委任长]$|[要会将上下会在去来这那我你他她是的了也都就还于和同向对被把]|单位|全|常务|发言|表态|代表|主持")


def _names(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return the speaker's name where it follows the post, or where he is said to be called so."""
    if any(span.tag == "name" and span.sure >= 0.6 for span in spans):
        return []
    for span in spans:
        if span.tag == "role" and (match := _NAMED.match(text, span.end) or _BESIDE_POST.match(text, span.end)) and not problems.FAULT.search(match["name"]) and not _NO_NAME.search(match["name"][1:]) and not any(other.start < match.end() and match.start() < other.end for other in spans if other is not span and (other.tag != "problem" or len(other.text) > 3)):
            return [("name", *match.span("name"), *match.span("name"))]
    match = _CALLED.search(text)
    if match and re.search(rf"姓{match['name'][0]}|姓名|(?:{POST}|本人|他|她)[^，。；]{{0,4}}$", text[max(0, match.start() - 14) : match.start() + 3]) and not re.search(r"[镇乡村局院校]$", match["name"]):
        return [("name", *match.span("name"), *match.span("name"))]
    return []


def _short_names(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return the abbreviation the unit is said to go by (平时都叫云檀城投): each of its characters stands in the name, in order."""
    units = [span for span in spans if span.tag == "unit"]
    for match in _SHORT.finditer(text):
        start = match.start("short")
        for end in range(len(match["short"]), 1, -1):
            short = match["short"][:end]
            if any(len(span.text) > len(short) and within(short, span.text) and not span.start <= start < span.end for span in units) and (end == len(match["short"]) or text[start + end] in "的"):
                return [("unit_short", start, start + end, start, start + end)]
    return []


def within(short: str, name: str) -> bool:
    """Return whether the characters of an abbreviation stand in a name, in their order."""
    rest = iter(name)
    return all(char in rest for char in short)


_COMING = re.compile(
    rf"(?:^|(?<=[，。；\n ]))(?:另外|还有|到时候?|那天|届时|对了|会上)*(?P<who>(?:[^\W\d_我你他她的是由请让给帮]{{0,8}}?[省市县区州旗镇乡]|[^\W\d_我你他她的是由请让给帮]{{0,6}}?(?:街道|集团|公司|巡察办|组织部|纪委|政府|总行|总公司|党委)|分管的?)?(?:{POST}|[省市县区州]长|副?部长|领导|专员)(?:和{POST})?)"
    r"(?:也|都|要|会|将|可能|亲自|届时|过|还)*(?:来(?!不)|到会|到场|出席|参加|列席|莅临|讲话)(?![^，。；\n]*(?:不|谁|吗|上次|去年))"
)


def _coming(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return who is said to come to the meeting in a clause that no stretch explains."""
    found: list[Claim] = []
    for match in _COMING.finditer(text):
        left, right = _bounds(text, match.start("who"), match.end("who"))
        if any(span.start < right and left < span.end and span.sure >= 0.4 for span in spans) or re.search(r"反馈$|巡察$", match["who"]):
            continue
        if re.match(r"[局院校园站所馆场]长|主任|书记|支书|一把手|领导", match["who"]):  # one of the house, or nobody says whose
            continue
        found.append(("who", *match.span("who"), *match.span("who")))
    return found


def _toned(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the stretches with manners that are told together in one: 诚恳、有担当."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if last is not None and last.tag == span.tag == "tone" and text[last.end : span.start] in ("、", "和", "又"):
            found[-1] = _moved(text, last, last.start, span.end)
        else:
            found.append(span)
    return found


# -- what no stretch says -----------------------------------------------------------------------------------------------

_DEEDS = (
    r"(?:(?:代表|受)[^，。；]{1,10}?(?=表态|发言|讲|委托)(?:委托)?|代替他|替他|来|去|上台|上去|上会|要|会|亲自|负责|届时|[今明后]天|下?下?周[一二三四五六日]|[上下]午|\d{1,2}[月日号点]|在[^，。；]{1,16}?(?:会议?上?|上))*"
    r"(?:(?:作|做|讲|说|发)?个?(?:表态|发言)|表个?态|讲(?!话|了|究|到|的|得)|(?:的|用的?)(?:巡[察视])?(?:整改)?(?:反馈会?)?(?:上的?)?(?:表态|发言))"
)
_SPEAKS = re.compile(rf"(?P<post>{POST})(?:[{SURNAME}][一-鿿]{{1,2}}?)??{_DEEDS}")
_ACTS = re.compile(rf"(?P<post>{POST})(?:[{SURNAME}][一-鿿]{{1,2}}?)?主持[^，。；会]{{0,6}}工作")
_BODY = re.compile(r"(?:代表|代|受)(?:我?们?[局院校镇乡村委办部厅站会](?![委会])|街道|公司|集团|中心|学院|医院)?(?:党组|党委|党工委|党总支|党支部)(?:委托)?(?=[^，。；]{0,6}(?:表态|发言|讲|来))")
_AWAY_AT = r"(?:刚刚?|那天|当天|这几天|最近|现在|正|刚好|临时|又|还|本来|恰好|已经)*(?:在|去|到|要|有)?[^，。；（）]{0,6}?(?:学习|出差|出国|出访|考察|带队|党校|培训|来不了|去不了|不在|请假|住院|开会|有事|外地|外出|调走|空缺|空着|退休|挂职|没到位|没配)"
_GONE = re.compile(rf"{_AWAY_AT}[^，。；]{{0,3}}(?=[，。；\n])")
_ABSENT = re.compile(rf"^[^，。；]{{0,20}}?{POST}(?:位[子置])?(?:{_AWAY_AT}|是[^，。；]{{1,6}}兼的?)[^，。；]{{0,4}}$")
_AWAY = re.compile(r"^(?:那天|当天|到时候?|他|她|人)*(?:都)?(?:来不了|去不了|不在|参加不了|没空|回不来|赶不回来)$")
_SHORT = re.compile(r"(?:平时|平常|一般|习惯上?|对外|大家|外面|口头上?|我们|通常)+(?:都|就)?(?:叫|称|简称)(?:作|做|它|我们)?(?:“)?(?P<short>[一-鿿]{2,10})")


def _speaking(text: str) -> tuple[int, int] | None:
    """Return where the post stands of who is said to speak (政委讲, 由王副局长代表局党组表态); None where nobody is."""
    for match in [*_ACTS.finditer(text), *_SPEAKS.finditer(text)]:
        before = text[max(0, match.start("post") - 3) : match.start("post")]
        left, right = _bounds(text, match.start("post"), match.end("post"))
        if re.search(r"[省市县区州旗]委?$|组织部$|纪委$|人大$|政府$|巡察办$", before) and not match["post"].startswith(("妇联", "工会")):
            continue
        if not explained(text[left:right]):
            return match.span("post")
    return None


def unwanted(text: str) -> bool:
    """Return whether a clause names something first and then says that it is not to be mentioned."""
    return bool(_BESIDE.search(text)) and not re.match(r"(?:请|另外|还有|不过|但是?)?(?:[这那]个?|你|我|它|他|里面|原文里[^，]*)?(?:也|都|就)*(?:不要|别|不用|不必|勿)", text)


def explained(text: str) -> bool:
    """Return whether a clause only says why somebody else does not speak: 局长在外面学习, 那天来不了."""
    return bool(_ABSENT.match(text) or _AWAY.match(text))


def day_told(text: str) -> bool:
    """Return whether a clause tells the day of the meeting: it speaks of the meeting, and of nothing that is due."""
    return bool(re.search(r"反馈|开会|会[议上]|那个会|要?讲|表态|发言|定在|时间|日期", text)) and not re.search(r"交|给我|要稿|前报|截[止稿]|报|之前|前完成|起|巡完|结束|开始|整改|收到|今天|今晚|昨|高铁|回来", text)


__all__ = ["day_told", "explained", "made_good", "settled", "unwanted", "within"]
