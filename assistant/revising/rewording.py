"""Change a text to the letter: take a clause, a time or a word of thanks out of it and leave the rest as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable

from index.segment import sentences

_DANGLING = re.compile(r"^(?:对|向|借|为|在|就|以|当|随着|同时|并|也|还|而|但|此时|此刻|这里)")
_ANAPHORA = re.compile(r"^(?:这|那|它|其|因此|所以|于是|到时候|办完|做到|验收|能不能销号|做没做到|什么时候算完|什么叫|为此|对此|否则|同样|也|还|又|由此|如此|没有签字|没写|做不到)")
_NUM = r"[\d一二两三四五六七八九十百半]{1,4}"
_TIME = (
    rf"(?:(?:反馈|会|散会|会议|整改|接到交办|收到)后(?:的)?(?:第)?|用|自即日起|从即日起|力争|争取|确保|于)?{_NUM}个?(?:工作)?(?:日|天|周|星期|个月|月|年|小时|季度)(?:之|以)?内"
    r"|(?:从|自|到|在)?(?:\d{4}年|今年|明年)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?(?:\d{1,2}[日号]|[上中下]旬|底|初|末)?(?:之?前|以前|内|开始|起)?"
    r"|(?:今年|本)?(?:年底|月底|季度末|学期末|年内|月内|周内|年前|季度内)(?:之?前|以前)?|每(?:半)?(?:个)?(?:天|日|周|旬|月|季度?|年|学期|星期)(?:末|初|底|[一二三四五]?(?=[^\w]|[\u4e00-\u9fff]))?"
    r"|从?(?:即日|今天|明天)起|从?(?:下周|下月|下个月|本周|本月)起?|散会(?:之|以)后马上|(?:最迟|不迟于|不晚于)[^，。；]{2,10}?(?=完成|，)"
)
TIME = re.compile(_TIME)
_CLAUSE_TIME = re.compile(rf"(?P<lead>^|[，。；：！？])(?:在|于|到|至|限)?(?:{_TIME})(?:(?:之)?前)?(?P<comma>，?)")
_INNER_TIME = re.compile(rf"(?:在|于|限)?(?:{_TIME})(?:之?前)?(?=[^，。；]*[，。；：]|[^，。；]*$)")


def _inner(match: re.Match[str]) -> str:
    """Return what stands for a time inside a clause: nothing, or 及时 where the clause would be but two words."""
    before = re.split(r"[，。；：]", match.string[: match.start()])[-1]
    after = re.split(r"[，。；：]", match.string[match.end() :])[0]
    return "及时" if match.group().endswith("内") and 0 < len(before) <= 3 and 0 < len(after) <= 3 else ""


def without_time(text: str, known: tuple[str, ...] = ()) -> str:
    """Return text without its times and frequencies; `known` are such as stand in it for certain."""
    text = text.replace("定到人、定到日子", "定到人").replace("先定责任，再定时间", "先定责任")
    for time in sorted(known, key=len, reverse=True):
        text = re.sub(rf"(?P<lead>^|[，。；：！？])(?:在)?{re.escape(time)}，?", r"\g<lead>", text).replace(time, "")
    text = _CLAUSE_TIME.sub(lambda m: m["lead"], text)
    text = _INNER_TIME.sub(_inner, text)
    return re.sub(r"，{2,}", "，", re.sub(r"(?<=[。；：！？])，", "", text)).lstrip("，")


_SUBJECT = re.compile(r"(?:我们|我|本人|大家|全[局院校镇县乡集]\w{0,2}上下|\w{0,2}党(?:组|委|支部|总支|工委))(?:一定要?|将要?|要|会|愿)?(?=以|拿出|用|发扬|凭|带着|下定)")
_PREDICATE = re.compile(r"^(?:是|要|就|也|都|能|会|将|把|对|以|使|让|并|而|才|又|还|更|必须|应当|确保|做到|坚决|不断|切实)")


def without(text: str, found: Callable[[str], bool]) -> str:
    """Return text without the clauses on which `found` is true, and without a sentence of which nothing sound is left."""
    kept = []
    for sentence in sentences(text):
        if not found(sentence):
            kept.append(sentence)
            continue
        end = sentence[-1] if sentence[-1] in "。！？”" else ""
        clauses = re.split(r"(?<=[，；：])", sentence[: len(sentence) - len(end)])
        left = [clause for clause in clauses if not found(clause)]
        rest = "".join(left).rstrip("，；：、")
        if found(clauses[0]) and left:  # the subject went with its clause
            subject = _SUBJECT.match(clauses[0])
            if subject and not _SUBJECT.match(rest):
                rest = subject.group() + re.sub(r"^(?:也|并|就|要|将|一定)+", "", rest)
            elif _PREDICATE.match(rest):
                continue
        sound = len(rest) >= 6 and len(left) < len(clauses) and not (len(left) == 1 and _DANGLING.match(rest)) and not rest.endswith(("的", "把", "将", "和"))
        if sound and not (clauses[0].endswith("：") and found("".join(clauses[1:])) and len(left) == 1):
            kept.append(rest + (end or "。"))
    return "".join(kept)


_BACKWARDS = re.compile(r"这个理|这句话|这一步|这样|这些|这几|这里|这两|这份|这道理|那样|上述|以上|就是这个|第二天|一并|提醒的就是|说的就是")


def leans(sentence: str) -> bool:
    """Whether a sentence leans on the one before it: 这一条我们记下了."""
    return bool(_ANAPHORA.match(sentence) or _BACKWARDS.search(sentence))


def units(text: str) -> list[str]:
    """Return the sentences of text, a question together with what answers it."""
    found: list[str] = []
    for sentence in sentences(text):
        if found and found[-1].endswith("？"):
            found[-1] += sentence
        else:
            found.append(sentence)
    return found


def head_of(text: str, names: list[str]) -> int:
    """Return how many sentences at the start of text name a problem, before anything is pledged; at least one."""
    pieces = sentences(text)
    named = [i for i, piece in enumerate(pieces[:3]) if any(name and name.replace("“", "‘").replace("”", "’") in piece.replace("“", "‘").replace("”", "’") for name in names)]
    last = named[-1] if named else 0
    while last + 1 < min(3, len(pieces)) and re.fullmatch(r"对这一问题，我们逐个环节整改。|我们认真核查，限期整改。|我们重点监督责任是否落实、问题是否解决。", pieces[last + 1]):
        last += 1
    return last + 1


THANKS = re.compile(r"感谢|谢谢|致谢|道谢|谢意|道一声谢|一声谢|感激")
_SLOGANS = re.findall(r"\w+", """
壮士断腕 刮骨疗毒 抓铁有痕 踏石留印 钉钉子精神 猛药去疴 重典治乱 滚石上山 爬坡过坎 号角已经吹响 号角吹响 号角 一张蓝图绘到底 撸起袖子 扬帆起航 乘风破浪 砥砺前行 勇立潮头 再创佳绩 再创辉煌 谱写新篇章 新篇章 谱写 交出满意答卷
优异答卷 满意答卷 不达目的不罢休 时不我待 只争朝夕 逢山开路 遇水架桥 激流勇进 奋楫笃行 奋勇争先 凝心聚力 众志成城 攻坚克难 披荆斩棘 真刀真枪 动真碰硬 刀刃向内 自我革命的勇气 以永远在路上的执着 久久为功 善作善成 咬定青山不放松
不获全胜决不收兵 决不收兵 无私无畏 赴汤蹈火 义不容辞 责无旁贷 战鼓催征 催人奋进 不忘初心 牢记使命 抢抓机遇 昂首阔步 阔步前进 铿锵
""")
_FINE = ("真刀真枪", "不忘初心", "牢记使命")


def is_slogan(text: str, own: str = "") -> bool:
    """Whether a clause is a slogan: one of the stop-list, or the user's own."""
    return any(word in text for word in _SLOGANS if word not in _FINE) or bool(own and own in text)


WORDS = {
    "平实": (
        ("高度重视", "放在心上"), ("诚恳接受", "认下"), ("全盘认领", "全部认领"), ("深刻反思", "好好想一想"), ("坚决扛起", "扛起"), ("坚决落实", "照着办"), ("切实", ""), ("进一步", ""), ("不断", ""), ("深入推进", "推进"), ("全力以赴", "尽力"),
        ("深刻认识到", "认识到"), ("旗帜鲜明地", ""), ("毫不动摇地", ""), ("持之以恒地", "一直"), ("扎实推进", "推进"), ("着力", ""), ("大力", ""),
    ),
    "干脆": (("进一步", ""), ("不断", ""), ("努力做到", "做到"), ("力争做到", "做到"), ("争取做到", "做到"), ("尽量", ""), ("尽可能", ""), ("希望能够", "要"), ("逐步", ""), ("适时", ""), ("原则上", "")),
    "庄重": (("咱们", "我们"), ("大伙", "大家"), ("乡亲们", "群众"), ("毛病", "问题"), ("糊弄", "敷衍"), ("扯皮", "推诿"), ("马上", "立即"), ("不光", "不仅"), ("没法", "无法"), ("跑腿", "奔波"), ("心里有数", "心中有数")),
}  # fmt: skip
"""Of each tone the words that are put in the place of others."""

_FEEL = {
    "平实": (r"咱|大伙|大家|心里|说到底|看得见|看清|一件一件|老百姓|乡亲|实在|摊|灶|门口|跑|如实|当面|听|讲", r"切实|进一步|深入|全面|坚决|高度|扎实|着力|贯彻|落实"),
    "干脆": (r"不(?:推|拖|躲|绕|等|看|讲)|就|一条|件件|马上|立即|动手|算数|兑现", r"也许|可能|努力|逐步|希望|进一步"),
    "庄重": (r"责任|担当|纪律|整改|党组|接受|落实|认领|政治|监督|要求|履行", r"咱|大伙|毛病|糊弄|跑腿|灶|摊|家常|心里"),
}


def feel(text: str, tone: str) -> float:
    """Return how far a text has a tone: its words for, less its words against, a hundred characters; short sentences count."""
    good, bad = _FEEL[tone]
    pieces = sentences(text)
    mean = sum(map(len, pieces)) / max(1, len(pieces))
    score = 100 * (len(re.findall(good, text)) - len(re.findall(bad, text))) / max(1, len(text))
    return score - (mean / 20 if tone == "干脆" else 0)


def in_tone(text: str, tone: str) -> str:
    """Return text with the words that a tone avoids put in its own."""
    for old, new in WORDS[tone]:
        text = text.replace(old, new)
    return text
