"""Set tagged stretches right where the words around them say plainly what they are: whose field, what is done, whose team."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from assistant.tagging.characters import Span
from assistant.understanding import people, problems
from assistant.understanding.identity import POST
from assistant.understanding.numerals import NUMBER
from assistant.understanding.people import PARTS, Claim

_MEASURED = re.compile(r"[间个家户处起件名人份本台辆座笔条项次块年月天日号宗吨亩万多余%分字元百千](?!目|[员才事民口力别体轻度常管配例级数品属庭籍外置理罚])")
_COUNTED = re.compile(r"(?:^|[，；。：、\n\s])(?:\d{1,2}[.、．)）])?(?P<many>\d+(?:多|余)?[个家名户起件份处台辆所座间项条笔])$")
_TAKEN_BACK = re.compile(r"不是|不叫|不对|[写说打搞弄]错|错了|有误|别写|不写|不再|原来|原先|之前|以前|更正|改成|改为|改了|换成|出差|不在|来不了|去不了|不能|没空|请假|学习|培训|开会去|住院|空缺|空着|退休|调走|还没|另有|缺席")
_BACK = 14

_MENTION = re.compile(
    rf"(?P<lead>(?:后面|最后|结尾|稿子里?|文中|里面|顺便|另外|中间|第[一二三]部分)*(?:还)?(?:要|想|请|得|希望)?(?:把)?(?:说说|讲讲|谈谈|说一?下|讲一?下|提一?下|提到|讲到|说到|谈到|带一?句|写上|写到|结合|突出|说|讲|写|提))(?P<what>[^，。；！？\n]{{4,40}}?)(?:这|那)(?:{NUMBER}|几)?(?:件事情?|项工作|项重点工作|个项目|件大事|件|项|块)(?:的?打算|[一也]?带?上?|都?写上)?(?=[，。；！？\n]|$)"
)
_PLACE_BEFORE = re.compile(r"(?:^|[，。；：、\n （(是由被向对])(?P<place>[一-鿿]{2,3})\Z")
_NO_PLACE = re.compile(r"[今明昨后前上下午天日号周月是的我你他们这那次来由被反馈巡察组请听说收到接配合和跟要在委局长任记里]|肯定|感谢|迎接|联动|按照|根据|落实|结合|刚才|还有|另外|全称|单位")
_FINISHED = re.compile(r"^(?!.*(?:未|没|不[^断]))(?:.*(?:已|了|完|好|到位|上线|清退|退回|补齐|重新|全部|追回|收回|更换|整改完|开通|建成|修订|公示))")
_MADE_GOOD = re.compile(r"已|了|完|到位|退|全部|重新|[补换新清收追建修定停拆装降增]|公开|公示|上线")
_SAYS_NO = re.compile(r"没(?!收)|未|不(?!再|良|动产|同|断|合格|达标|锈|规范的|符)")
_GOES_ON = re.compile(r"(?:追回|退回|挽回|核减|扣回)了?(?:多[付收报算领发]|损失|差[价额]|工程款)|(?:降|降低|减少|下降|压缩|节约|增加)了?\d")
_BESIDE = re.compile(r"(?:(?<!要)(?:不要|别|不用|不必|勿)(?:再)?(?:提|写|出现|点名?)|[事情题][^，。]{0,2}(?:不要|别|不用)(?:再)?[说讲])(?:了|进去|出来)?$")


def settled(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the stretches of a cleaned message, in order, as the words around them say."""
    found = [_bare(text, _whole_number(text, span)) for span in spans if span.tag != "not" or span.sure >= 0.9 or _taken_back(text, span)]
    found = [span for span in found if span.text and not (span.tag == "role" and people.GONE.match(text, span.end)) and not (span.tag == "name" and people.AWAY.search(span.text))]
    found = [_placed(text, span) if span.tag == "team" else msgspec.structs.replace(span, tag="problem") if _no_unit(span) else span for span in found]
    found = people.houses(text, people.taken_back(text, found))
    found = _claimed(text, found, _labelled(text, found))
    found = _claimed(text, found, people.youth(text))
    found = _claimed(text, found, _company(text, found))
    found = people.with_names(text, found)
    if not any(span.tag == "role" and span.sure >= 0.3 for span in found) and (place := people.speaking(text) or people.self_told(text)):
        found = _claimed(text, found, [("role", *place, *place)])
    if not any(span.tag == "for_body" for span in found) and (body := people.BODY.search(text)):
        found = _claimed(text, found, [("for_body", *body.span(), *body.span())])
    found = _toned(text, [piece for span in found for piece in _done_part(text, span)])
    if any(span.tag == "role" and span.sure >= 0.9 for span in found):
        found = [span for span in found if span.tag != "role" or span.sure >= 0.5]
    for claim in (_planned(text, found), people.short_names(text, found), people.coming(text, found), people.said(text, found), people.portfolio(text, found), _priorities(text), _slogans(text, found), _due(text, found), _wishes(text, found), _manners(text, found), people.names(text, found)):
        found = _claimed(text, found, claim)
    return _rectified(text, found)


def _no_unit(span: Span) -> bool:
    """Return whether what was taken for a unit says a fault, and ends as no unit does."""
    return span.tag == "unit" and bool(problems.FAULT.search(span.text)) and not re.search(r"[局院校园所站队会室办委部厅处司团社镇乡村区庭场馆库厂]$|公司|中心", span.text)


def _taken_back(text: str, span: Span) -> bool:
    return bool(_TAKEN_BACK.search(text[max(0, span.start - _BACK) : span.end + _BACK]))


def _moved(text: str, span: Span, start: int, end: int) -> Span:
    return msgspec.structs.replace(span, start=start, end=end, text=text[start:end])


def _whole_number(text: str, span: Span) -> Span:
    """Return a stretch that does not begin within a number or behind it: 10分钟, 8间门面, 9个城市书房."""
    if span.tag in ("problem", "rectified") and (counted := _COUNTED.search(text[: span.start])) and not re.match("问题|方面|意见", span.text):
        return _moved(text, span, counted.start("many"), span.end)
    digits = re.search(r"\d+(?:\.\d*)?$", text[: span.start])
    if not digits:
        return span
    inside = span.text[:1].isdigit()
    if inside or (digits.group()[-1] != "." and _MEASURED.match(span.text) and span.tag in ("rectified", "problem", "deadline", "length", "minutes", "priority", "date")):
        return _moved(text, span, digits.start(), span.end)
    return span


_COMPANY = re.compile(r"(?<![一-鿿])(?:[一-鿿]{0,8}?(?:是|叫|为|单位|全称|我们))?(?P<unit>[一-鿿（）]{4,20}?(?:股份|集团)?有限(?:责任)?公司)(?P<role>(?:党[委组]|党总支|党支部|党工委)?(?:" + f"{POST}[、，]?)+)?")


def _company(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return a company by its legal form, with the post behind it, where no unit was found."""
    match = _COMPANY.search(text)
    if not match or any(span.tag == "unit" for span in spans):
        return []
    claims: list[Claim] = [("unit", *match.span("unit"), *match.span("unit"))]
    if match["role"] and not any(span.tag == "role" for span in spans):
        role = match["role"].rstrip("、，")
        claims.append(("role", match.start("role"), match.start("role") + len(role), *match.span("role")))
    return claims


_TOLD_LEAD = re.compile(r"上一?[轮次](?:巡察|巡视)?(?:反馈|指出|点到?|提到?|说)的(?=[^，；。]{5})|(?:同时|又|还|也|里|头)?(?:指出|提到|提了|反馈说?|说)(?:了|我们)?(?=[^，；。]{5})(?!明)")
_SPEAKING_TIME = re.compile(rf"[，。；\s](?:大概|大约|约|讲|念|说|写|控制在)*{NUMBER}(?:到{NUMBER}|至{NUMBER})?(?:分钟|分(?:{NUMBER}秒)?|来?字)(?:左右|以内|上下|就行|就够|的稿子?)*$")


def _bare(text: str, span: Span) -> Span:
    """Return a stretch without what clings to its ends: 份 of 写份, 工作有, 出席并."""
    start, end = span.start, span.end
    if span.tag == "unit" and re.search(r"(?:[写来要弄做拟搞整]|起草)一?$", text[:start]) and re.match("[份个篇]", span.text):
        start += 1
    elif span.tag == "priority" and (lead := re.match(r"(?:重点|主要)?(?:工作|任务|事)(?:有|是|包括|：)|一[句下]|(?:[局镇乡村校院县市区]里)?(?:主要?|重点)抓(?=[^手])|(?:还有)?(?:一|几)?件大事(?:就?是|叫)", span.text)):
        start += lead.end()
    elif span.tag == "who" and re.search(r"(?<=[长任记委员席领导领])[一-鿿]{0,3}?(?:也|还|要|会|将|都|亲自)*(?:出席|参加|到会|到场|列席|主持|讲话|来|在)[^、]*$", span.text):
        end = start + len(re.sub(r"(?:也|还|要|会|将|都|亲自)*(?:出席|参加|到会|到场|列席|主持|讲话|来|在)[^、]*$", "", span.text))
    elif span.tag == "problem" and (lead := _TOLD_LEAD.match(span.text)):
        start += lead.end()
    elif span.tag == "problem" and (clock := _SPEAKING_TIME.search(span.text)):
        end = start + clock.start()
    return span if (start, end) == (span.start, span.end) else _moved(text, span, start, end)


_DONE_LABELS = re.compile(r"(?m)^[ \t\-·•*]*(?:【(?:已改|已整改|已完成|立行立改|整改完成|已办结|整改情况|整改进展)[^】\n]{0,8}】：?|(?:已经?改|已整改|已完成|立行立改|已经改[了好完]的|整改完成的?|整改方面|整改情况|整改进展)[^：\n，。]{0,8}：)(?P<what>[^\n]+)")


_DONE_AHEAD = re.compile(r"(?:已经?(?:动手|着手|开始)?(?:整?改|完成|办结|做)(?:的|了|好|完|到)*：|(?<![没未有])(?:改[完好]|(?<![没未])整改完|办结)了?的(?:有|是|：))(?P<what>[^。\n：]+)")
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
    for match in [*_DONE_LABELS.finditer(text), *_DONE_AHEAD.finditer(text)]:
        for piece in re.finditer(r"[^；。]+" if match.re is _DONE_LABELS or "；" in match["what"] else r"[^；。，、]+", match["what"]):
            start, end = (match.start("what") + at for at in piece.span())
            words = text[start:end].strip()
            start = text.index(words, start)
            inside = [span for span in spans if span.start < end and start < span.end]
            told = sum(span.end - span.start for span in inside if span.tag == "rectified")
            if match.re is _DONE_AHEAD and (not made_good(words) or any(span.tag not in ("aside", "problem", "rectified") and span.sure >= 0.5 for span in inside)):
                continue
            if len(words) >= 4 and (not told or (told < 0.7 * len(words) and any(span.tag == "problem" for span in inside))):
                found.append(("rectified", start, start + len(words), start, start + len(words)))
    return found


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


def _priorities(text: str) -> list[Claim]:
    """Return the pieces of work that are to be mentioned, where they are counted: 后面要说说A和B这两件事."""
    found: list[Claim] = []
    for match in _MENTION.finditer(text):
        what = match["what"]
        if re.search(r"不要|别|问题|整改|反馈", what):
            continue
        at = match.start("what")
        for piece in PARTS.split(what):
            begins = text.index(piece, at)
            at = begins + len(piece)
            if len(piece) >= 3:
                found.append(("priority", begins, at, match.start(), match.end()))
    return found


_PLANNED = re.compile(
    r"(?:^|(?<=[，。；\n ]))(?:另外|还有)?(?:接下来|下一步|今年|后面|下步|明年)(?:我们|局里|还|就|要|想|得|准备)*(?:重点|主要|着力)*(?:的?(?:工作|任务|大事)(?:是|有|：))?(?:抓好?|做好?|推进?|干|搞|说|讲|抓的是|做的是|干的是|推的是|说的是|是)(?P<what>[^，。；：！？\n]{3,40})(?=[，。；！\n]|$)"
)


def _planned(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return the pieces of work that a clause of its own says are next, where the tagger did not see them: 接下来重点做电梯应急平台."""
    found: list[Claim] = []
    for match in _PLANNED.finditer(text):
        inside = [span for span in spans if span.start < match.end() and match.start() < span.end]
        if any(span.tag != "problem" for span in inside) or problems.faulty(match["what"]) or re.search(r"整改|问题|反馈|巡察|表态|过了?$|了$|第[一二三四五]", match["what"]):
            continue
        at = match.start("what")
        for piece in PARTS.split(_ALL_OF_IT.sub("", match["what"])):
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
        if span.tag == "deadline" and not re.search(r"[内前期限]|[年月季]底|年|月|季度|天|日|周|春节", span.text) and (re.search(r"完成|已|了", span.text) or problems.FAULT.search(span.text) or denies(span.text)):
            span = msgspec.structs.replace(span, tag="rectified" if re.search(r"完成|已|了", span.text) else "problem")
        if span.tag == "rectified":
            span = _whole_clause(text, span, spans)
        if span.tag == "rectified" and not re.search("已|了$", span.text) and _UNDONE.search(text[: span.start]):
            span = msgspec.structs.replace(span, tag="problem")
        if span.tag == "rectified" and _TO_COME.search(span.text) and not re.search("已|了|过", span.text):
            span = msgspec.structs.replace(span, tag="deadline")
        if span.tag == "rectified" and re.search("还在|正在|仍在", span.text) and not re.search("已|了$", span.text):
            continue
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
    return bool(_MADE_GOOD.search(text)) and not denies(text)


def denies(text: str) -> bool:
    """Return whether words say that something is not done."""
    return bool(_SAYS_NO.search(text)) and not re.search("已|了$|^[^没未不]{1,6}了", text)


def _whole_clause(text: str, span: Span, spans: Sequence[Span]) -> Span:
    """Return what has been put right with what it is said of, where that begins its clause: 脱岗的两个人已经处理了."""
    left = max((text.rfind(mark, 0, span.start) for mark in "，。；：！？\n、"), default=-1) + 1
    before = text[left : span.start]
    if not 0 < len(before) <= 10 or any(other.start < span.start and left < other.end for other in spans) or not re.fullmatch(r"[一-鿿\d]+[的那]", before):
        return span
    return _moved(text, span, left, span.end)


_SLOGAN = re.compile(r"(?:一直|常|总)?(?:讲|说|提出|叫|喊)的?(?:是|：)?[“\"](?P<what>[^”\"\n]{4,40})[”\"]，?(?:这句话|这句|这个口号)?(?:请|要|希望|想|也|能)*(?:写进去|写上|用上|放在|放到|放进|写进|带上|结尾用)")
_DUE = re.compile(r"(?:^|(?<=[，。；\n ]))(?P<what>[^，。；：\n]{0,16}?(?:年底|月底|[一二三四五六七八九十\d]+月(?:份|底)?|季度末?|\d+[日号]|春节|汛期|开学)(?:之|以)?前[^，。；\n]{0,8}?(?:完成|完工|竣工|改完|改好|改到位|到位|见底|清完|清退完|交付|结束))(?=[，。；\n]|$)")


def _slogans(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return the unit's own words that are to stand in the speech: 公司提出“……”，希望放在结束语里."""
    if any(span.tag == "slogan" and span.sure >= 0.5 for span in spans):
        return []
    return [("slogan", *match.span("what"), *match.span()) for match in _SLOGAN.finditer(text)][:1]


def _due(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return the clauses that no stretch explains and that say by when something will be done."""
    found: list[Claim] = []
    for match in _DUE.finditer(text):
        inside = [span for span in spans if span.start < match.end() and match.start() < span.end]
        if all(span.tag in ("aside", "date", "problem") and span.sure < 0.6 for span in inside) and not denies(match["what"]):
            found.append(("deadline", *match.span("what"), *match.span("what")))
    return found


_UNDONE = re.compile(r"(?:没|未|没有)(?:整?改|完成)[^。；：\n]{0,6}(?:：|是|有)[^。；：\n]*$")
_TO_COME = re.compile(r"明年|后年|[年月]底前?|季度|[上下]半年|[日号月]前|之前|以内|期限")
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


_MADE = re.compile(r"(?:已经?|现已)(?!查|发现|核实|立案|有|发生|造成|收到)[^，。；]{2,}$|(?:已|现在|目前|都|全部|上周|上个?月)[^，。；]*(?:了|完|到位|好)|了$")


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
_TONE_LINE = re.compile(r"(?m)^[【 ]*(?:语气|风格|文风|口吻)[】：]+\s*(?P<what>[一-鿿、]{2,16})$")
_ALSO_TONE = re.compile(r"、(?:[一-鿿]{2}|[一-鿿]{3,4}(?=[，。\n]))(?=[，。；\n ]|$)")


def _manners(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return how the text is to sound where a clause names the manner: 文字有点书卷气; 庄重、简练."""
    found: list[Claim] = []
    for span in spans:
        if span.tag == "tone" and (more := _ALSO_TONE.match(text, span.end)) and not any(other.start < more.end() and span.end < other.end for other in spans):
            found.append(("tone", span.start, more.end(), span.start, more.end()))
    for match in [*_TONE.finditer(text), *_TONE_LINE.finditer(text)]:
        start, end = match.span("what")
        inside = [span for span in spans if span.start < end and start < span.end]
        if any(span.tag not in ("note", "aside") and span.sure >= 0.5 for span in inside) or (match.re is _TONE and re.search(r"不|别|少|问题|要求|字|分钟|改|一些$|换|^(?:要|得)?(?:符合|像|让|能|把|按|用|照)", match["what"])):
            continue
        found.append(("tone", start, end, start, end))
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


def unwanted(text: str) -> bool:
    """Return whether a clause names something first and then says that it is not to be mentioned."""
    return bool(_BESIDE.search(text)) and not re.match(r"(?:请|另外|还有|不过|但是?)?(?:[这那]个?|你|我|它|他|里面|原文里[^，]*)?(?:也|都|就)*(?:不要|别|不用|不必|勿)", text)


def day_told(text: str) -> bool:
    """Return whether a clause tells the day of the meeting: it speaks of the meeting, and of nothing that is due."""
    return bool(re.search(r"反馈|开会|会[议上]|那个会|要?讲|表态|发言|定在|时间|日期", text)) and not re.search(r"交|给我|要稿|前报|截[止稿]|报|之前|前完成|起|巡完|结束|开始|整改|收到|今天|今晚|昨|高铁|回来", text)


__all__ = ["day_told", "denies", "made_good", "settled", "unwanted"]
