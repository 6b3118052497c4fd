"""Who speaks and for whom, what a deputy keeps, what the unit goes by, who comes: claims that plain words make to a stretch."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.tagging.characters import Span
from assistant.understanding import problems
from assistant.understanding.identity import POST, SURNAME

Claim = tuple[str, int, int, int, int]
"""A tag, where its words begin and end, and where the clause does that says so."""

PARTS = re.compile(r"、|以及|和|及|与|跟|还有|(?<=[^\W]{2}) (?=[^\W]{2})")

_KEEPS = re.compile(
    r"(?P<verb>(?<![不没])分管(?!领导|领域|的(?!是))|协管|主管(?!部门|单位|领导)|(?<=[，。；：\n （(我他她长理任])(?:负责(?!人|同志|任|给|写|对接|联系|通知|起草|整理|办|不)|管(?=[一-鿿]{2})(?![理得不住控辖护网道委线事钱这那好够严材片用带家账人饭吃了着过])))(?:的是|着|：)? ?"
    r"(?P<what>[^，。；：！？\n（）() ]{2,36})"
)
_KEPT_TAIL = re.compile(r"(?:这(?:几|两|三|一)?(?:块|摊|项|个口|条线|方面)|那(?:一)?(?:块|摊)|等?(?:方面)?的?工作|口|条线|的也?都?是(?:我|他)|的)+(?:的?副[^，。；]{1,6})?$")
_DEEDS = (
    r"(?:(?:代表|受)[^，。；]{1,10}?(?=表态|发言|讲|委托)(?:委托)?|代替他|替他|来|去|上台|上去|上会|要|会|亲自|负责|届时|[今明后]天|下?下?周[一二三四五六日]|[上下]午|\d{1,2}[月日号点]|在[^，。；]{1,16}?(?:会议?上?|上))*"
    r"(?:(?:作|做|讲|说|发)?个?(?:表态|发言)|表个?态|讲(?!话|了|究|到|的|得)|(?:的|用的?)(?:巡[察视])?(?:整改)?(?:反馈会?)?(?:上的?)?(?:表态|发言))"
)
_SPEAKS = re.compile(rf"(?P<post>{POST})(?:[{SURNAME}][一-鿿]{{1,2}}?，?)??{_DEEDS}")
_ACTS = re.compile(rf"(?P<post>{POST})(?:[{SURNAME}][一-鿿]{{1,2}}?)?主持[^，。；会]{{0,6}}工作")
BODY = re.compile(r"(?:代表|代|受)(?:我?们?[局院校镇乡村委办部厅站会](?![委会])|街道|公司|集团|中心|学院|医院|学校|单位|机关)?(?:党组|党委|党工委|党总支|党支部)(?:委托)?(?=[^，。；]{0,6}(?:表态|发言|讲|来))")
_AWAY_AT = r"(?:刚刚?|那天|当天|这几天|最近|现在|正|刚好|临时|又|还|本来|恰好|已经)*(?:在|去|到|要|有)?[^，。；（）]{0,6}?(?:学习|出差|出国|出访|考察|带队|党校|培训|来不了|去不了|不在|请假|住院|开会|有事|外地|外出|调走|空缺|空着|退休|挂职|没到位|没配)"
GONE = re.compile(rf"(?:{_AWAY_AT}|[（(](?:因.|正?在[^长]{{0,3}}?|去[^长]{{0,3}}?)?(?:学习|出差|出国|考察|培训|请假|住院|外出|空缺|退休))[^，。；）]{{0,3}}(?=[，。；\n）)])")
AWAY = re.compile("住院|出差|学习|培训|请假|出国|生病|空缺|主持|发言|表态|开会")
"""What is never a name, though it follows a post."""

_ADDED = re.compile(r"[^。；，\n]{0,14}?(?:讲话|到会|出席|参加)[^。；，\n]{0,6}，(?:并|还)?(?:强调|要求|指出|提出|希望)(?:我们|大家)?[，：“]*(?P<said>[^。；“”\n]{4,60})")
_ABSENT = re.compile(rf"^[^，。；]{{0,20}}?{POST}(?:位[子置])?(?:{_AWAY_AT}|是[^，。；]{{1,6}}兼的?)[^，。；]{{0,4}}$")
_AWAY = re.compile(r"^(?:那天|当天|到时候?|他|她|人)*(?:都)?(?:来不了|去不了|不在|参加不了|没空|回不来|赶不回来)$")
_SHORT = re.compile(r"(?:平时|平常|一般|习惯上?|对外|大家|外面|口头上?|我们|通常)+(?:都|就)?(?:叫|称|简称)(?:作|做|它|我们)?(?:“)?(?P<short>[一-鿿]{2,10})")



def bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the clause begins and ends that holds a stretch."""
    left = max((text.rfind(mark, 0, start) for mark in "，。；：！？\n"), default=-1) + 1
    right = min((at for mark in "，。；！？\n" if (at := text.find(mark, end)) >= 0), default=len(text))
    return left, right


_YOUTH = re.compile(r"(?P<unit>(?:共青团|团)(?:[一-鿿]{2,4}?)?[省市县区州旗]委)(?P<role>副?书记)")


def youth(text: str) -> list[Claim]:
    """Return unit and post of a secretary of the 团委, which is a unit and no committee that sends a team."""
    match = _YOUTH.search(text)
    if not match or not re.search(r"表态|发言|讲", text[match.end() : match.end() + 30]):
        return []
    return [("unit", *match.span("unit"), *match.span()), ("role", *match.span("role"), *match.span())]


_TOOK_BACK = re.compile(r"[？。，]?(?:哦|嗯|噢)?不是[，。]?(?:应该)?是(?=[^，。；]{2})")


def taken_back(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the stretches without unit and post of a clause that the next words take back: 派出所所长发言？不是，是乡长."""
    for match in _TOOK_BACK.finditer(text):
        left, _ = bounds(text, match.start(), match.start())
        _, right = bounds(text, match.end(), match.end())
        again = {span.tag for span in spans if match.end() <= span.start < right}
        spans = [span for span in spans if not (span.tag in again and span.tag in ("unit", "role", "team", "date") and left <= span.start and span.end <= match.start())]
    return list(spans)


def houses(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the stretches with the unit apart from the post before which it stands, and a post that speaks as the speaker's."""
    found: list[Span] = []
    for span in spans:
        if span.tag == "who" and re.match(r"(?:来|去|上台)?(?:讲(?!话)|表态|发言)", text[span.end :]) and not any(other.tag == "role" and other.sure >= 0.6 for other in spans):
            start = span.start + (lead.end() if (lead := re.match(r"分管[^，。；]{1,8}?的", span.text)) else 0)
            span = Span("role", start, span.end, text[start : span.end], span.sure)
        elif span.tag == "role" and span.text.endswith("主席") and text[span.end : span.end + 1] == "台":
            continue
        elif span.tag == "role" and not any(other.tag == "unit" for other in spans) and (post := _HOUSE.match(span.text)):
            found.append(Span("unit", span.start, span.start + post.end("unit"), post["unit"], span.sure))
            span = Span("role", span.start + post.end("unit"), span.end, span.text[post.end("unit") :], span.sure)
        found.append(span)
    return found


_HOUSE = re.compile(rf"(?P<unit>[^，。；、]{{3,20}}?(?:[局院校园站队委办部厅司社镇乡村区馆库厂狱所]|公司|中心|集团))(?={POST})")


def portfolio(text: str, spans: Sequence[Span]) -> list[Claim]:
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
        for piece in PARTS.split(what):
            begins = text.index(piece, at)
            at = begins + len(piece)
            if len(piece) >= 2:
                found.append(("portfolio", begins, at, start, end))
    return found


def speaking(text: str) -> tuple[int, int] | None:
    """Return where the post stands of who is said to speak (政委讲, 由王副局长代表局党组表态); None where nobody is."""
    for match in [*_ACTS.finditer(text), *_SPEAKS.finditer(text)]:
        before = text[max(0, match.start("post") - 3) : match.start("post")]
        left, right = bounds(text, match.start("post"), match.end("post"))
        if re.search(r"[省市县区州旗]委?$|组织部$|纪委$|人大$|政府$|巡察办$", before) and not match["post"].startswith(("妇联", "工会")):
            continue
        if not explained(text[left:right]):
            return match.span("post")
    return None


_I_AM = re.compile(rf"我是[^，。；：\n]{{0,16}}?的?(?P<post>{POST})(?=[啊呀哈哦嘛， 。；\n下明后要在这]|$)|我们(?P<own>{POST})叫")


def self_told(text: str) -> tuple[int, int] | None:
    """Return where the post stands of which the writer says that it is his, or his chief's whom he names."""
    match = _I_AM.search(text)
    if not match:
        return None
    group = "post" if match["post"] else "own"
    return None if re.search(r"办公室$|科$|股$", text[: match.start(group)]) else match.span(group)


def with_names(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the stretches with the name that follows a leader's post as part of who he is: 县纪委书记田柏舟."""
    found: list[Span] = []
    for span in spans:
        if span.tag == "name" and found and found[-1].tag == "who" and found[-1].end == span.start:
            last = found[-1]
            found[-1] = Span("who", last.start, span.end, text[last.start : span.end], last.sure)
        else:
            found.append(span)
    return found


def explained(text: str) -> bool:
    """Return whether a clause only says why somebody else does not speak: 局长在外面学习, 那天来不了."""
    return bool(_ABSENT.match(text) or _AWAY.match(text))


_NAMED = re.compile(rf"(?P<name>[{SURNAME}][一-鿿]{{1,2}}?)(?=主持|发言|表态|在|来讲|来|讲|代表|受|上台|要在|将在|[今明后]天|[下这本]?周[一二三四五六日]|\d{{1,2}}[月号日]|的发言|的表态)")
_BESIDE_POST = re.compile(rf"[ （]?(?P<name>[{SURNAME}][一-鿿]{{1,2}})(?=[ ，。；、\n）]|$)")
_CALLED = re.compile(rf"(?:姓名|名字|本人|人)?(?:叫|名叫|姓名是|姓名：|名字是|名字叫)(?P<name>[{SURNAME}][一-鿿]{{1,2}})(?=[，。；、\n ]|$)")
_NO_NAME = re.compile(r"[局总院校处科工站所委任长]$|[要会将上下会在去来这那我你他她是的了也都就还于和同向对被把]|单位|全|常务|发言|表态|代表|主持")


def names(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return the speaker's name where it follows the post, or where he is said to be called so."""
    if any(span.tag == "name" and span.sure >= 0.6 for span in spans):
        return []
    for span in spans:
        if span.tag == "who":  # 政法委书记郭守一 is no speaker
            continue
        if span.tag == "role" and (match := _NAMED.match(text, span.end) or _BESIDE_POST.match(text, span.end)) and not problems.FAULT.search(match["name"]) and not _NO_NAME.search(match["name"][1:]) and not any(other.start < match.end() and match.start() < other.end for other in spans if other is not span and (other.tag != "problem" or len(other.text) > 3)):
            return [("name", *match.span("name"), *match.span("name"))]
    match = _CALLED.search(text)
    if match and re.search(rf"姓{match['name'][0]}|姓名|(?:{POST}|本人|他|她)[^，。；]{{0,4}}$", text[max(0, match.start() - 14) : match.start() + 3]) and not re.search(r"[镇乡村局院校]$", match["name"]):
        return [("name", *match.span("name"), *match.span("name"))]
    return []


def short_names(text: str, spans: Sequence[Span]) -> list[Claim]:
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


def said(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return what one who comes asks for in the clause behind, where the tagger is not sure of it."""
    found: list[Claim] = []
    for span in spans:
        match = _ADDED.match(text, span.end) if span.tag == "who" else None
        if match and all(other.tag == "note" and other.sure < 0.7 for other in spans if other.start < match.end() and match.start() < other.end):
            found.append(("said", *match.span("said"), *match.span()))
    return found


def coming(text: str, spans: Sequence[Span]) -> list[Claim]:
    """Return who is said to come to the meeting in a clause that no stretch explains."""
    found: list[Claim] = []
    for match in _COMING.finditer(text):
        left, right = bounds(text, match.start("who"), match.end("who"))
        if any(span.start < right and left < span.end and span.sure >= 0.4 for span in spans) or re.search(r"反馈$|巡察$", match["who"]):
            continue
        if re.match(r"[局院校园站所馆场]长|主任|书记|支书|一把手|领导", match["who"]):  # one of the house, or nobody says whose
            continue
        found.append(("who", *match.span("who"), *match.span("who")))
    return found


__all__ = ["AWAY", "BODY", "GONE", "PARTS", "Claim", "bounds", "coming", "explained", "houses", "names", "portfolio", "said", "self_told", "short_names", "speaking", "taken_back", "with_names", "within", "youth"]
