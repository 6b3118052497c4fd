"""Tell the pledge speech at an inspection's feedback from other kinds of speech, and from what is no speech.

Each kind has marks: words of its title, which weigh most, and turns of its text. The kind with most marks wins; a text
with few marks of any is no speech.
"""

import re
from functools import lru_cache
from typing import Literal

import msgspec

from index.script import compiled
from index.segment import CutSpeech


class Kind(msgspec.Struct, frozen=True):
    """What a text is: `speech` (a pledge speech at an inspection's feedback), `other` (named) or `none`, and why."""

    kind: Literal["speech", "other", "none"]
    name: str
    why: str


PLEDGE = "巡察反馈会议表态发言"
_TITLE, _ENOUGH, _PLEDGE_ENOUGH = 5.0, 2.0, 5.0
_NARROWER = 2.0
_SAMPLE = 6000

_MARKS: tuple[tuple[str, Literal["other", "none"], str, tuple[str, ...]], ...] = (
    ("巡察动员会上的表态发言", "other", r"动员.{0,12}(?:表态|发言)|(?:进驻|见面)会.{0,10}(?:表态|发言)",
     ("配合(?:好)?(?:支持)?(?:县委|市委|区委|省委)?巡[察视]", "自觉接受(?:巡[察视]|监督)", "进驻|入驻", "如实(?:反映|提供|汇报)|提供.{0,8}(?:资料|材料)", "(?:即将|将对|将在).{0,20}巡[察视]")),
    ("动员讲话", "other", r"动员(?:部署)?(?:大?会|讲话)?|部署会",
     ("巡[察视]组(?:将|从即日)", "为期.{1,8}(?:天|个月)的?(?:常规|专项|提级)?巡[察视]", "开展巡[察视].{0,10}(?:重要|重大)意义", "希望.{0,12}(?:支持|配合)", "(?:今天|这次)?.{0,6}(?:动员|部署)(?:大)?会")),
    ("领导讲话", "other", r"讲话(?:稿|提纲)?(?:[（(].{1,12}[）)])?$",
     ("作了?(?:一个)?(?:很好的|诚恳的)?表态(?:发言)?[，。]", "我(?:再)?(?:就.{2,30})?(?:讲|提|强调).{0,3}[点个](?:意见|要求|想法)?", "(?:要求|希望)(?:同志们|大家|各级|各单位|各部门|你们)", "(?:各级各部门|各单位|各乡镇)(?:都)?要", "(?:同意|完全赞同).{0,12}(?:意见|讲话)")),
    ("主持词", "other", r"主持(?:词|稿|讲话|提纲)",
     ("现在开会", "(?:会议)?(?:共有)?.{0,3}[项个]议程", "(?:下面|首先|接下来|现在)[，,]?请.{2,30}(?:反馈|讲话|表态|发言|通报)", "散会", "(?:今天|这次)的?会议到此结束")),
    ("巡察组反馈意见", "other", r"反馈(?:意见|情况|通报|讲话|报告)|巡[察视](?:情况)?报告",
     ("现将(?:巡[察视])?.{0,12}反馈如下", "(?:存在的)?主要问题(?:是|有|如下)?", "(?:整改|意见|几点)建议|提出(?:以下|如下).{0,6}(?:建议|意见)", "你(?:局|院|校|镇|单位|们|公司|委|办)", "巡[察视]组(?:发现|认为|了解到|还收到)")),
    ("整改报告", "other", r"整改.{0,16}(?:报告|汇报|通报|总结|情况)|情况(?:的)?(?:报告|通报)$",
     ("现将.{0,20}整改.{0,12}(?:情况|进展).{0,8}(?:报告|汇报|通报|公布)", "已(?:经)?(?:全部)?(?:完成|整改到位|整改完成)", "整改(?:率|完成率)", "(?:基本完成|长期坚持|正在推进).{0,6}\\d+个|\\d+个问题.{0,12}(?:完成|销号)", "下一步(?:工作)?(?:打算|计划|安排)")),
    ("整改方案", "other", r"(?:整改|实施|工作|专项).{0,8}方案|(?:问题|任务|责任|整改)清单|台账",
     ("制定(?:本|如下|以下)?方案", "指导思想", "(?:工作|整改)目标", "责任(?:领导|单位|科室|分工)[：:]", "组织(?:领导|保障)", "完成时限[：:]|整改时限[：:]")),
    ("述职报告", "other", r"述职|述责|述廉|述德",
     ("(?:述职|履职|述责述廉).{0,12}(?:如下|汇报)", "(?:一年来|任职以来|任期内)", "履行.{0,12}职责", "请(?:予)?(?:评议|审议)|不当之处", "存在的(?:不足|问题)和(?:今后|下一步)")),
    ("民主生活会对照检查", "other", r"对照检查|检视剖析|剖析材料|(?:民主|组织)生活会",
     ("(?:民主|组织)生活会", "对照检查", "原因(?:剖析|分析)|产生.{0,6}问题的(?:根源|原因)", "(?:自我批评|批评意见|批评帮助)", "(?:今后|下一步)(?:的)?(?:努力方向|整改措施)", "征求.{0,12}意见")),
    ("任职表态发言", "other", r"(?:任职|就职|到任|履新|任前|上任|当选).{0,12}(?:表态|发言|讲话)?",
     ("(?:组织|县委|市委|省委|上级)(?:的)?(?:决定|安排)?.{0,8}(?:任命|任职|安排我)", "新的?(?:岗位|起点|平台)", "(?:感谢|服从)组织|组织的信任", "(?:历任|前任|老书记|老领导)", "(?:当选|就任|到任)")),
    ("竞聘演讲", "other", r"竞聘|竞选|竞争上岗|应聘", ("竞聘", "我的优势", "如果(?:我)?(?:竞聘|当选|应聘)", "我(?:叫|今年)")),
    ("工作总结", "other", r"总结(?:报告)?(?:和|及|暨|$)|总结",
     ("(?:今年以来|一年来|上半年|全年)", "(?:主要做法|工作成效|主要成效|取得.{0,8}成绩)", "同比(?:增长|下降)|完成(?:年度)?(?:任务|目标)的?\\d", "(?:存在的)?(?:问题|不足)", "(?:下一步|明年|下半年)(?:工作)?(?:打算|计划|安排|思路)")),
    ("工作计划", "other", r"工作(?:计划|要点|打算|思路|安排)|规划$", ("(?:总体|工作)(?:要求|思路|目标)", "重点(?:任务|工作)", "(?:力争|确保).{0,16}(?:完成|达到|增长)")),
    ("工作汇报", "other", r"汇报(?:材料|提纲|发言)?$|情况介绍", ("(?:现|下面)[，,]?(?:我)?(?:将|就|把).{0,24}汇报(?:如下)?", "(?:基本情况|主要做法)", "汇报(?:完毕|到此)|请(?:予)?(?:批评)?指正")),
    ("党课讲稿", "other", r"党课", ("党课", "(?:同大家|和大家|与大家).{0,8}(?:交流|分享|学习)", "党(?:员|性|的宗旨)")),
    ("交流研讨发言", "other", r"(?:交流|研讨|学习|座谈).{0,8}(?:发言|材料)|心得|体会|经验(?:交流|材料)",
     ("(?:心得|体会|感悟|启发)", "(?:通过|经过).{0,12}学习", "(?:研讨|交流)", "经验")),
    ("致辞", "other", r"致[辞词]|贺词|祝酒|开幕|闭幕|欢迎", ("(?:热烈|诚挚)的?(?:欢迎|祝贺|问候)", "(?:圆满成功|身体健康|万事如意)", "(?:开幕|闭幕|来宾|嘉宾)")),
    ("倡议书、公开信", "other", r"倡议书?|公开信|慰问信|感谢信|承诺书|保证书|检讨书?", ("倡议", "承诺人|保证人|倡议人|此致", "敬礼")),
    ("新闻稿", "none", r"(?:召开|举行|举办).{0,30}$|(?:快讯|简报|消息)$",
     ("\\d+日[，,].{0,40}(?:召开|举行|举办)", "(?:出席|参加|列席)(?:了)?会议|(?:主持|出席).{0,4}会议", "(?:记者|通讯员|本报讯|电）)", "会议(?:指出|强调|要求|认为)", "表示[，,：:]")),
    ("通知等公文", "none", r"(?:的)?(?:通知|公告|通告|请示|批复|函|决定|纪要|办法|规定|条例|细则|制度)(?:[（(].{1,10}[）)])?$",
     ("特此(?:通知|公告|函复|批复|请示)", "(?:现将|现就).{2,30}(?:通知|公告|通告|函告)", "请(?:各单位|你们|认真|遵照).{0,12}(?:执行|落实|报送)", "(?:本办法|本规定|本制度|第[一二三四五]条)", "联系(?:人|电话)")),
    ("合同、协议", "none", r"合同|协议|标书|招标|采购公告", ("甲方", "乙方", "违约")),
)  # fmt: skip

_PLEDGE_TITLE = r"(?:巡[察视]|反馈|整改|回头看|评估).{0,24}(?:表态|发言)|表态发言"
_PLEDGE_MARKS = (
    (2.0, r"反馈(?:了|意见|会|的)?|巡[察视]组.{0,30}(?:指出|点出|点到|点了|说到|提出|通报)|(?:指出|点到|点名).{0,20}问题"),
    (1.0, r"巡[察视]|回头看"),
    (2.0, r"诚恳接受|虚心接受|照单全收|(?:全部|逐条|一并|诚恳|坦诚)(?:认领|接受|收下)|认账|认领|我都认|都认|不回避|不辩解|接受.{0,6}(?:意见|批评)|领走"),
    (1.5, r"(?:作|做|表)(?:个|如下|一个|几点|出|以下)?表?态|表个态|表态发言"),
    (1.0, r"(?:问题|整改|责任|任务).{0,3}清单|销号|立行立改|立即改|对账|限期"),
    (1.0, r"(?:我们|我|局党组|院党委|党组|党委|党工委|党支部|党总支|班子).{0,6}(?:将|要|一定|保证|承诺|马上|负责|牵头)"),
    (1.0, r"第一责任人|领导小组|我(?:来|负总)?(?:负责|任组长|当组长|牵头)|责任.{0,6}(?:在我|在班子)"),
)


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return compiled(pattern)


def kind_of(speech: CutSpeech) -> Kind:
    """Return what kind of text the speech is, its Chinese name, and the marks that it was known by."""
    title = "".join(speech.title.split())
    text = _text_of(speech)[:_SAMPLE]
    if len(text) < 40:
        return Kind("none", "不是讲话稿", "文字太少，看不出是讲话")
    points, why = _pledge(speech, title, text)
    best: Kind | None = None
    most = 0.0
    for name, kind, titles, marks in _MARKS:
        possible = len(marks) * 1.2  # where that cannot win there is no need to look for a kind's words
        if points >= max(_PLEDGE_ENOUGH, possible + _TITLE + _NARROWER):
            continue
        named = _compiled(titles).search(title)
        if points >= max(_PLEDGE_ENOUGH, possible + _TITLE * bool(named) + _weight(name, named)):
            continue
        if named and name in ("领导讲话", "工作汇报", "交流研讨发言") and _compiled("表态").search(title):
            named = None
        found = [match.group() for mark in marks if (match := _compiled(mark).search(text))]
        score = (_TITLE if named else 0.0) + len(found) * 1.2 + _weight(name, named)
        if not found and not named:
            continue
        if score > most:
            told = ([f"标题里有“{named.group()[:16]}”"] if named else []) + [f"“{words[:16]}”" for words in found[:3]]
            best, most = Kind(kind, name, "、".join(told)), score
    if points >= _PLEDGE_ENOUGH and points >= most:
        return Kind("speech", PLEDGE, why)
    if best and most >= _ENOUGH + 1.0:
        return best
    if _compiled(r"表态(?:发言|讲话)").search(title):
        return Kind("other", "其他会议的表态发言", "标题是表态发言，但没有巡察反馈和认领整改的话")
    if best and most >= _ENOUGH and speech.salutation:
        return best
    if speech.salutation and (speech.sections or speech.thanks):
        return Kind("other", "其他讲话", "有称呼，但没有巡察反馈和认领整改的话")
    return Kind("none", "不是讲话稿", "没有称呼，也没有讲话的格式和用语")


def _weight(name: str, named: re.Match[str] | None) -> float:
    """Return what makes a title's mark surer: that of a narrower kind beats that of a wider one."""
    return _NARROWER if named and name in ("巡察动员会上的表态发言", "任职表态发言", "主持词", "民主生活会对照检查", "竞聘演讲") else 0.0


def _pledge(speech: CutSpeech, title: str, text: str) -> tuple[float, str]:
    """Return the points for a pledge speech and why; without inspection or feedback in the text there are none."""
    found = [(weight, match.group()) for weight, mark in _PLEDGE_MARKS if (match := _compiled(mark).search(text))]
    points = sum(weight for weight, _ in found)
    told = [f"“{words[:14]}”" for _, words in found[:4]]
    if not _compiled(r"巡[察视]|反馈|回头看|整改(?:推进|评估|督查)会|评估组").search(title + text) or not _compiled(r"整改|改正|改到|去改|马上改|认领|怎么改|问题|都认|认账|销号").search(text):
        return 0.0, ""
    if _compiled(_PLEDGE_TITLE).search(title):
        points += _TITLE
        told.insert(0, f"标题“{title[:24]}”")
    if speech.salutation:
        points += 0.5
    if speech.transition:
        points += 1.0
    return points, "、".join(told)


def _text_of(speech: CutSpeech) -> str:
    parts = [speech.salutation, *(p.text for p in speech.opening), speech.transition]
    for section in speech.sections:
        parts += [section.heading, *(p.text for p in section.paragraphs)]
    return "\n".join([*parts, *(p.text for p in speech.closing), speech.thanks])
