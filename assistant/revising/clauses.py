"""The clauses of a request, what is true of each, and what each is for: a kind of request, or what goes with one."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from assistant.revising.targets import find_targets
from assistant.revising.traits import features as features
from assistant.tagging.sequence import Sequences

BESIDE = ("ref", "value", "aside", "unclear")
"""What a clause may be that asks for nothing by itself: it names what is meant, gives what is to come in, is a reason or
talk, or asks for what cannot be done."""

ASKS, OF_IT, LEAST = 0.6, 0.55, 0.4
"""The least probability that a clause asks for anything, and the least share of it, and of all, that one kind must have to be taken.

Set on sayings that were kept apart: right ones less those that ask for what was not asked, and half of those lost unsaid.
"""

NOTHING = 0.3
"""Below this probability of being `unclear` a clause that hardly asks is talk."""

TALK = 0.85
"""The least probability that a clause is talk which looks as if it asked for something."""

PLAIN = 0.75
"""The least probability that a clause names or gives something with which it may stand for a request that nothing else makes."""
_FORM = re.compile(r"^(?:请|把|将|帮|给|再|别|不要|麻烦)|(?<!整)改|[换删加搬做译画配列排印]|写(?![死着得的])|[变谱做弄]成|生成|去掉|调整")
"""What a clause has that asks for something, whatever it is: such a clause is never passed over as talk."""

_QUOTE = re.compile(r"“[^“”\n]{1,400}”")
_HAN = "一-鿿"
_CUT = re.compile(rf"[，。；！？\n…]+|(?<=[{_HAN}”）a-zA-Z\d])(?<!改成)(?<!换成)(?<!改为)(?<!换为)(?<!写成)(?<!署上)(?<!一句)[ 　]+(?=[{_HAN}“（\d])|～+|~+|——|(?<=[^\d\s]{{2}})(?=(?:然后|并且|同时(?!间)|另外|顺便|还有就是|再把|还要把|不然|否则|免得|省得))")


class Labelled(msgspec.Struct, frozen=True):
    """A clause with its label and how likely (0-1) that is.

    `guess` is the likeliest kind where none is likely enough, `mark` what stands between it and the next clause.
    """

    text: str
    label: str
    sure: float = 1.0
    guess: str = ""
    mark: str = "，"


_TYPED = (
    (re.compile(r"在(?=具体|细|短|长一?[点些]|压|精简|充实|展开)"), "再"), (re.compile("结未|结为(?=[收那太写])"), "结尾"), (re.compile("部份"), "部分"),
    (re.compile("(?<=[一二三四五六七八九十])巡(?:查|视察)组"), "巡察组"),
)  # fmt: skip
"""Slips of those who type by sound."""


def typed(text: str) -> str:
    """Return a request with its slips mended; what it quotes stays as it is."""
    return outside_quotes(text, _TYPED)


_BECOMES = r"(?:改成|换成|改为|换为|替换成|改叫)"
_SMOOTHED = (
    (re.compile(r"称呼(?:里|中)面?的?(?=[^，。；“”没不]{2,8}(?:改成|换成|改为))"), ""),
    (re.compile(r"(?:^|(?<=[，。；！？\n])|(?<=还有)|(?<=另外))[^，。；！？\n“”不]{0,6}不叫(?P<old>[^，。；“”叫]{2,10})，?(?:而是|要|应该|得|现在)?叫(?P<new>[^，。；“”叫]{2,14}?)(?=[，。；！？\n]|$)"), r"把\g<old>都改成\g<new>"),
    (re.compile(r"(?P<a>(?:^|(?<=[，。；！？\n]))(?:还有|另外|把)?)(?!.*?(?:措施|办法|标题|题目|[那这][条段句]))(?P<old>[^，。；！？\n“”]{2,14}?)(?:这几个字|几个字)?(?:都|就|给)?(?:删掉|删了|去掉|拿掉|不要了)，(?:换成|改成|换为|改为)"), r"\g<a>\g<old>改成"),
    (re.compile(rf"[ 　]+(?=(?:都|全|统一|全部|一律)*{_BECOMES})|(?<=改成|换成|改为|换为|改叫|写成)[ 　]+"), ""),
    (re.compile(r"(?P<a>(?:^|(?<=[，。；！？\n]))(?:还有|另外|再有)?)(?P<old>[^，。；！？\n“”的]{2,12}?)(?:现在|已经|如今|早就?|今年|刚)+(?:改)?(?:叫|更名为|改名为?)(?:做|成|为|了)?(?P<new>[^，。；！？\n]{2,20}?)了?，(?:麻烦|请|帮我|你|也|那就|给我|稿子里?)*(?:统一|全文|全部|都|全|也)*(?:换|改|更新)(?:一下|过来|一换|掉)?(?:吧|了)?(?=[，。；！？\n]|$)"), r"\g<a>把\g<old>都改成\g<new>"),
    (re.compile(r"(?P<a>(?:^|(?<=[，。；！？\n]))(?:还有|另外|再有))(?!.*?(?:标题|题目|称呼|落款|措施|办法|语气|[那这][条段句]|开头|结尾|第.(?:部分|条|段))[^，。；]*写成)(?P<old>[^，。；！？\n“”]{2,10}?)(?:也|都|要|得)*写成(?P<new>[^，。；！？\n“”]{2,16})(?=[，。；！？\n]|$)"), r"\g<a>把\g<old>改成\g<new>"),
)
"""Ways of asking for other words that are cut or read wrong as they stand: blanks around 改成, A现在叫B，都换一下, 还有A写成B."""

_NEXT = re.compile(
    r"然后|再把|还有(?!的|些)|另外(?!的|[一两])|顺便|(?:你|请|麻烦)?(?:给我|帮我)?把|(?:也|就|可|千万|都)?(?:不要|别(?!的|人|处|家))(?!了|再)|(?:整篇|全文|整体|通篇)(?:大概|控制|要|就|语气|压)"
    r"|(?<=一下)(?=[^，。吧就行好的啊哈谁了呗嘛看给]{2})|(?:其他|其余|别的)(?!人|单位|组)|(?:第[一二三]部分|开头|结尾|(?:总|大|小)标题|称呼|落款|日期)(?!的?时候)|(?<=[吧哈])(?=[^吧，。]{4})|(?<=[太偏][长空虚软硬短]了)(?=短|压|缩|精简|写|具体|改|换|硬|软|长|展开)"
)
"""Where in a run of words without marks another wish may begin."""
_WISHED = re.compile(r"[改换删压缩砍减加补添调挪提]|写(?:[具细明成上]|一)|去掉|拿掉|不要|别|具体|(?:[细短长硬软实稳]|平实|朴实|正式|庄重|干脆)[一点些]|不是|重写|详细|简单|简短|展开|充实|丰富|留着|保留|不动|[太偏][长空虚软硬短]")
_UNFINISHED = re.compile(r"(?:[把将给和跟与及在到成为的按从除请你我再也都就]|除了|以及|然后|还有|另外|不要|别|标题|部分|开头|结尾|称呼|改|换|那句|这句|那段|这段|那条)$")
_RUN = 15
"""A run of words without marks as long as this may hold two wishes."""


def smoothed(text: str) -> str:
    """Return a request with commas where it runs on from one wish to the next, and other words asked for in one way."""
    text = outside_quotes(text, _SMOOTHED)
    closed = [match.span() for match in _QUOTE.finditer(text)]
    runs = re.split(r"([，。；！？：\n、]+)", "".join("\x00" if any(a <= i < b for a, b in closed) else c for i, c in enumerate(text)))
    found, at = "", 0
    for run in runs:
        own, cut = text[at : at + len(run)], 0
        for match in _NEXT.finditer(run) if len(run) >= _RUN else ():
            left, right = run[cut : match.start()], run[match.start() :]
            if match.group().endswith("把") and re.search("由[^，。；讲说念发]{1,14}$", left):
                continue  # 写成月底前由村会计把租金补入账: who does it, in the measure that is dictated
            if len(left) >= 3 and len(right) >= 4 and _WISHED.search(left) and not _UNFINISHED.search(left) and (_WISHED.search(right) or not match.group()):
                found += f"{own[cut : match.start()]}，"
                cut = match.start()
        found += own[cut:]
        at += len(run)
    return found


def outside_quotes(text: str, changes: Sequence[tuple[re.Pattern[str], str]]) -> str:
    """Return text with changes made in what is not quoted."""
    pieces = re.split(r"(“[^“”\n]{1,400}”)", text)
    for wrong, right in changes:
        pieces[::2] = [wrong.sub(right, piece) for piece in pieces[::2]]
    return "".join(pieces)


_LISTED = re.compile(r"^(?:[^，。；：]{0,6}[点条处个]?(?:意见|要求|问题|修改)[：:])?(?:[一二三四五六七八九][是、](?!那|这)|[1-9][.、)）](?!\d)|[①-⑨])")
"""The number with which one of several requests begins."""

_NUMBERED = re.compile(r"(?:[^，。；：]{0,8}[：:])?(?:第[一二三四五六七八九][条点]?|其[一二三四五六]|首先|其次|再次|最后)")


def clauses(text: str) -> list[str]:
    """Return the clauses of a request in order; what stands in quotes is not cut."""
    text = typed(text)
    closed = [match.span() for match in _QUOTE.finditer(text)]
    found, at = [], 0
    for match in _CUT.finditer(text):
        if any(start < match.start() < end - 1 for start, end in closed):
            continue
        found.append(text[at : match.start()])
        at = match.end()
    pieces = [piece for piece in (piece.strip(" 　、：") for piece in [*found, text[at:]]) if re.search(r"\w", piece)]
    if sum(bool(_LISTED.match(piece)) for piece in pieces) > 1:
        pieces = [_LISTED.sub("", piece).strip(" 　、：") or piece for piece in pieces]
    numbers = [piece for piece in pieces if _NUMBERED.fullmatch(piece)]
    if len(numbers) > 1 and re.search("第一|其一|首先", numbers[0]):
        pieces = [piece for piece in pieces if piece not in numbers]
    return pieces


def labelled(text: str, model: Sequences) -> list[Labelled]:
    """Return the clauses of a request with what each is for.

    Whether a clause asks for anything is told by all kinds together; what cannot be told is `unclear`.
    """
    pieces = clauses(text)
    marks = _marks(typed(text), pieces)
    found = []
    for piece, mark, belief in zip(pieces, marks, model.beliefs(features(pieces)), strict=True):
        beside = {name: belief.get(name, 0.0) for name in BESIDE if name != "unclear"}
        kinds = {name: share for name, share in belief.items() if name not in BESIDE}
        asks = sum(kinds.values())
        kind = max(sorted(kinds), key=lambda name: kinds[name], default="")
        if plain := _plainly(piece, pieces) or _never(piece, kind if asks >= 0.5 else ""):
            found.append(Labelled(piece, plain, mark=mark))
        elif kind and asks >= ASKS and kinds[kind] >= max(LEAST, OF_IT * asks):
            found.append(Labelled(piece, kind, kinds[kind], mark=mark))
        elif sum(beside.values()) >= (TALK if _FORM.search(piece) and max(sorted(beside), key=lambda one: beside[one]) == "aside" else 0.5) or (asks < 0.5 and belief.get("unclear", 0.0) < NOTHING and not _FORM.search(piece)):
            name = max(sorted(beside), key=lambda one: beside[one])
            found.append(Labelled(piece, name, sum(beside.values()), kind if name in ("ref", "value") and sum(beside.values()) >= PLAIN else "", mark))
        elif kind in ("replace", "drop_thanks") and asks >= ASKS and re.search(r"(?:改成|换成|改为|换为)“[^“”]+”$", piece):
            found.append(Labelled(piece, "replace", asks, mark=mark))
        elif _EXCHANGE.fullmatch(piece) and not find_targets(piece)[0]:
            found.append(Labelled(piece, "replace", kinds.get("replace", 0.0), mark=mark))
        else:
            guess = kind if asks > belief.get("unclear", 0.0) else ""
            found.append(Labelled(piece, "unclear", 1 - sum(beside.values()), guess, mark))
    return _dictated(found)


_DICTATES = re.compile(r"(?:定的|商量的|措施|办法|做法|打算|安排|方案|部署)(?:就?是|定为|如下|这样|改为|改成|写成)?：.{4,}")
_ANOTHER = re.compile(r"^(?:另外|还有|再把|然后|顺便|对了|请把|麻烦)|(?:你看|行不行|好不好|可以吗|谢谢)$")
LEAVE = re.compile(r"(?:那|就|也|都|请|麻烦|你|您|直接|给我|稿子|里)*(?:(?:按|照|照着|按照)(?:这个|这样|此|上面(?:的|说的)?|我(?:说|讲)的|这句|这条)(?:来)?(?:写|改|办|来)|(?:就)?(?:这么|这样)(?:写|改|来)|(?:措施|办法|做法|内容|话|词|怎么写|具体的?)?(?:你|您|由你)(?:就)?(?:看着|自己|来|帮忙)(?:写|编|定|想|办|拟|发挥|组织|来))(?:就行|即可|吧|了|一下|就好)*")
"""What leaves the wording to the writer, or says that what was dictated is to be written: no request of its own."""


def _dictated(found: list[Labelled]) -> list[Labelled]:
    """Return clauses, those to the full stop after 我们定的是：…… as what it gives: one value, whatever each might ask for elsewhere."""
    start = next((i for i, one in enumerate(found) if _DICTATES.search(one.text) and one.label not in ("insert", "add_problem", "replace")), None)
    if start is None:
        return found
    found = [*found]
    found[start] = msgspec.structs.replace(found[start], label="measure", sure=1.0)
    for i in range(start + 1, len(found)):
        if found[i - 1].mark in "。！？" or found[i].label == "keep" or _ANOTHER.search(found[i].text) or LEAVE.fullmatch(found[i].text) or find_targets(found[i].text)[0]:
            break
        found[i] = msgspec.structs.replace(found[i], label="value", sure=1.0)
    return found


_EXCHANGE = re.compile(r"(?:请|麻烦|还有|另外)?(?:把|将)?(?!.*(?:措施|办法|[那这]条|语气|口吻|称呼|题目|标题|落款))[^，。；“”]{2,12}?(?:统一|都|全部|一律)?(?:改成|改为|换成|换为|替换成|改叫)[^，。；“”]{1,16}")
"""Words to be others, however little else tells that they are: it still depends on whether the speech holds them."""
_MOVED = re.compile(r"(?:并|合|合并|挪|移|搬)(?:到|进|去|入)")


def _never(piece: str, kind: str) -> str:
    """Return what a clause is where its likeliest kind cannot be: times that are missing are not to go, 动辄 is not 动."""
    if kind == "drop_time" and re.search(r"是[^，。不]{0,3}[\d一二三四五六七八九十]+(?:个月|天|日|号|周)", piece):
        return "unclear"  # 时间是60天不是30天
    if kind == "drop_time" and re.search(r"没写|没有|缺|漏|没定|忘了", piece):
        return "ref"
    if kind == "keep" and re.search(r"动辄|动不动", piece):
        return "unclear"
    return "unclear" if kind not in ("order", "delete", "replace") and _MOVED.search(piece) and not re.search(r"“|已经?|了$", piece) else ""


def _marks(text: str, pieces: list[str]) -> list[str]:
    """Return the mark that stands after each clause in the text: a comma where it is a blank or nothing."""
    found, at = [], 0
    for piece in pieces:
        at = max(at, text.find(piece, at)) + len(piece)
        mark = text[at : at + 1]
        found.append(mark if mark in "；。！？" and mark else "，")
    return found


_GO = r"(?:那|就|请|请把|把|给我|给|麻烦|直接|还是|都|也|全|统统|干脆)*(?:它|这句|那句|这段|那段|这条|那条|这个|那个|这些|那些)?(?:就|都|也|给)*"
OUT = re.compile(rf"{_GO}(?:删|删掉|删了|删去|删除|拿掉|拿走|去掉|去了|砍掉|砍了|不要了?|别要了?|抹掉|划掉|撤掉|不用了|(?:能不能|可不可以)?(?:就)?(?:别|不要|不)提(?:了|它)?)(?:吧|了|就行|哈|好了)?")
_INTO = re.compile(rf"{_GO}(?:改|换|替换|写|统一)(?:成|为|叫|作|用)?“[^”]+”(?:吧|好了|更好|比较好|就行|更合适)?")
_BACK = re.compile(r"(?:还是|恢复|退回|回到|用回|改回|撤回|要|用).{0,6}(?:之前|上一?|原来|刚才|前一|最早|最初|改前|原先)[的那这]*(?:一)?(?:版|稿|个版本)")
_MATTERS = (("drop_thanks", r"谢"), ("drop_slogan", r"口号|套话"), ("drop_time", r"时间|时限|期限|日期"))
_SET = (("heading", r"标题"), ("title", r"题目|总标题"), ("salutation", r"称呼|抬头"), ("team", r"巡察组"), ("unit_short", r"简称"), ("meeting", r"会议名|会名"), ("measure", r"措施|办法"))
_STAY = re.compile(r"(?:就|也|都|全|先|可|请|千万|一定|给我|那|这|里|的|是|还)*(?:(?:不要|不用|不许|不能|甭|莫|先别|别)(?:再|去|给我|往里|往)*(?:动|改|变|碰|删|砍|压|减|缩|加|调)(?:它|了|啦|长|短|东西|字|吧)*|留着|留住|留下|别丢了?|照旧|(?:保持|维持)(?:原样|不变|原状)?|原样(?:保留|不动)?|不动|不变|不改了?)")
ADD = re.compile(rf"(?:{_GO}|也|要|都|得|一起|顺手)*(?:补上|加上|补进去|加进去|写进去|写上|补一下|加一下|加进来|补进来|补充进去|放进去|添上|补充一下|补|回应一?下|回应)(?:吧|了|哈|就行)?")
_FACT = re.compile(r"已经?[^，。；]{1,14}了$|(?:是|为|有|共|达|一共|总共|涉及|查了|退了|清了|追回|收回|整改了)[^，。；]{0,6}[\d一二两三四五六七八九十百千]+(?:\.\d+)?(?:多|余|来)?(?:万|亿|千|百)?(?:元|块|户|人|件|个|台|亩|家|次|份|本|笔|名|%|吨|公里|平方米|米)")
_LACKS = re.compile(r"谁|责任人|哪个科|时限|期限|日子|什么时候|啥时候|哪天|几号|多久|牵头|到人")
_MISSED = re.compile(r"漏|落下|少了|没写|没提|没有?回应|没见着|巡察组|反馈|指出|点了|点到|问题")
_GIVEN_UP = re.compile(r"(?P<a>[^，。；]{2,}?)(?:就|也|都|先|可以|最好|还是)*(?:别|不要|不用|不)(?:再|去)?提(?:了|它|吧|啦)+")
_WHATEVER = re.compile(r"(?:后面|以后|别处|其他|其它|别的)?.{0,6}(?:怎么|随便)(?:改|动|弄).{0,4}(?:别|不要|不许|不能)(?:动|碰|改).{0,2}")
_OTHER_PART = re.compile(r"(?:给我|请|再|重新)*(?:换|来|写)(?:一个|个|一种|一段)?[^，。；“”]{0,8}?(?:一?点|些)?的?(?:开头|结尾|开场白?|收尾|结束语)(?:吧)?")
_PART_AWAY = re.compile(r"(?:把)?(?:开头|开场白?|结尾|收尾|结束语)(?:都|全|整个|给我|就|这段|那段)*(?:换掉|换了|重来|推倒重写|重弄|重新弄|换一?下)(?:吧)?")
_N = r"[一二两三四五六七八九十百千半\d]{1,6}(?:来|多)?"
_LIMIT = re.compile(rf"(?:(?:不超过|不能超过?|别超过?|只给了?|限|控制[在到]|压[到成]|最多|顶多|只有|弄到|缩[到成]|减[到成])(?:大概|大约)?{_N}(?:个?字|分钟)|(?:弄|压|缩|减|砍|控制)[到成](?:大概|大约)?(?:[一二两三四五六七八九]?[百千][一二三四五六七八九]?|\d{{3,4}}))(?:左右|以内|之内|就|行|吧|了|的短稿|的稿子|的版本)*$")
_PART_OFF = re.compile(r"(?:让|要|给我|得|再|都|请|把它|帮我|就)*(?:砍|减|删|压|缩|去|裁)(?:掉|去|短|少|成|到)?(?:一半|对半|一小半|一大半|[二三四五]分之[一二三])(?:吧|了|就行)?|(?:再|给我|都|得|要|多少|适当)*(?:删|减|砍|压|缩)(?:一)?(?:点|些|点儿)(?:字|内容)?(?:吧|就行)?")
_NO_QUESTIONS = re.compile(r"(?:也|就|尽量)*(?:不要|别|不能|少|不)(?:再|去)?(?:用|出现|写|有)?(?:那种|什么|这么多)?(?:问句|反问句?|设问句?|问号)(?:了|形式|吧)?")
_SIZE = re.compile(r"(?:就|然后|另外|还有|全文|整篇|时长|最好|大概|大约|控制|压缩?|写|弄|改|念|到|在|成|不要|不能|别|不|超过|超|够|按|给我|总共|一共)*[一二两三四五六七八九十百千半\d]{1,6}(?:来|多|几)?(?:个?字|分钟)(?:左右|以内|之内|以下|就|够|行|好|了|吧|的样子|上下|封顶|差不多|[讲念说读写]完|[讲念说读]|的稿子|的量|可以)*")
_SAID_OTHERWISE = re.compile(r"“[^“”]{4,}”(?:这|那)?(?:一)?(?:个|种|句|段)?(?:说法|话|提法|表述|句子)?(?:帮我|给我|请|也|得|要|能不能)*(?:换一?下|换一换|换换|换个(?:说法|讲法|表述|写法)|换种(?:说法|讲法|表达|写法)|改一?下|改改|重写一?下?|重说|顺一?下|顺一顺)(?:吧|行不行)?")
_SHORT_NAME = re.compile(r"简称(?!.*(?:错|不对|有误|不准))(?:就|都|也|是|叫|为|用|写|作|成)*[^\W\d_]{2,10}$")
_ONE_MORE = re.compile(r"(?!.*(?:问题|措施))[^，。；“]{3,}?(?:里面?|那里|那段|后面|的)?(?:再|也|还)(?:加|补|添)上?一(?:件|句|笔)(?:事|话)?(?:进去|上)?")
_BY_WHOM = re.compile(r"^(?!.*(?:不要|别|不用|删|去掉|“))(?=.*(?:谁|什么时候|啥时候|几时|责任人|时限|期限|哪个科|多久)).*(?:说清|写清|讲清|写明|说明白|写明白|写上|点明|交代|写出来|标上|补上|都要有|得有|要有)(?:楚|白|了|吧|一下)*$")
_TITLE = re.compile(r"(?:总|大)?(?:标题|题目)(?:就|也|上|那里|直接|要|得)*(?:写|用|叫|是|为|定为|写成)：?“[^“”]+”(?:吧|就行)?")
_TEAM = re.compile(r"(?:来|巡察|查|巡)?(?:的|我们的|咱们的)?(?:这次|这回)?(?:应该|其实|实际)?(?:上)?是[^，。；是不]{0,8}第?[一二三四五六七八九十\d]+巡察组")
_MEETING_NAME = re.compile(r"(?:这次|今天|本次|我们这个)?的?(?:会|会议)(?:的)?(?:正式|规范|准确)?的?(?:名称|名字|全称|全名)(?:应该)?(?:是|叫|为|写成|改成|用)：?“[^“”]{3,30}”")
_NOT_BUT = re.compile(r"[^，。；“”]{2,}?由[^，。；是]{2,10}(?:来)?(?:管|负责|办|牵头|抓|落实)(?:的)?而?不是[^，。；是]{2,10}")
_WHICH_MEETING = re.compile(r"(?:这次|今天|我们|会议|开的|会|这个|那个)*(?:应该)?是(?:整改)?(?:推进会|反馈会|评估会)而?不是[^，。；]{0,6}会")
_BANNED = re.compile(r"[^，。；“”删改换]{0,8}(?:“[^“”]{1,12}”(?:这|那)?(?:种|个|类|些)?(?:词|字|话|说法|提法|字眼)?(?:就|也|都|以后|千万|可)*(?:别|不要|不能|不许|不让)(?:再|乱)?(?:用|出现|说)(?:了|它)?|(?:不能|不准|不让|不许|别|不要)(?:再)?(?:用|出现)“[^“”]{1,12}”(?:这|那)?(?:种|个|类|些)?(?:词|字|话|说法|提法|字眼)?(?:了)?)")
_CAME = re.compile(r"(?!.*(?:没|不|我))(?:那天|当天|这次|会上|还有|另外|其实)*[^，。；“”把的]{0,6}(?:书记|[省市县区镇乡]长|主席|部长|主任|常委|局长)(?:也|都|还)*(?:来了|来的|到会了?|出席了?|参加了|到场了?|到会讲了?话|讲了话|到会讲话了)")
_NOT_NTH = re.compile(r"(?:而|又|可)?(?:不是|不叫)第?[一二三四五六七八九十\d]{1,2}(?:巡察)?组?(?:了)?")
_AFRESH = re.compile(r".*?(?:也|都|再|给我|帮我|得|要|重新|还要)*(?:再写写|重写写|重新写写|再重写|重写(?:一下|一遍|一写)?|重新写(?:一下|一遍)?|再改写(?:一下)?)(?:吧|了)?")
_STANDS_IN = re.compile(r"(?:改|换|那就|这次|到时候|所以)+(?:成|为|让|由)*(?!我)[^，。；“”]{2,12}?(?:上去|上台|来|去|代为|替我|替他|代我)+(?:讲|念|发言|说|表态)(?:了|的|吧)?")
_SPEAKS = re.compile(r"(?:改|换|这次|这回|到时候|所以)*(?:成|为)?由(?!我)[^，。；]{2,12}?(?:代表[^，。；]{2,6})?(?:上去|上台|来|去|出面)?(?:讲|念|发言|表态|作表态|表态发言)(?:了|的)?")
_SOME_PROBLEM = re.compile(r"(?:再|多|还要?)+(?:加|补|添|写|回应|增加)(?:上|写)?(?:[一两二三几]|一两|两三)(?:个|条)(?:反馈的?|巡察的?)?问题(?:进去|上去)?(?:吧|了)?$")
_NOT_IN_POST = re.compile(r"(?:我|本人|我们局长|我们院长)?(?:还|现在|目前)?(?:不是|没有?(?:当|任|做|担任)|还没(?:有)?(?:当|任)|不兼|没兼)(?:上|过)?(?:党\w{1,2}|[局院校镇])?(?:书记|第一责任人)(?:了|的)?|(?:党\w{1,2}|[局院校镇])?书记(?:是别人|另有其人|不是我|有别人|由别人|是另外一个人|不由我)\w{0,4}|第一责任人(?:不是我|是书记|是别人)\w{0,3}")
"""Sayings that the speaker holds no such post, whoever does."""


_BY_ITSELF = (
    ("title", _TITLE), ("team", _TEAM), ("meeting", _MEETING_NAME), ("replace", _NOT_BUT), ("meeting", _WHICH_MEETING), ("ban", _BANNED), ("leader", _CAME),
)  # fmt: skip
"""Clauses that are for one thing whatever stands beside them, the first that fits."""


def _plainly(piece: str, pieces: list[str]) -> str:
    """Return the kind of a clause that can be for one thing only: nothing but 删掉 or 补上 or 改成“……”, told by the clauses before it."""
    at = pieces.index(piece)
    before = pieces[at - 1] if at else ""
    targets, spans = find_targets(piece)
    if kind := next((kind for kind, pattern in _BY_ITSELF if pattern.fullmatch(piece)), ""):
        return kind
    if at and "组" in before and _NOT_NTH.fullmatch(piece):
        return "aside"
    if at and _STANDS_IN.fullmatch(piece):
        return "role"
    if at and not targets and _STAY.fullmatch(piece) and ("“" in before or re.search(r"[那这](?:一)?(?:[句段条块处]|部分)", before)):
        return "keep"
    if targets and _STAY.fullmatch(_cut_out(piece, spans)) and not any(t.part in ("whole",) and not t.paragraph for t in targets):
        return "keep"
    if _FACT.search(piece) and at + 1 < len(pieces) and ADD.fullmatch(pieces[at + 1]) and not _MISSED.search(piece):
        return "value"
    if _NOT_IN_POST.fullmatch(piece):
        return "role"
    if at and _NO_QUESTIONS.fullmatch(piece):
        return "value"
    if _WHATEVER.fullmatch(piece) and at:
        return "keep"
    if _OTHER_PART.fullmatch(piece) or _PART_AWAY.fullmatch(piece):
        return "rewrite"
    if _SIZE.fullmatch(piece) or _LIMIT.search(piece) or _PART_OFF.fullmatch(_cut_out(piece, spans)):
        return "length"
    if _SAID_OTHERWISE.fullmatch(piece) or (_AFRESH.fullmatch(piece) and not re.search(r"标题|题目|措施|办法|全文|整篇|[，。；]", piece)):
        return "rewrite"
    if _BY_WHOM.search(piece) and not targets:
        return "specific"
    if _SPEAKS.fullmatch(piece):
        return "role"
    if _SOME_PROBLEM.search(piece):
        return "add_problem"
    if _SHORT_NAME.search(piece):
        return "unit_short"
    if at + 1 < len(pieces) and _ONE_MORE.fullmatch(piece):
        return "insert"
    if ADD.fullmatch(piece) and at and re.search(r"称呼|抬头|称谓", before):
        return "salutation"
    if ADD.fullmatch(piece) and at:
        near = "，".join(pieces[max(0, at - 3) : at])
        if _FACT.search(before) and not _MISSED.search(near):
            return "insert"
        if _MISSED.search(near) and not _LACKS.search(near):
            return "add_problem"
        return "specific" if _LACKS.search(near) else ""
    if (given_up := _GIVEN_UP.fullmatch(piece)) and not re.search(r"谢|口号|套话|时间|时限|期限|日期|“|也", given_up["a"]):
        return "delete"
    if _BACK.search(piece) and not re.search(r"撤销|重做|开头|结尾|部分|段", piece):
        return "undo"
    if OUT.fullmatch(piece) and before:
        return next((kind for kind, word in _MATTERS if re.search(word, before) and "“" not in before), "delete")
    if _INTO.fullmatch(piece) and before:
        return next((kind for kind, word in _SET if re.search(word, before) and "“" not in before), "replace" if "“" in before or re.search(r"词|字|写错|打错", before) else "")
    return ""


def _cut_out(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return re.sub(r"^[、和的跟及与]+", "", text)


def spread(segments: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the clauses of a labelled saying as `clauses` cuts it, each with the label of the segment that it is most of.

    One that asks and gives the value after a colon asks.
    """
    whole = typed("".join(text for text, _ in segments))
    owner = [label for text, label in segments for _ in text]
    found, at = [], 0
    for piece in clauses(whole):
        start = whole.index(piece, at)
        at = start + len(piece)
        own = owner[start:at]
        asked = [label for label in own if label not in BESIDE] or own
        found.append((piece, max(dict.fromkeys(asked), key=asked.count)))
    return found
