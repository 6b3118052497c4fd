"""What a clause says of the meeting, the length, the manner and the wishes: every field but unit, post and problems."""

import datetime
import re

from assistant.brief import LENGTHS, PACE
from assistant.dates import find_date
from assistant.understanding.message import GAP, Change
from assistant.understanding.numerals import NUMBER, read_number

_PAGE = 600
"""Characters on a page of an official text: 22 lines of 28, less the title's room (GB/T 9704-2012, 7.2.2)."""

_ABOUT = r"(?:(?:总)?(?:字数|篇幅|时长|时间|长度)?(?:(?:就|要|是|为|按|改为|改成|改到|改|压到|压缩到|压缩成|缩到|扩到|控制在|限|限制在|[：:])*))(?:请?(?:不要|别|不能|不得|不)超过?|不大于|最多|大概|大约|差不多|约|至少|不少于|在|讲|念|说|发言|写)*个?"
_AFTER = r"(?:的?(?:左右|上下|以内|之内|内|即可|就行|就够了?|就可以了?|够了|为宜|吧|的样子))*"
_RANGE = rf"(?P<low>{NUMBER})(?:\s*(?:到|至|-|~|—|－|、)\s*(?P<high>{NUMBER}))?"
_LENGTH = re.compile(rf"{_ABOUT}\s*(?:{_RANGE}|(?P<loose>千把|[一二两]?千))(?:多|来|几百)?个?字(?![数样迹典])(?:的?(?:稿子?|发言|篇幅))?{_AFTER}")
_MINUTES = re.compile(rf"{_ABOUT}\s*{_RANGE}(?:多|来)?分钟(?:的?(?:稿子?|发言))?{_AFTER}")
_PAGES = re.compile(rf"{_ABOUT}\s*(?P<low>{NUMBER})页(?:A4)?纸?{_AFTER}")
_LIKE = re.compile(rf"^(?:写|来|弄|整|念|讲|就|按|要|字数|篇幅|大概|大约|约|差不多|控制在|不超过|别超过|最多|也就|一?个)*\s*(?P<low>{NUMBER})(?:(?:到|至|-|~){NUMBER})?(?:分{NUMBER})?(?:来|多|把|几百)?(?P<unit>个?字|分钟|页|秒|分)?(?P<tail>(?:的|左右|上下|以内|之内|吧|就行|就够|就好|纸)*)$")
_BARE = re.compile(r"(?:字数|篇幅)(?:[：:]|改为|改成|改到|改|换成|是|为|要|就|就写|大概|大约|约)*\s*(?P<low>\d{3,4})(?!\d)(?:左右|以内)?")


_HALF = re.compile(rf"(?P<low>{NUMBER})分钟?半钟?{_AFTER}")


def size(text: str) -> tuple[Change, tuple[int, int]] | None:
    """Return the length or minutes that text asks for and where; None where it names none that can be had."""
    if half := _HALF.search(text):
        minutes = (read_number(half["low"]) or 0) + 0.5
        return (Change("minutes", "set", minutes, half.group()), half.span()) if LENGTHS[0] <= minutes * PACE <= LENGTHS[1] else None
    for pattern, field in ((_MINUTES, "minutes"), (_LENGTH, "length"), (_PAGES, "pages"), (_BARE, "length")):
        for found in pattern.finditer(text):
            groups = found.groupdict()
            low = read_number(groups.get("low") or {"千把": "1000", "二千": "2000", "两千": "2000"}.get(groups.get("loose") or "", "1000"))
            high = read_number(groups.get("high") or "") if groups.get("high") else None
            if low is None or (groups.get("high") and high is None):
                continue
            value = low if high is None else (low + high) / 2
            if field == "pages":
                value *= _PAGE
            characters = value * PACE if field == "minutes" else value
            if LENGTHS[0] <= characters <= LENGTHS[1]:
                name = "minutes" if field == "minutes" else "length"
                whole = int(value) if value == int(value) else round(value, 1)
                return Change(name, "set", whole if name == "minutes" else round(value), found.group()), found.span()
    like = _LIKE.match(text)
    if like and (like["tail"] or text[:1] in "写约大不控") and not like["unit"]:
        number = read_number(like["low"])
        if number and LENGTHS[0] <= number <= LENGTHS[1]:
            return Change("length", "set", round(number), text), (0, len(text))
    return None


_WHO = r"(?:(?:中共)?[^\W\d_号我是的了来在被由和说请对向要让叫]{0,12}?(?:委|党组|党工委))?"
_NTH = r"(?:第?(?:[一二三四五六七八九十]{1,3}|\d{1,2}))"
_TEAM = re.compile(rf"(?P<who>{_WHO})(?P<kind>(?:提级|交叉|专项|常规|机动|联合|联动)*)(?P<first>{_NTH})?(?P<word>巡察|巡视|巡查|寻察)(?P<last>{_NTH})?(?P<group>工作)?组(?!织)")
_LEAD = re.compile(r"^(?:.*(?:表态|发言|稿子|讲稿|今天|明天|后天|单位|这次|反馈|上午|下午)|(?:请|就|对|向|跟|在|到|被|为|给|有|听|把|改成|改为|换成|不对|应该|上面|领导有)+)")
_SENT = re.compile(r"(?P<who>(?:[^\W\d_号日月我是的了来在被由和说请对向要让叫]{1,5}?)?(?:[省市县区州旗盟]委|自治区党委))(?P<kinds>(?:提级|交叉|专项|常规|机动)*)(?P<word>巡察|巡视)(?!办|工作领导|机构|干部|整改|条例)")


def team(text: str) -> tuple[Change, tuple[int, int]] | None:
    """Return the inspection team named in text and where; 巡查组 is taken for the 巡察组 it is meant for."""
    for found in _TEAM.finditer(text):
        who = _LEAD.sub("", found["who"] or "")
        number = found["first"] or found["last"] or ""
        if not who and not number:
            continue
        word = "巡视" if found["word"] == "巡视" else "巡察"
        first, last = (found["first"] or ""), (found["last"] or "")
        value = f"{who}{found['kind']}{first}{word}{last}{found['group'] or ''}组"
        start = found.start() + len(found["who"] or "") - len(who)
        return Change("team", "set", value, text[start : found.end()]), (start, found.end())
    if (sent := _SENT.search(text)) and (sent["kinds"] or sent.end() == len(text)):  # what a committee sends out is its team, numbered or not
        who = _LEAD.sub("", sent["who"])
        start = sent.start() + len(sent["who"]) - len(who)
        return Change("team", "set", f"{who}{sent['word']}组", text[start : sent.end()]), (start, start + len(who))
    return None


def sender(text: str) -> tuple[Change, tuple[int, int]] | None:
    """Return the committee whose inspection text speaks of without naming its team (县委巡察反馈会), and where."""
    if not (sent := _SENT.search(text)):
        return None
    who = re.sub("^.*(?:参加|出席|接受|配合|迎接|关于|根据|按照)", "", _LEAD.sub("", sent["who"]))
    start = sent.start() + len(sent["who"]) - len(who)
    return Change("superior", "set", who, text[start : sent.end()]), (start, start + len(who))


_KINDS = re.compile(r"(?P<theme>[^\W\d_我是的了在对开展行这次]{2,10}?)?(?:领域|系统)?的?(?P<kind>(?:提级|交叉|专项|常规|机动|联动|延伸)(?:(?:[＋+、和]|以及)?(?:提级|交叉|专项|常规|机动|联动|延伸))*)(?:巡察|巡视|巡查|检查)?(?:（(?P<inner>[^（）]{2,20})）)?")
_AGAIN = re.compile(r"[“\"]?回头看[”\"]?")
_THEME = re.compile(r"(?:巡察|专项)?主题(?:是|为|：)(?P<theme>[^，。；]{2,20})")


def inspection(text: str) -> tuple[Change, tuple[int, int]] | None:
    """Return the kind of inspection named in text and where: 提级, 专项（粮食购销）, 回头看 ..."""
    if found := _THEME.search(text):
        return Change("inspection", "set", f"专项（{found['theme'].strip('“”')}）", found.group()), found.span()
    for found in _KINDS.finditer(text):
        if not re.search(r"(?:巡察|巡视|巡查)", text[found.start("kind") :][:12]) and not found["inner"]:
            continue
        kinds = re.findall(r"提级|交叉|专项|常规|机动|联动|延伸", found["kind"])
        theme = found["inner"] or (found["theme"] or "").replace(GAP, "")
        theme = re.sub(r"^.*(?:委|组织|开展|次|轮|的|县|市|区|省|我[校院局镇])", "", theme)
        theme = "" if re.search(r"组|第|反馈|进行|常规|提级", theme) else theme
        value = "＋".join(f"{k}（{theme}）" if k == "专项" and len(theme) >= 2 else k for k in kinds)
        start = found.start("kind") if not theme or found["inner"] else found.start()
        return Change("inspection", "set", value, text[start : found.end()]), (start, found.end())
    if found := _AGAIN.search(text):
        return Change("inspection", "set", "回头看", found.group()), found.span()
    return None


_MEETING = re.compile(r"(?:巡[察视查])?(?P<name>集中反馈会|反馈会|整改推进会|整改评估会)(?:议)?")
_OTHER = re.compile(r"(?P<name>(?:巡[察视查]|整改)?(?:工作)?动员(?:部署)?会|专题民主生活会|民主生活会|组织生活会)(?=议?上?[的要做作]?(?:表态|发言|讲|念|用))")


def meeting(text: str) -> tuple[Change, tuple[int, int]] | None:
    """Return the meeting named in text and where; one of another kind is passed on, so that the brief refuses it."""
    for pattern in (_MEETING, _OTHER):
        if found := pattern.search(text):
            return Change("meeting", "set", found["name"], found.group()), found.span()
    return None


_MONTHS = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_PERIOD = re.compile(rf"(?:自|从)?(?P<when>(?:今年|去年|\d{{4}}年)?{_MONTHS}月(?:\d{{1,2}}[日号]|[初中底上下]旬?)?(?:到|至|-|—|~)(?:{_MONTHS}月(?:\d{{1,2}}[日号]|[初中底上下]旬?)?|\d{{1,2}}[日号]))(?:期间)?(?:(?:巡|查|来|驻)了?(?:{NUMBER}个?[月天周]多?)?)?")


def period(text: str) -> tuple[Change, tuple[int, int]] | None:
    """Return when the inspection took place and where text says so."""
    found = _PERIOD.search(text)
    return (Change("period", "set", found["when"], found.group()), found.span()) if found else None


def date(text: str, today: datetime.date) -> tuple[Change, tuple[int, int]] | None:
    """Return the day of the meeting as ISO text and where; days told as past (昨天, 上周三) are not the meeting's."""
    found = find_date(text, today)
    if not found:
        return None
    day, (start, end) = found
    words = text[start:end]
    if (day < today and re.match(r"昨|前天|上", words)) or re.match(r"(?:之?前|以前|以来|起|至今)", text[end:]):
        return None
    tail = re.match(r"\s*(?:（[^）]*）)?(?:[上下中]午|早上|晚上|凌晨)?(?:\d{1,2}(?::\d\d|[点时]半?))?(?:就)?", text[end:])
    return Change("date", "set", day.isoformat(), words), (start, end + (tail.end() if tail else 0))


_FAULTY = re.compile(r"未|没|不(?!低于)|缺|漏|迟|超期|拖")
_LIMIT = rf"(?:{NUMBER}个?(?:月|天|日|周|工作日|星期)(?:之内|以内|内)|(?:本?月底|年底|年内|春节|\d{{1,2}}月(?:\d{{1,2}}[日号]|底|份)?|下个?月\w{{0,3}})(?:之前|以前|前)?)"
_DEADLINE = re.compile(
    rf"^(?:另外|还有|并且?|同时)?(?P<asked>(?:[^\W\d_]{{0,10}}?(?:要求|限|规定|让|明确|必须))(?:我们|我局|咱们)?(?:在)?)?"
    rf"(?P<what>(?=.*{_LIMIT})(?=.*(?:整改|报|方案|销号|改完|改到位|交|完成|拿出|落实)).{{4,50}})$"
)


def deadline(text: str, strict: bool) -> Change | None:
    """Return a deadline that was given; among problems (`strict`) only one that is said to be asked for."""
    found = _DEADLINE.match(text)
    if not found or GAP in text or (not found["asked"] and (strict or _FAULTY.search(found["what"]))):
        return None
    if re.match(r"(?:已经|我们已|目前)", text):
        return None
    return Change("deadlines", "add", [found["what"].lstrip("：:，")], text)


_SELF = r"(?:我们?(?:局|院|校|镇|乡|村|委|办|公司|集团|单位|医院|学校|街道|社区|区|县)?|咱们?(?:局|村|镇|校|院|单位)?|本(?:局|院|校|单位))?"
_NOW = r"(?:今年|当前|眼下|目前|手头|明年|下半年|上半年|下一步|现在|接下来|近期)"
_PRIORITY = (
    re.compile(rf"^{_SELF}的?{_NOW}?{_SELF}的?(?:的)?重点(?:工作)(?:就|主要)?(?:是|有|为|：|放在|抓的?是?|包括)?(?P<what>.{{2,}})$"),
    re.compile(rf"^{_SELF}{_NOW}{_SELF}的?(?:的)?(?:工作)?(?:主要|重点|正在|正|着力|集中|在|要)*(?:抓|推进|推|搞|攻|干|突破)(?:的)?(?:就|主要)?(?:是)?(?P<what>.{{2,}})$"),
    re.compile(rf"^{_SELF}(?:的)?重点(?:抓|推进)(?:的?是|的)?(?P<what>.{{2,}})$"),
)


def priorities(text: str) -> Change | None:
    """Return what the unit is working on this year, as text says."""
    for pattern in _PRIORITY:
        if found := pattern.match(text):
            what = re.sub(r"(?:这(?:几|两|三)?[件项个]?(?:大事|事|工作|块)?|等工作|等)$", "", found["what"])
            items = [piece.strip("：:，了 ") for piece in re.split(r"、|以及|还有|(?<=[^\W]{2})和(?=[^\W]{2})", what)]
            return Change("priorities", "add", [item for item in items if item], text)
    return None


_DONE = re.compile(rf"^(?:另外|还有|其中|对了)?{_SELF}(?:的)?(?P<what>(?:目前|现在|会前|反馈前|前期|巡察期间|[^，]{{0,16}}?)?(?:已经|已|都已|全都|全部都|当场)(?:经)?.{{2,50}})$")
_CHANGED = re.compile(r"了|完|好|到位|整改|清退|退回|撤换|更换|修复|纠正|补齐|拆除|停发|追回|收回|公示|公开|重新|建立|开通|上墙")
_WENT = re.compile(r"^(?:其中)?(?P<what>.{2,24}?(?:改好了|改完了|整改到位了?|整改完了?|换好了|修好了|退回来了|清退完了|补上了))$")


def rectified(text: str) -> Change | None:
    """Return what has been put right already, in the words of text."""
    found = _DONE.match(text)
    if found and _CHANGED.search(found["what"]) and not re.search(r"未|没有|不(?:规范|严|力|到位)|流于|走过场|超期|过期|闲置|失效|结束|讲过|晚了|通知|我|写|措施|稿", text):
        return Change("rectified", "add", [found["what"]], text)
    found = _WENT.match(text)
    if found and not re.search(r"未|没|不|前|要求|必须", text):
        return Change("rectified", "add", [found["what"]], text)
    return None


_LEADER = (
    r"(?P<who>(?:[^\W\d_我是的了来在被由和说请对向要让叫]{0,6}?[省市县区州镇乡](?:委|政府|纪委(?:监委)?|人大|政协)?)?(?:常委|常委班子成员)?、?"
    r"(?:纪委(?:监委)?|组织部|巡察办|巡视办|巡[察视]工作领导小组|分管|巡[察视]组)?(?:副)?(?:书记|部长|县长|市长|区长|镇长|主任|组长|领导)(?:、?(?:组织部部?长|纪委书记|监委主任))?)"
)
_COMES = r"(?:也|都|要|会|将|亲自|届时|还|到时候?)*(?:来听?|到会|到场|参加|出席|在场|来讲话|讲话|讲了话|作了?讲话|作指示|莅临|参加并讲话|出席并讲话|到会并讲话|参会|到会指导|提要求|提了要求|要讲话)(?:会议|反馈会)?(?:讲话|讲了话|听|的|了)*"
_PRESENT = re.compile(rf"^(?:另外|还有|对了|到时候?|届时|会上)?{_LEADER}(?P<did>{_COMES})(?:并)?(?:(?:强调|要求|指出|讲|说)(?:的是|了|我们)?[：:]?(?P<said>.{{2,}}))?$")
_SAID = re.compile(rf"^(?:另外|会上)?{_LEADER}(?:在会上|会上|还|也)?(?:强调|要求|提出|讲|说)(?:的是|了|我们|要求)?[：:]?(?P<said>.{{4,}})$")
_GOES_ON = re.compile(r"^(?:并且?|还|而且)?(?:他|她|领导|书记)?(?:也|还)?(?:强调|要求|提出|讲|说|指出)(?:的是|了)?(?:要求)?(?:我们|我局)?[：:，]?(?P<said>.{3,})$")


def present(text: str, after: dict[str, str] | None) -> Change | None:
    """Return who is at the meeting and what they said; `after` is the one named in the clause before."""
    if after and (found := _GOES_ON.match(text)):
        return Change("present", "add", [{**after, "said": found["said"].strip("“”")}], text)
    for pattern in (_PRESENT, _SAID):
        found = pattern.match(text)
        if found and len(found["who"]) >= 3 and not re.match(r"我|隔壁|办公室", text):
            entry = {"who": found["who"]}
            if said := (found.groupdict().get("said") or "").strip("“”"):
                entry["said"] = said
            elif "讲" in (found.groupdict().get("did") or ""):
                entry["did"] = "讲了话"
            return Change("present", "add", [entry], text)
    return None


_PORTFOLIO = re.compile(r"^(?:我|本人|他|她)?(?:是)?(?:分管|协管|负责|主管)(?!给|写|对接|联系|通知|起草|领导|领域|的?领导|.*(?:长|主任|书记|不[^、]{1,4})$)(?:的?是|着|：)?(?P<what>.{2,30}?)(?:这(?:几|两)?块|这(?:几|两)?方面|的?工作|的)?$")
_SLOGAN = re.compile(r"^(?:另外|最后)?(?:口号|结尾口号)(?:就?用|是|为|：|喊|写)+[“\"《]?(?P<what>[^”\"》]{2,40})[”\"》]?$")
_MANNER = (
    r"朴实无华|朴实|朴素|平实|实在|诚恳|恳切|真诚|诚挚|庄重|严肃|正式|规范|干脆|硬气|强硬|硬|软|谦虚|谦逊|低调|口语化?|接地气|有力|坚决|坚定|简洁|简练|简短|温和|沉稳"
    r"|大气|通俗|稳重|直白|客气|生动|利落|家常|亲切|柔和|缓和|平和|得体"
)
_TONE = re.compile(
    rf"^(?:另外|最好|尽量|希望|请|就)?(?:语气|口气|口吻|语言|文风|风格|调子|用词|话)?(?:改为|改成|换成|：)?(?:尽量|最好|稍微|稍|再|更|要|得|可以)*(?:写|说|讲)?(?:得|的)?(?:尽量|稍微|再|更|要)*"
    rf"(?P<what>(?:{_MANNER})(?:[、和]?(?:{_MANNER}))*)(?:一?[些点]儿?|一点儿?)*(?:的|吧|就行|就好|为好|为宜)?$"
)
_PLAIN = re.compile(r"^(?:请|就)?(?:用|说|讲|写)?(?P<what>大白话|白话|家常话|实在话|村里话|老百姓的话|说?人话)(?:就行|就好|吧|一点)?$")
_NOT_SO = re.compile(r"^(?:请|语气|话|写得|千万|也)*(?P<what>(?:不要|别)(?:写得|太|搞|打|说|整)*(?:官腔|官话|文绉绉|文气|软|硬|正式|生硬|花哨|空|虚|拽文|套话|书面|高调|书面化))(?:了|啦)?$")


def manner(text: str) -> Change | None:
    """Return portfolio, slogan or tone where text is about nothing else."""
    if found := _PORTFOLIO.match(text):
        items = [piece for piece in re.split(r"[、和及]|以及", found["what"]) if piece]
        return Change("portfolio", "set", items, text)
    for pattern, field in ((_SLOGAN, "slogan"), (_TONE, "tone"), (_PLAIN, "tone"), (_NOT_SO, "tone")):
        if found := pattern.match(text):
            return Change(field, "set", found["what"].strip("“”"), text)
    return None


_NOTE = re.compile(
    r"^(?:另外|还有|请|注意|麻烦|最好|也|然后|就是|记得|千万|对了|稿子里?|文中|里面|正文)*(?P<what>(?:(?:结尾|开头|最后|第[一二三]部分|中间|标题|文中|稿子里?)[，]?)?(?:请|也|就)?(?:"
    r"(?:不要|别|不用|不必|勿|不许|不能|避免)(?:再)?(?:提|点|写|说|讲|出现|用|把|搞|喊|感谢|致谢|太|带|照搬|抄|套|空|念|列|引用|过多|讲太|有|拔高|夸大|唱高调|绕弯|拐弯|啰嗦)"
    r"|不(?:提|点名|写|说|喊|列|引用|感谢|致谢)|少(?:讲|说|写|谈|提|点|用|来)|多(?:讲|写|说|谈|提|用|强调)|突出(?!问题)|要?体现|写上|加上一?句|要?提一?下|提到|着重(?:讲|写)|重点(?:讲|写|说)).{0,40})$"
)
_SHORT = re.compile(r"^(?P<what>(?:写得?|稿子|篇幅)?(?:尽量)?(?:别|不要|不用)?(?:太|再|尽量)?(?:短|长|精炼|详细|简单)(?:一?[些点]|点儿|了)?)$")


def note(text: str) -> Change | None:
    """Return a wish for the text that has no field of its own."""
    if GAP not in text and (found := _NOTE.match(text)):
        return Change("notes", "add", found["what"].strip(), text)
    return None


def vague_size(text: str) -> bool:
    """Return whether text asks for shorter or longer without a number."""
    return bool(_SHORT.match(text))
