"""What the role may say, what the party body is called, and whose inspection it is (genre guide, sections 4.1-4.4)."""

import re
from collections.abc import Iterator

from assistant.checks.subject import Subject
from assistant.context import Context
from assistant.findings import Finding
from assistant.patterns import Pattern

_FIRST = Pattern(
    r"(?:我|本人)(?:将|要|会|就)?(?:作为|是|当好|履行|认真履行|严格履行|担起|扛起)?[^。，；]{0,8}第一责任人|第一责任人(?:就)?是我",
    "第一责任人",
)
_GROUP = Pattern(r"由我(?:亲自)?(?:担任|任)(?:[^。，]{0,12})组长|我(?:来|亲自)?(?:当|担任|任)(?:[^。，]{0,14})组长|我(?:亲自)?审定整改方案", "组长", "审定")
_WHOLE = Pattern(r"(?:由我|我(?:来|将|亲自)?)牵头(?:全局|全院|全校|全面|整个|抓好?)?(?:的)?整改(?:工作)?(?!.{0,6}(?:分管|职责))", "牵头")
_DELEGATED = Pattern(r"受[^。，]{0,25}委托|我代表[^。，]{0,25}(?:党组|党委|党工委|党总支|党支部|部务会|室务会|校委会)")
_SPEAKS_FOR = Pattern(r"(?:我|本人)?代表[^。，]{0,14}(?:党组(?!织部)|党委|党工委|党总支|党支部|部务会)(?!书记|委托|[^。，]{0,6}(?:领导|要求))")
_MAIN_DUTY = Pattern(r"(?<!协助)(?<!配合)(?:书记|我(?:本人|个人)?|本人)(?:要|将|坚决|切实)*(?:承担|担负|履行|扛起|负)(?:起)?(?:整改|全部)?主体责任", "主体责任")
_MEMBER_FIRST = Pattern(r"班子成员[^。，]{0,4}(?:是|作为)[^。，]{0,4}第一责任人", "第一责任人")


def check(subject: Subject) -> Iterator[Finding]:
    yield from _always(subject)
    if subject.context is not None:
        yield from _role(subject, subject.context)
        yield from _body(subject, subject.context)
        yield from _inspection(subject, subject.context)
        yield from _meeting(subject, subject.context)


def _hits(subject: Subject, pattern: Pattern | re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for place, text in subject.places:
        for match in pattern.finditer(text):
            yield place, match.group()


def _always(subject: Subject) -> Iterator[Finding]:
    for place, text in _hits(subject, _MAIN_DUTY):
        if not re.search(r"协助书记", subject.text[: subject.text.find(text) + 6][-12:]):
            yield Finding("role.main_duty", "error", place, f"“{text}”：主体责任属于党组织，个人负的是第一责任人责任或领导责任", "改为“履行第一责任人责任”（书记）或“负领导责任”")
    for place, text in _hits(subject, _MEMBER_FIRST):
        yield Finding("role.member_first", "error", place, f"“{text}”：班子成员履行“一岗双责”，不是第一责任人", "改为“班子成员履行‘一岗双责’”")


def _role(subject: Subject, context: Context) -> Iterator[Finding]:
    role, powers, text = context.role, context.powers, subject.text
    if not powers.first_responsible:
        for place, found in _hits(subject, _FIRST):
            yield Finding("role.first_responsible", "error", place, f"“{found}”：这个职务不能自称第一责任人", "删去，或改为“负领导责任”“配合书记”")
    if not powers.leads_group:
        for place, found in _hits(subject, _GROUP):
            yield Finding("role.leads_group", "error", place, f"“{found}”：整改领导小组组长由党组织书记担任", "改为“成立由书记任组长的整改工作领导小组”")
        for place, found in _hits(subject, _WHOLE):
            yield Finding("role.leads_whole", "error", place, f"“{found}”：这个职务不能牵头全盘整改", "改为抓好职责范围内的整改、配合书记抓全盘")
    if role == "secretary" and not re.search(r"第一责任人|由我(?:担任|任)组长|我(?:本人)?[^。，]{0,8}(?:亲自|负总责|带头)|我这个班长", text):
        yield Finding("role.secretary", "warning", "全文", "书记没有说自己的第一责任人责任", "在第一部分说清自己是整改第一责任人、先从自己改起")
    if role == "deputy_body" and not _DELEGATED.search(text):
        yield Finding("role.delegated", "error", "过渡句", "副职代表党组织表态，没有说受谁委托", f"写上“受{context['党组织']}委托，我代表{context['党组织']}……”")
    if role in ("deputy_field", "member"):
        for place, found in _hits(subject, _SPEAKS_FOR):
            yield Finding("role.speaks_for", "error", place, f"“{found}”：就分管工作表态，不能代表党组织", "改为“结合分管的工作，作如下表态”；确受委托的在“职务”里写明")
        if not re.search(r"分管|职责|按照分工|分工", text):
            yield Finding("role.field", "warning", "全文", "没有落到自己分管的领域", "写明自己分管什么、这一块怎么改")
    if role == "discipline":
        for place, found in _hits(subject, Pattern(r"(?:我|我们|纪检监察组|纪委)(?:将|来|会)?(?:牵头|组织实施|负责落实)[^。，]{0,6}整改|我们?代表[^。，]{0,8}党(?:组|委)(?!织)")):
            yield Finding("role.discipline", "error", place, f"“{found}”：纪检监察组负监督责任，不代替主体责任", "改为监督、督促、跟踪、报告")
        if not re.search(r"监督责任|日常监督|监督执纪|跟踪督办|监督", text):
            yield Finding("role.supervision", "error", "全文", "没有说监督责任", "写明监督什么、怎么监督、发现问题怎么办")
    if role == "acting" and "主持" not in text:
        yield Finding("role.acting", "error", "全文", "主持工作的同志发言，没有说“主持工作”", "写上“主持工作期间”")
    if role == "representative" and not re.search(r"(?:被巡察|各)(?:的)?[^。，]{0,4}单位[^。，]{0,4}(?:委托|代表)|代表[^。，]{0,8}单位|家单位", text):
        yield Finding("role.representative", "error", "过渡句", "代表多家单位发言，没有说代表谁", "写上“受各被巡察单位委托，我代表各单位……”")
    if role == "head" and not re.search(r"配合书记|支持书记|副书记|党政同责|领导下", text):
        yield Finding("role.head", "warning", "全文", "行政正职没有交代同书记、党组织的关系", f"写上“在{context['党组织']}领导下，配合书记抓整改”")


_SELVES = ("我局", "我院", "我校", "我园", "我镇", "我乡", "我街道", "我村", "我社区", "我委", "我中心", "我馆", "我厅", "本公司", "本集团", "我公司", "我集团", "本行", "我行", "我台", "我队", "我关", "本支队", "本大队")  # fmt: skip
_NOT_SELF = Pattern(r"我(?:委托|委员|院(?:子|里种)|行(?:动|走|的|得|李)|台(?:上|下)|关(?:心|注|于|系|键|口|爱|上|门)|园(?:子)|队(?:伍))")


def _body(subject: Subject, context: Context) -> Iterator[Finding]:
    own = context["党组织"]
    if context.role != "representative":
        # Only the unit's own body word is tested: 县人民医院党委 in a health commission's speech is somebody else's.
        stem = re.sub(r"(?:机关)?(?:党组|党委|党工委|党总支|党支部)$", "", own)
        if stem and stem != own:
            others = [f"{stem}{body}" for body in ("党组", "党委", "党工委", "党总支", "党支部") if f"{stem}{body}" != own]
            pattern = Pattern(r"(?<!\w)(?:" + "|".join(map(re.escape, others)) + r")(?!织)")
            loose = Pattern("(?:代表|我们?|在|对|由|经|把|向|和|是)(?:" + "|".join(map(re.escape, others)) + ")(?!织)")
            for place, found in [*_hits(subject, pattern), *_hits(subject, loose)]:
                if not subject.given(found):
                    yield Finding("body.word", "error", place, f"“{found}”同本单位的党组织“{own}”不一致", f"全文统一写“{own}”")
        if context.body == "党组":
            for place, found in _hits(subject, Pattern(rf"{re.escape(own)}(?:常委会?|委员(?!会))")):
                yield Finding("body.members", "error", place, f"“{found}”：党组有成员，没有委员、常委", "改为“党组成员”")
        for place, found in _hits(subject, Pattern(r"党(?:组|委)(?!织)(?:的)?(?:要|将)?(?:发挥|起到)?[^。，]{0,6}战斗堡垒")):
            if not re.search("基层", found):
                yield Finding("body.fortress", "error", place, f"“{found}”：战斗堡垒作用属于基层党组织", "改为“领导作用”，或写“基层党组织战斗堡垒作用”")
        admissible = {*context.unit.self, context["自称"]}
        for wrong in _SELVES:
            if wrong in admissible or any(wrong in form for form in admissible):
                continue
            for place, text in subject.places:
                for match in re.finditer(wrong, text) if wrong in text else ():
                    around = text[match.start() : match.end() + 2]
                    if not _NOT_SELF.match(around) and not subject.given(around[: len(wrong)]):
                        yield Finding("unit.self", "error", place, f"“{wrong}”不是本单位的自称", f"全文统一写“{context['自称']}”")
                        break
    if context.kind == "村":
        for place, found in _hits(subject, Pattern(r"全体干部职工|科室|局机关|处室")):
            if not subject.given(found):
                yield Finding("unit.village", "error", place, f"“{found}”不是村里的说法", "改为村“两委”、党员、村民")


_TEAM = Pattern(r"([省市县区州旗])委(?:巡察办)?第?([一二三四五六七八九十]*)(巡[察视])组")


def _inspection(subject: Subject, context: Context) -> Iterator[Finding]:
    team = context["巡察组"]
    known = {"".join(m.groups()) for m in _TEAM.finditer(team + "".join(context.brief.words()))}
    known |= {re.sub("[一二三四五六七八九十]", "", name) for name in known}
    if known:
        for place, text in subject.places:
            for match in _TEAM.finditer(text):
                if "".join(match.groups()) not in known:
                    yield Finding("inspection.team", "error", place, f"“{match.group()}”不是这次的“{team}”", f"改为“{team}”")
    other = "巡视" if context.inspection == "巡察" else "巡察"
    for place, found in _hits(subject, Pattern(rf"(?:这次|本次|这轮|本轮|此次|接受){other}|{other}组(?!长会)|{other}反馈")):
        if not subject.given(found):
            yield Finding("inspection.word", "error", place, f"“{found}”：这次是{context.inspection}，不是{other}", f"改为“{context.inspection}”")
    if "回头看" in context.types and not re.search(r"上轮|上一轮|上次|前次|上报过|反弹|再整改", subject.text):
        yield Finding("inspection.again", "error", "第一部分", "“回头看”没有说到上一轮整改", "写明上轮报过完成的事项这次重新核验")
    if "提级" in context.types and context.own_superior and context.own_superior not in subject.text:
        yield Finding("inspection.both", "warning", "全文", f"提级巡察没有说到本级的{context.own_superior}", f"写上同时向{context.own_superior}负责、报告")
    if context.kind == "村" and not re.search(r"镇|乡|街道", subject.text):
        yield Finding("inspection.village", "warning", "全文", "村里的表态没有说到乡镇（街道）党委", "写上接受乡镇（街道）党委的领导和监督")


_SPOKE = Pattern(r"(?:[省市县区]委|常委|书记|县长|市长|区长|部长|主任|领导小组)[^。，；]{0,8}(?:的讲话|讲了话|作了?讲话|要求我们|强调|指示|传达)")


def _meeting(subject: Subject, context: Context) -> Iterator[Finding]:
    feedback = context.meeting in ("反馈会", "集中反馈会")
    if feedback and not context.brief.rectified and not any(p.immediate for p in context.brief.items()):
        for place, found in _hits(subject, Pattern(r"(?:已|目前)(?:经)?(?:全部|基本)(?:整改|改完|完成)[^。，]{0,4}|已(?:经)?整改到位")):
            if not subject.given(found):
                yield Finding("meeting.done", "error", place, f"“{found}”：反馈会上不能说已经改完", "删去；确有立行立改的，写进“立行立改”")
    if feedback:
        for place, found in _hits(subject, Pattern(r"(?:将|要|一定)(?:全力|积极)?配合(?:好)?巡察组(?:开展)?工作|巡察动员")):
            yield Finding("meeting.kind", "error", place, f"“{found}”是动员会上的话，反馈会时巡察已经结束", "删去")
        if not re.search(r"接受|认领|赞成|拥护|认账|照单|一条不推|全收|都认", subject.text):
            yield Finding("meeting.acceptance", "warning", "开头", "没有说接受反馈意见", "写明对反馈的问题怎样认领")
        if context.role != "discipline" and not re.search(r"整改方案|清单|台账|销号|立账", subject.text):
            yield Finding("meeting.path", "warning", "第二部分", "没有说整改怎么推进", "写明清单、责任人、怎样销号")
    elif not re.search(r"进展|已(?:经)?(?:完成|改|销)|差距|还差", subject.text):
        yield Finding("meeting.progress", "error", "全文", f"{context.meeting}没有说进展和差距", "写明改了什么、还差什么、下一步怎么办")
    if not any(person.did or person.said for person in context.brief.present):
        for place, found in _hits(subject, _SPOKE):
            if not subject.given(found):
                yield Finding("meeting.remarks", "error", place, f"“{found}”：素材里没有哪位领导讲话", "删去；确有讲话的，写进“到会”")
