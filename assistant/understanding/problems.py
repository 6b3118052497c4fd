"""The problems that a message lists: where a list begins, how it is cut, what is only its wrapping."""

import re
from typing import Any

from assistant.understanding.message import GAP
from assistant.understanding.numerals import NUMBER, whole

_COUNT = rf"(?P<many>{NUMBER}|几|多)(?:大)?(?:个|条|项|点|类|件|方面|大)+(?:方面)?(?:的)?(?:突出|主要)?(?:问题|事情?|意见|不足)?"
_OURS = r"(?:我们?(?:局|院|校|镇|乡|村|委|办|公司|集团|单位|医院|学校|街道|社区|区|县|系统)?|咱们?(?:局|村|镇|校|院|单位)?|本(?:局|院|校|单位)|存在|有)?"
_INTROS = (
    re.compile(
        r"(?:这次|本次|此次|主要|目前|现在|他们|巡[察视查]组?|组里|会上|这回|刚刚?)*(?:的)?(?:反馈|指出|点到|点出|查出|查到|发现|存在|提出|提到|涉及|说)?(?:的|了|我们|出来)*"
        rf"(?:(?:本人)?(?:分管|职责)(?:领域|工作|范围)(?:内)?(?:的|存在的)?)?(?:主要|突出|具体)?(?:(?:有|是)?(?<!第)(?P<before>{NUMBER})(?:大)?(?:个|条|项|点|类|方面)(?:的)?(?:突出|主要)?)?(?<!小)问题(?!线索|台账|清单|整改|导向|楼|矿|企业|食品)(?:还)?(?:主要|大概|大致|共|一共|总共|就|也就|都)?"
        rf"(?:集中在|体现在|表现在|包括|包含|涉及|如下|分别是|有|是|为|出在|在于)*(?:以下|下面|这么|这)?(?:{_COUNT})?(?:呢|吧|了)?[：:，]?(?:分别是|就是|是)?(?P<rest>.*)$"
    ),
    re.compile(
        r"^(?:这次|本次|此次|主要|他们|人家|组里|县里|市里|上面|领导|会上|刚才|今天|这回|又|还|也|就|巡[察视查]组?|▮|组长|反馈会|在|上|对|意见|里|已经|来|情况)*"
        rf"(?:反馈|指出|点出|点到|点了|提出|提到|提了|通报|查出|发现|点名|批评|说|查到|挑出|涉及|反映|讲)(?:到?我?(?:本人)?(?:所)?分管(?:领域|工作|部门)?)?(?:的是|的有|了|的|到|出来?|是|有|我们|主要|情况|意见)*{_OURS}(?:的)?"
        rf"(?:在|主要|存在)*(?:{_COUNT})?(?:的)?(?:问题)?(?:就是|分别是|主要是|是)?[：:，]?(?P<rest>.*)$"
    ),
    re.compile(rf"(?:^|▮)(?:问题)?(?:主要|重点|集中|大概|无非)(?:就)?(?:是|有|在|体现在|说的?是?|表现在|反映在)+(?:说)?{_OURS}(?:在)?(?:{_COUNT})?[：:]?(?P<rest>.*)$"),
    re.compile(rf"^(?:一共|总共|共|就|也就|大概)?(?:有|是)?(?:{_COUNT})(?:方面)?(?:吧|呢)?[：:]?(?P<rest>)$"),
)
_TAIL = re.compile(
    rf"(?:等)?(?:(?P<many>{NUMBER})(?:个|条|项|点|类|方面|块|件)+(?:的)?(?:突出|主要)?(?:问题|事)?|这(?P<these>{NUMBER})(?:个|条|项|点|块|方面|类)+(?:的)?(?:问题)?|(?:这|那)?(?:几|些)(?:个|条|项|点|块|方面)?(?:的)?(?:问题)?|等问题|的问题|(?:都?是|为)?(?:主要|突出)?(?:的)?问题)?"
    r"(?:上)?(?:都|也)?(?:被?(?:点了?名了?|点到了?|点了|指出来?了?|通报了?|批评了?|提出来了?)了?)?(?:吧|呢)?$"
)
_THING = re.compile(r"(?:那|这)(?:个|件)(?:事情?|问题)$|(?:这|那)(?:一)?(?:块|方面|摊)$")
_HEADS = re.compile(
    r"^(?:(?:还有|以及|再就是|再有|另外|此外|第[一二三四五六七八九十]|最后|首先|其次|再次|然后|包括|有|是|就是|存在|主要|还剩下?|剩下|一个是|另一个是|一个|另一个|还|又|也|这次又?提了?|提了|即|说|反馈说|反映|关于|在|呢|了)(?![关所权无]))+[，：]?(?=.{2})"
)
_SELF = re.compile(r"^(?:我们?(?:局|院|校|镇|乡|村|委|办|公司|集团|单位|医院|学校|街道|社区|区|县)?|咱们?(?:局|村|镇|校|院|单位)?)(?:的)?(?=.{3})")
_FIGURE = re.compile(r"[（(，]?(?:涉及|共|有|查出)?(?P<count>\d{1,5}|[一二两三四五六七八九十百]{1,4})(?:余)?(?:起|件|处|户|人次|人|宗|例|份|笔|家|项)[）)]?$")

FAULT = re.compile(
    r"不(?:到位|规范|严|力|实|够|足|及时|精准|透明|清|全|公平|公开|合理|深|紧|细|高|强|彻底|统一|落实|重视|作为|担当|敢|愿|完善|健全|科学|扎实|协调|畅|通|准|明|顺|好|牢|健康|经常|平衡|符|公|见|准确|有效|充分|均衡|牢固)"
    r"|没(?:有|人|签|改|换|打|落|开|做|到|管|建|用|按|跟|抓)|未|无人|缺失|缺位|缺乏|缺少|缺|失效|失察|失管|失范|失真|薄弱|弱化|偏弱|滞后|松(?:散|懈|弛)|把关松|混乱|缓慢|走过场|走形式|流于形式|形式主义|官僚主义|漂浮|拖(?:沓|欠|延|拉)|推诿|扯皮|违规|违纪"
    r"|违法|隐患|漏洞|闲置|造假|有假|虚假|浪费|挪用|矛盾(?:多|大|突出)|两张皮|宽松软|风险|短板|弄虚|随意|截留|挤占|优亲厚友|吃拿卡要|围标|串标|亏损|久拖|照抄|照搬|应付|粗放|冷硬|推绕|居高不下|偏低|偏慢|较慢|老化|脱节|泛化|重\w{1,4}轻\w{1,4}"
    r"|一言堂|有(?:差错|出入|盲区|死角|瑕疵|偏差|欠账|差距|漏项)|出错|过度|滥|空转|超标准|超标|超范围|超期|逾期|堆积|积压|懒政|怠政|庸懒|不了|难|被动|少数人说了算|倒挂|断档|流失|套取|骗取|虚报|冒领|侵占|私分|公款|经商办企业|不.{1,4}$|绕开|绕过|反复|重复|迟迟|瞒报|漏报|打折扣|空白|时断时续|批而未供|冷漠|生硬|有意见|投诉多|形同虚设|摆设|浮于表面|浮在面上|不见面|没人|补录|补签|倒签|代签|吃空饷|超概算|关着门|坏了|账实|迟缓|高于|低于|霸道|关门|摊派|转包|挂证|挂靠|以次充好|反弹|外流|偏高|积压|重复报|近亲属|打招呼|说情|托管|脏$|塌|堵|裂|漏水|渗|虚报|不够用|没比价|不比价|变更多|多报|少报|乱收费|乱罚款|冒名|顶替|账外账|超时|超限|超预算|断档|脏乱|应收|层级多|过多|过少|过低|过高|过慢|不亮|扰民|吃喝|红包|回扣|人情|晚了|(?:慢|差|少|低|松|乱|弱|严重|高|大|多|贵|浅|粗|空|虚)$"
)
"""Words by which a clause is known for a problem where nothing else says so."""

_MARKS = re.compile(r"、|；|(?:，)?(?:以及|还有|再就是|再有|另外还有|另外)|(?<=块)(?=[^\W]{4})|/|\+")
_AND = re.compile(r"(?<=[^\W]{2})(?:(?<!总)和(?![谐平解睦好])|(?<!参)与(?!会)|(?<!不)(?<!涉)(?<!以)及(?![时格其])|跟(?![踪进不]))(?=[^\W]{3})")


def faulty(text: str) -> bool:
    """Return whether one of the clauses of text says a fault."""
    return any(FAULT.search(clause) for clause in re.split("[，、；。]", text))


def opens(text: str) -> tuple[int, int, int | None] | None:
    """Return where the words that open a list of problems begin and end in text, and how many problems they announce."""
    for number, pattern in enumerate(_INTROS):
        if found := pattern.search(text):
            rest = found["rest"].strip(GAP + "：:，、 ")
            many = found.groupdict().get("many") or found.groupdict().get("before")
            if number == 1 and re.match(r"(?:来|会|的?时候|意见$|情况)", rest):
                continue
            if number == 0 and not rest and len(text[: found.start()].strip(GAP)) >= 4 and FAULT.search(text[: found.start()]):
                continue  # 执法不规范的问题: the word closes the list
            if number == 0 and not rest and len(_TAIL.sub("", text).strip(GAP)) >= 4 and not found.group().startswith(("问题", "主要", "反馈", "存在", "这次", "突出", GAP)):
                continue
            return found.start(), found.start("rest"), whole(many) if many else None
    return None


def closing(text: str) -> tuple[str, int | None]:
    """Return text without what closes a list (两个问题, 这几块被点名了), and how many it says there are."""
    found = _TAIL.search(text)
    if not found or found.start() < 2:
        return text, None
    many = found["many"] or found["these"]
    return text[: found.start()].rstrip("，、：的"), whole(many) if many else None


def items(text: str, many: int | None, listed: bool) -> list[str]:
    """Return the problems in a clause; `many` is how many the message announces, `listed` whether it is one entry of a list.

    和 parts two problems only where both sides say a fault, or where the announced number asks for it: 食品安全监管和
    执法不规范两个问题.
    """
    text = text.strip(GAP + " ，、：:；。")
    blocks = [b for b in re.split(r"这(?:一)?块|那(?:一)?块|这方面|那方面", text) if b.strip("和、，及 ")]
    if len(blocks) > 1:
        return [_bare(block.strip("和、，及 ")) for block in blocks]
    if listed:
        return [bare] if (bare := _bare(text)) else []
    pieces = _merged([piece for piece in _MARKS.split(text) if piece.strip()], many)
    found: list[str] = []
    for piece in pieces:
        sides = _AND.split(piece)
        if len(sides) > 1 and ((many and len(pieces) - 1 + len(sides) <= many) or all(FAULT.search(side) for side in sides)):
            found += sides
        elif many and len(pieces) - 1 + 2 == many and len(sides) > 2:
            found += [sides[0], "和".join(sides[1:])]
        else:
            found.append(piece)
    return [bare for piece in found if (bare := _bare(piece))]


def _merged(pieces: list[str], many: int | None) -> list[str]:
    """Return the pieces between 、, those too short to be a problem of their own put back to the next: 转包、挂靠失察."""
    if many == len(pieces):
        return pieces
    found: list[str] = []
    held = ""
    for piece in pieces:
        piece = piece.strip()
        whole_piece = f"{held}、{piece}" if held else piece
        if (len(piece) <= 2 or (len(piece) == 3 and not FAULT.search(piece))) and piece is not pieces[-1]:
            held = whole_piece
            continue
        found.append(whole_piece)
        held = ""
    return found + ([held] if held else [])


def _bare(text: str) -> str:
    """Return a problem without what wraps it: 还有, 是, 那个事, 我们."""
    text = text.strip(GAP + " ，、：:；。.")
    last = None
    while last != text:
        last = text
        text = _SELF.sub("", _HEADS.sub("", text))
        text = _THING.sub("", text)
    return text.strip("“”") if text.count("“") != text.count("”") else text


def unmarked(text: str) -> list[str]:
    """Return the problems of a text without any mark, parted where one fault ends and another subject begins."""
    found: list[str] = []
    start = 0
    for match in FAULT.finditer(text):
        rest = text[match.end() :]
        if match.end() - start >= 6 and len(match.group()) >= 2 and len(rest) >= 6 and FAULT.search(rest) and not re.match(r"的|等|现象|问题|情况|、|和|导|，|以|于", rest):
            found.append(text[start : match.end()])
            start = match.end()
    return [*found, text[start:]]


def valued(text: str) -> str | dict[str, Any]:
    """Return a problem as a brief has it: with its count apart where a figure closes it (执行积压（23件）)."""
    found = _FIGURE.search(text)
    if found and "，" in text[: found.start()] and text[found.start()] not in "，（(":  # the figure of a detail
        return text
    if found and found.start() >= 4 and text[found.start() - 1] not in "了达到过近约用" and (count := whole(found["count"])) and count > 1:
        return {"text": text[: found.start()].rstrip("，、（("), "count": count}
    return text


def plausible(text: str) -> bool:
    """Return whether text can be a problem at all: words enough, and not a line of another kind."""
    if re.search(rf"{NUMBER}[来多]?(?:字|分钟)(?:[左上以之]|$)|^(?:写|来|弄)[个份篇]|{NUMBER}个问题(?:已经?)?(?:整?改|完成)", text):
        return False
    if re.fullmatch(r"(?:存在|有|是)?“?[两二三四五六七八九十]个[^，；、]{2,6}”?", text):
        return False
    if re.match("我(?![们局院校县市镇乡村区司单站所馆中处行厂园社场队部委])", text):
        return False
    letters = re.findall(r"[^\W\d_]", text)
    return len(letters) >= 3 and len(text) <= 400 and bool(re.search(r"[一-鿿]{2}", text))


def sure(text: str) -> bool:
    """Return whether text says a fault so plainly that it is a problem though nothing announces it."""
    return any(len(found.group()) >= 2 or (found.group() in "慢差弱乱松虚少低浅粗空缺未" and len(text) >= 5) for found in FAULT.finditer(text))
