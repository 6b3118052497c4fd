"""What the role may say, what the party body is called, and whose inspection it is (genre guide, sections 4.1-4.4)."""

import re
from collections.abc import Iterator

from assistant.checks.subject import Subject
from assistant.context import Context
from assistant.findings import Finding
from assistant.patterns import Pattern

_FIRST = Pattern(
    r"(?:我(?![局院校镇乡村委园厅])|本人)(?!们?(?:认为|不是|[^。，；]{0,8}(?:书记|负责人|负责同志)))[^。，；]{0,12}第一责任人|第一责任人?(?:就是我|是我|在我|由我)(?![们局院校镇乡村委园厅县])", "第一责任"
)
_GROUP = Pattern(
    r"(?:由我|我(?:来|将|亲自)*)(?:担任|当|任)[^。，；、副专]{0,14}(?<!副)组长|(?<!副)组长(?:就是我|是我|由我)|我(?:来|将|亲自)*审定整改方案|整改方案由我(?:亲自)?审定", "组长", "审定"
)
_WHOLE = Pattern(r"(?:由我|我(?:来|将|亲自)?)牵头(?:全局|全院|全校|全镇|全面|整个|抓好?)?(?:的)?整改(?!的?[一二三四五六两几这那其])(?:工作)?", "牵头")
_DELEGATED = Pattern(r"(?:受|经)[^。，]{0,25}(?:委托|授权|指派)|我代表[^。，]{0,25}(?:党组|党委|党工委|党总支|党支部|部务会|室务会|校委会)")
_SPEAKS_FOR = Pattern(
    r"(?:(?:^|[，。；：、“\s])(?:下面|现在|在此|今天|谨|现|并|也|就)*|我|本人)代表[^。，、]{0,14}(?:党组(?!织部)|党委|党工委|党总支|党支部|部务会)(?!书记|委托|委员|[^。，]{0,6}(?:领导|要求))", "代表"
)
_MAIN_DUTY = Pattern(r"(?<!协助)(?<!配合)(?<!支持)(?<!督促)(?:书记|我(?:本人|个人)?|本人)(?:要|将|坚决|切实)*(?:承担|担负|履行|扛起|负)(?:起)?(?:整改|全部)?主体责任", "主体责任")
_MEMBER_FIRST = Pattern(r"班子成员[^。，]{0,4}(?:是|作为)[^。，]{0,4}第一责任人", "第一责任人")
_SHIFTED = Pattern(
    r"(?:没有|无)(?:收入|财力|权限|条件)[^。，；]{0,4}整改|(?:需要?|等待?|有待|靠)(?:由)?(?:上级|县里|市里|省里)[^。，；]{0,10}(?:才能|再|后方可)[^。，；]{0,6}整改", "整改"
)
_SUPERVISOR_LEADS = Pattern(
    r"(?:我|我们|纪检监察组|纪委)(?:将|来|会)?(?:牵头|组织实施|负责落实)(?![^。，]{0,6}(?:监督|督促|督查|检查))[^。，]{0,6}整改|我们?代表[^。，、向对同和]{0,8}党(?:组|委)(?!织)"
)


_OF_ONESELF = Pattern(r"(?:由|请)?(?:我?[局院校镇乡区县委厅部街道公司集团村社]{0,3}(?:党组|党委|党工委|党总支|党支部))?书记(?:同志)?(?:亲自)?(?:任|担任|当)(?:整改)?(?:工作)?(?:领导小组)?组长", "组长")


def check(subject: Subject) -> Iterator[Finding]:
    yield from _always(subject)
    if subject.context is not None:
        yield from _role(subject, subject.context)
        yield from _body(subject, subject.context)
        yield from _unit(subject, subject.context)
        yield from _inspection(subject, subject.context)
        yield from _meeting(subject, subject.context)


def _hits(subject: Subject, pattern: Pattern) -> Iterator[tuple[str, str]]:
    for place, found, _ in _hits_around(subject, pattern):
        yield place, found


def _hits_around(subject: Subject, pattern: Pattern) -> Iterator[tuple[str, str, str]]:
    """Yield (place, match, the sentence that it stands in)."""
    for place, text in subject.places:
        for match in pattern.finditer(text):
            start = max(text.rfind(mark, 0, match.start()) for mark in "。！？") + 1
            end = min((at for mark in "。！？" if (at := text.find(mark, match.end())) >= 0), default=len(text))
            yield place, match.group().strip("，。；：、“ 　"), text[start:end]


def _always(subject: Subject) -> Iterator[Finding]:
    for place, text in _hits(subject, _MAIN_DUTY):
        yield Finding("role.main_duty", "error", place, f"“{text}”：主体责任属于党组织，个人负的是第一责任人责任或领导责任", "改为“履行第一责任人责任”（书记）或“负领导责任”")
    for place, text in _hits(subject, _MEMBER_FIRST):
        yield Finding("role.member_first", "error", place, f"“{text}”：班子成员履行“一岗双责”，不是第一责任人", "改为“班子成员履行‘一岗双责’”")
    for place, text in _hits(subject, _SHIFTED):
        yield Finding("role.shifted", "warning", place, f"“{text}”：像是把整改推给上级", "先写自己能改的；确需上级协调的，写明已列出事项、报哪里协调")


def _role(subject: Subject, context: Context) -> Iterator[Finding]:
    role, powers, text = context.role, context.powers, subject.text
    if not powers.first_responsible:
        for place, found in _hits(subject, _FIRST):
            yield Finding("role.first_responsible", "error", place, f"“{found}”：这个职务不能自称第一责任人", "删去，或改为“负领导责任”“配合书记”")
    if not powers.leads_group:
        for place, found in _hits(subject, _GROUP):
            yield Finding("role.leads_group", "error", place, f"“{found}”：整改领导小组组长由党组织书记担任", "改为“成立由书记任组长的整改工作领导小组”")
        for place, found, sentence in _hits_around(subject, _WHOLE):
            if not re.search(r"分管|职责|业务|行政|监督|督促|这一块", sentence):
                yield Finding("role.leads_whole", "error", place, f"“{found}”：这个职务不能牵头全盘整改", "改为抓好职责范围内的整改、配合书记抓全盘")
    if role == "secretary" and not re.search(r"第一责任|组长(?:就是|是|由)我|(?:由我|我)(?:亲自)?(?:担任|任|当)[^。，；副]{0,14}组长|我(?:本人)?[^。，]{0,8}(?:亲自|负总责|带头)|我这个班长", text):
        yield Finding("role.secretary", "warning", "全文", "书记没有说自己的第一责任人责任", "在第一部分说清自己是整改第一责任人、先从自己改起")
    if role == "secretary":
        for place, found in _hits(subject, _OF_ONESELF):
            yield Finding("role.of_oneself", "warning", place, f"“{found}”：书记就是您自己，不用第三人称", "改为“由我任组长”")
    if role == "deputy_body" and not _DELEGATED.search(text):
        yield Finding("role.delegated", "error", "过渡句", "副职代表党组织表态，没有说受谁委托", f"写上“受{context['党组织']}委托，我代表{context['党组织']}……”")
    if role in ("deputy_field", "member"):
        for place, found in _hits(subject, _SPEAKS_FOR):
            yield Finding("role.speaks_for", "error", place, f"“{found}”：就分管工作表态，不能代表党组织", "改为“结合分管的工作，作如下表态”；确受委托的在“职务”里写明")
        if not re.search(r"分管|职责|分工", text):
            yield Finding("role.field", "warning", "全文", "没有落到自己分管的领域", "写明自己分管什么、这一块怎么改")
    if role == "discipline":
        for place, found in _hits(subject, _SUPERVISOR_LEADS):
            yield Finding("role.discipline", "error", place, f"“{found}”：纪检监察组负监督责任，不代替主体责任", "改为监督、督促、跟踪、报告")
        if "监督" not in text:
            yield Finding("role.supervision", "error", "全文", "没有说监督责任", "写明监督什么、怎么监督、发现问题怎么办")
    if role == "acting" and "主持" not in text:
        yield Finding("role.acting", "error", "全文", "主持工作的同志发言，没有说“主持工作”", "写上“主持工作期间”")
    if role == "representative" and not re.search(r"(?:被巡察|各)(?:的)?[^。，]{0,4}单位[^。，]{0,4}(?:委托|代表)|代表[^。，]{0,8}单位|家单位", text):
        yield Finding("role.representative", "error", "过渡句", "代表多家单位发言，没有说代表谁", "写上“受各被巡察单位委托，我代表各单位……”")
    if role == "head" and not re.search(r"(?:配合|支持|协助)书记|书记[^。；]{0,6}(?:第一责任|牵|负|任组长|担任|抓总|领着|带着)|党(?:组|委|工委|总支|支部)副书记|党政同责|领导下", text):
        yield Finding("role.head", "warning", "全文", "行政正职没有交代同书记、党组织的关系", f"写上“在{context['党组织']}领导下，配合书记抓整改”")


_BODIES = ("党组", "党委", "党工委", "党总支", "党支部")


def _body(subject: Subject, context: Context) -> Iterator[Finding]:
    own = context["党组织"]
    if context.role == "representative":
        return
    # Only the unit's own body word is tested: 县人民医院党委 in a health commission's speech is somebody else's.
    stem = re.sub(r"(?:机关)?(?:党组|党委|党工委|党总支|党支部)$", "", own)
    if stem and stem != own:
        # Beside its 党组 a bureau may well have a 党总支 or 党支部 of its staff.
        known = _BODIES[:3] if context.body == "党组" else _BODIES
        others = "|".join(re.escape(f"{stem}{body}") for body in known if f"{stem}{body}" != own)
        for place, found in _hits(subject, Pattern(rf"(?:(?<!\w)|(?<=代表)|(?<=[我们在对由经把向和是请让]))(?:{others})(?!织)")):
            if not subject.given(found):
                yield Finding("body.word", "error", place, f"“{found}”同本单位的党组织“{own}”不一致", f"全文统一写“{own}”")
    if context.body == "党组":
        for place, found in _hits(subject, Pattern(r"党组(?:常委会?|委员(?!会))", "党组")):
            yield Finding("body.members", "error", place, f"“{found}”：党组有成员，没有委员、常委", "改为“党组成员”")
        for place, found in _hits(subject, Pattern(r"党组(?!织)(?:的)?(?:要|将)?(?:发挥|起到)?[^。，]{0,6}战斗堡垒", "战斗堡垒")):
            if not re.search("基层|支部|把", found):
                yield Finding("body.fortress", "error", place, f"“{found}”：战斗堡垒作用属于基层党组织", "改为“领导作用”，或写“基层党组织战斗堡垒作用”")


_SELVES = ("我局", "我院", "我校", "我园", "我镇", "我乡", "我街道", "我村", "我社区", "我委", "我中心", "我馆", "我厅", "本公司", "本集团", "我公司", "我集团", "本行", "我行", "我台", "我队", "我关", "本支队", "本大队")  # fmt: skip
_NOT_SELF = Pattern(
    r"我委(?:托|员|派|婉|屈)|我院(?:子|里种)|[我本]行(?!党|上下|员工|职工|全体|各|对|在|的(?:信贷|贷款|网点))|我台(?:上|下)|我关(?:心|注|于|系|键|口|爱|上|门|掉|了)|我园(?:子)|我队(?:伍)|我村(?:里|头)有|我馆(?:子)"
)
_STRANGE = {
    "局": "医院 学校 高校 国企 法院 检察院 村 乡镇 街道 群团 党委部门 事业 中心",
    "院": "学校 国企 乡镇 街道 村",
    "校": "医院 国企 法院 检察院 乡镇 街道 村",
    "公司": "医院 学校 法院 检察院 乡镇 街道 村",
}  # fmt: skip
"""Kinds of unit in which a bare 局党组 (院党委 ...) can only have been left from another unit's speech."""


def _unit(subject: Subject, context: Context) -> Iterator[Finding]:
    if context.role == "representative":
        return
    admissible = {*context.unit.self, context["自称"]}
    for wrong in _SELVES:
        if wrong in admissible or any(wrong in form for form in admissible):
            continue
        for place, text in subject.places:
            for match in re.finditer(wrong, text) if wrong in text else ():
                if not _NOT_SELF.match(text[match.start() : match.end() + 3]) and not subject.given(wrong):
                    yield Finding("unit.self", "error", place, f"“{wrong}”不是本单位的自称", f"全文统一写“{context['自称']}”")
                    break
    for stem, kinds in _STRANGE.items():
        if context.kind in kinds.split() and not any(stem in form for form in (*admissible, context["党组织"])):
            forms = rf"{stem}(?:党组|党委|党工委|党总支|党支部)(?!织)|全{stem}上下|{stem}机关(?!事务|服务)"
            for place, found in _hits(subject, Pattern(rf"(?:(?<!\w)|(?<=代表)|(?<=[我们在对由经把向和是请让受]))(?:{forms})", stem)):
                if not subject.given(found):
                    yield Finding("unit.other", "error", place, f"“{found}”不是本单位的说法，像是别处稿子里带来的", f"改为“{context['党组织']}”“{context['全体']}”一类本单位的说法")
    if context.kind == "村":
        for place, found in _hits(subject, Pattern(r"全体干部职工|(?<![镇县院局])(?<!里的)科室|(?<!\w)局机关|处室")):
            if not subject.given(found):
                yield Finding("unit.village", "error", place, f"“{found}”不是村里的说法", "改为村“两委”、党员、村民")


_TEAM = Pattern(r"([省市县区州旗盟])委(?:巡察办|巡视办)?第?([一二三四五六七八九十]*)(巡[察视])组", "巡察组", "巡视组")
_WORD = {
    word: Pattern(rf"(?:这次|本次|这轮|本轮|此次|接受){word}|{word}组(?!长会)|{word}反馈", word) for word in ("巡察", "巡视")
}
_NOW = Pattern(r"刚才|今天|这次(?!一并)|此次|感谢|谢谢|各位|向(?:我们|我局|我院|我校|我镇)|进驻")
_BEFORE = Pattern(r"去年|前年|上(?:一)?[轮次回]|此前|以前|往年|历次|一并|一起|共性|当年|同(?:这|本)次|也(?:对照|翻)")
_RANKS = {"镇": 1, "乡": 1, "街": 1, "县": 2, "区": 2, "旗": 2, "市": 3, "州": 3, "盟": 3, "省": 4}
_ANSWERS_TO = Pattern(
    r"(?:向|请|让|给|不(?:辜)?负)([省市州])委(?=[、，和与]|放心|监督|检验|交|报告|负责|汇报|的(?:信任|重托|期望))|全([省市州])(?:人民|干部群众|(?:发展)?大局)(?=[，。；、]|交|的|满意|放心|发展)"
)


def _inspection(subject: Subject, context: Context) -> Iterator[Finding]:
    team, text = context["巡察组"], subject.text
    known = {"".join(m.groups()) for m in _TEAM.finditer(team + "\n".join(context.brief.words()))}
    known |= {re.sub("[一二三四五六七八九十]", "", name) for name in known}
    for place, found, sentence in _hits_around(subject, _TEAM) if known else ():
        named = _TEAM.search(found)
        if named and "".join(named.groups()) not in known and not _another(place, sentence, named.group(3) != context.inspection):
            yield Finding("inspection.team", "error", place, f"“{found}”不是这次的“{team}”", f"改为“{team}”")
    other = "巡视" if context.inspection == "巡察" else "巡察"
    for place, found, sentence in _hits_around(subject, _WORD[other]):
        named_other = re.search(rf"(?:[省市县区州旗]委|中央|党[委组]|工委|校内|内部)(?:第[一二三四五六七八九十]+)?{re.escape(found)}", sentence)
        if not subject.given(found) and not (named_other and _another(place, sentence, True)):
            yield Finding("inspection.word", "error", place, f"“{found}”：这次是{context.inspection}，不是{other}", f"改为“{context.inspection}”")
    if "回头看" in context.types and not re.search(r"上一?[轮次回]|前次|上报过|反弹|再整改", text):
        yield Finding("inspection.again", "error", "第一部分", "“回头看”没有说到上一轮整改", "写明上轮报过完成的事项这次重新核验")
    if {"提级", "交叉"} & set(context.types) and context.own_superior and context.own_superior not in text:
        kind = "提级" if "提级" in context.types else "交叉"
        yield Finding("inspection.both", "warning", "全文", f"{kind}巡察没有说到本级的{context.own_superior}", f"写上同时向{context.own_superior}负责、报告")
    if context.kind == "村" and not re.search(r"镇|乡(?!亲|村)|街道", text):
        yield Finding("inspection.village", "warning", "全文", "村里的表态没有说到乡镇（街道）党委", "写上接受乡镇（街道）党委的领导和监督")
    yield from _level(subject, context)


def _another(place: str, sentence: str, other_word: bool) -> bool:
    """Whether a sentence that names another team speaks of another inspection: a past one, or a 巡视 beside this 巡察."""
    if place in ("标题", "称呼", "过渡句", "致谢"):
        return False
    return bool(_BEFORE.search(sentence)) or (other_word and not _NOW.search(sentence))


def _level(subject: Subject, context: Context) -> Iterator[Finding]:
    """Yield where the speech answers to a level above the committee that sent the team (R-C02, R-C03)."""
    above = [context["上级党委"], context.own_superior, context["全域"][1:], *re.findall(r"\w(?=委)", "\n".join(context.brief.words()))]
    top = max((_RANKS.get(name[:1], 0) for name in above if name), default=0)
    if not top or "自治区" in context["上级党委"] + context.brief.team:
        return
    for place, found in _hits(subject, _ANSWERS_TO):
        named = _ANSWERS_TO.search(found + "，")
        if named and _RANKS[named.group(1) or named.group(2)] > top and not subject.given(found):
            yield Finding("inspection.level", "warning", place, f"“{found}”越过了派出巡察组的{context['上级党委']}", f"改为{context['上级党委']}、{context['全域']}；确是提级的在“巡察类型”里写明")


_SPOKE = Pattern(
    r"(?<!总)(?:([省市县区州旗])委(?!巡|专题|书记专题)|常委|书记(?!专题)|县长|市长|区长|省长|部长|主席|各位领导|领导小组)[^。，；、科]{0,8}?(?:的(?:重要)?讲话|作了?(?:重要|专门)?讲话|讲了话|要求我们|强调(?=[，：“要了])|作出?了?(?:重要)?指示)",
    "讲话", "讲了话", "要求我们", "强调", "指示",
)  # fmt: skip
_DONE = Pattern(
    r"(?<![确否对凡把待])(?:已|目前)(?:经)?(?:全部|基本)(?:整改|改完|完成)(?:到位|完毕|完成)?(?!后|之后|以后|再|才|与否|的[^。，]{0,6}(?:销|再|才))|(?<![确否对凡把待])已(?:经)?整改到位(?!后|之后|以后|再|才|与否|的)", "整改", "改完", "完成"
)
_ACCEPTS = r"接受|认领|赞成|拥护|认账|照单|一条不推|全收|都认|认下|收下|接下|接住|领受|领走|接收|悉数认|认了|我认|受领"
_PATH = r"方案|清单|台账|销号|立账|划掉|逐条|逐项|编号|进度|一件一件|逐件|建账|对账|记账|黑板|到哪一步|每[周月季][^。；]{0,8}(?:报|看|听|念|排|公布|公示)"


def _meeting(subject: Subject, context: Context) -> Iterator[Finding]:
    feedback = context.meeting in ("反馈会", "集中反馈会")
    if feedback and not context.brief.rectified and not any(p.immediate for p in context.brief.items()):
        for place, found in _hits(subject, _DONE):
            if not subject.given(found):
                yield Finding("meeting.done", "error", place, f"“{found}”：反馈会上不能说已经改完", "删去；确有立行立改的，写进“立行立改”")
    if feedback:
        for place, found in _hits(subject, Pattern(r"(?:将|要|一定)(?:全力|积极)?配合(?:好)?巡察组(?:开展)?工作|(?:这次|今天|召开)(?:的)?巡察动员", "巡察")):
            yield Finding("meeting.kind", "error", place, f"“{found}”是动员会上的话，反馈会时巡察已经结束", "删去")
        if not re.search(_ACCEPTS, subject.text):
            yield Finding("meeting.acceptance", "warning", "开头", "没有说接受反馈意见", "写明对反馈的问题怎样认领")
        if context.role != "discipline" and not re.search(_PATH, subject.text):
            yield Finding("meeting.path", "warning", "第二部分", "没有说整改怎么推进", "写明清单、责任人、怎样销号")
    elif not re.search(r"进展|已(?:经)?(?:完成|改|销)|差距|还差", subject.text):
        yield Finding("meeting.progress", "error", "全文", f"{context.meeting}没有说进展和差距", "写明改了什么、还差什么、下一步怎么办")
    yield from _remarks(subject, context)


def _remarks(subject: Subject, context: Context) -> Iterator[Finding]:
    """Yield remarks that nobody made, and a speaker's request that is not taken up."""
    spoke = [person for person in context.brief.present if person.did or person.said]
    for place, found in _hits(subject, _SPOKE):
        offices = set(re.findall(r"[省市县区州旗]委|常委|书记|[县市区省部]长|主席|领导小组", found))
        if not subject.given(found) and not any(all(office in person.who for office in offices) for person in spoke):
            yield Finding("meeting.remarks", "error", place, f"“{found}”：素材里没有这位领导讲话", "删去；确有讲话的，写进“到会”")
    text = re.sub(r"[\W_]", "", subject.text)
    for person in spoke:
        said = re.sub(r"^(?:要求我们|要求|强调要?|希望我们)|[\W_]", "", person.said)
        if len(said) >= 4 and not any(said[i : i + 4] in text for i in range(len(said) - 3)):
            yield Finding("meeting.answer", "warning", "开头", f"{person.who}提了“{person.said[:16]}”，稿子没有回应", "取其中一条，写明准备怎么做")
