"""What is true of each clause of a request, for the field that tells what it is for."""

from __future__ import annotations

import re

from assistant.revising.asking import RULES, Clause
from assistant.revising.ruling import read_clause
from assistant.tagging.sequence import Features

_QUOTE = re.compile(r"“[^“”\n]{1,400}”")
_NUMBER = re.compile(r"[一二两三四五六七八九十百千半\d]+")
_PARTS = (
    ("T", r"总?标题|题目|大标题|小标题"), ("S", r"第?[一二三1-3](?:个|大)*(?:部分|块|大块|章)|[一二三](?:里面|里边|里头|里)|认识(?:那|这)?部分|整改(?:那|这)?部分|成果(?:那|这)?部分"), ("O", r"开头|开场白?|开篇|起头|引言"),
    ("C", r"结尾|收尾|结束语|结语|末尾|最后一?段|末了"), ("P", r"第?[一二三四五六七八九\d]+(?:个|自然)*段|头一段|那一?段|这一?段"), ("I", r"第[一二三四五六七八九\d]+(?:条|点|项)|[一二三四五][是要]那?条?|那一?条|这一?条"), ("A", r"称呼|抬头|称谓"),
)  # fmt: skip
_PLACES = tuple((mark, re.compile(pattern)) for mark, pattern in _PARTS)
_LOOKS = (
    ("minutes", re.compile(r"[一二两三四五六七八九十半\d]+(?:来|多)?分钟")), ("words", re.compile(r"[一二两三四五六七八九十百千\d]+(?:来|多|几)?个?字")), ("post", re.compile(r"书记|[局院校镇乡县区市厅科处部组村]长|主任|主席|经理")), ("colon", re.compile("[：:]")),
    ("to", re.compile(r"改成|改为|换成|换为|写成|写为|应为|叫作?|统一[叫用为]")), ("out", re.compile(r"删|去掉|拿掉|不要|去了|砍|撤")), ("neg", re.compile(r"不|别|没|莫|无")), ("too", re.compile(r"太|有点|过于|偏")), ("more", re.compile(r"再|更|一些|一点|点$|些$")),
    ("ask", re.compile(r"[吗呢吧]$|能不能|行不行|可以")), ("who", re.compile(r"领导|书记|局长|院长|主任|他|上面|我们")),
)  # fmt: skip
_VERBS = tuple((kind, re.compile(words)) for kind, words in (
    ("length", r"短|压|缩|精简|精炼|砍|减|瘦|扩|加长|拉长|展开|多写|长点|长些|一半|念不完|字数|篇幅|啰嗦|分钟|个?字"),
    ("specific", r"具体|细|实一?[点些]|落实到|谁|什么时候|责任人|时限|展开|充实|干货|虚|空|笼统"),
    ("rewrite", r"重写|换个说法|换种|换个写法|顺一|顺顺|改写|重新写|另写|拗口|别扭|绕"),
    ("tone", r"语气|口气|口吻|硬|软|官腔|官话|朴实|庄重|正式|口语|实在|干脆|文绉|平实|严肃|亲切|诚恳"),
    ("delete", r"删|去掉|拿掉|划掉|抹掉|去了|不提|别提|撤掉|拿走|砍掉|剔"), ("replace", r"改成|改为|换成|换为|应为|应是|写成|统一|写错|错了|改作|叫"), ("heading", r"标题|题目"),
    ("keep", r"别动|不动|不要动|保留|留着|不变|照旧|不改|原样|别碰"), ("undo", r"撤|退回|恢复|还原|回到|上一版|刚才|原来"), ("again", r"换一版|重来|再来|另来|重新来|换一篇|再写一"),
    ("ban", r"别出现|不要出现|不许|别用|不要用|字眼|避开|不准"), ("thanks", r"谢|客套|客气"), ("slogan", r"口号|套话|空话|大话|豪言|高调"), ("time", r"时间|时限|期限|日期|几月|节点|天数"),
    ("role", r"我是|身份|职务|书记|局长|副局长|第一责任人|发言人|替我|由我"), ("leader", r"领导|县长|部长|讲话|到会|常委"), ("order", r"最前|往前|提到|挪|先讲|先说|放前|开头讲|排第一|前移|调到"),
    ("measure", r"措施|办法|法子|招|做法|由.{1,8}(?:负责|牵头|来办)|每[天周月季年]"), ("insert", r"加一句|补一句|添一句|插一句|写上|加上|补上|写进|放进|后面加|加句|加进"),
    ("problem", r"问题|漏|反馈|指出|点到|巡察组说"), ("salutation", r"称呼|抬头|尊敬的"), ("meeting", r"会议|会名|推进会|反馈会|部署会"), ("date", r"\d月|\d号|日期|改期|周[一二三四五六日]"), ("sign", r"落款|署名|署"),
    ("team", r"巡[察视]组|组名"), ("short", r"简称|全称|我局|我院|自称"), ("cannot", r"翻译|英文|诗|PPT|表格|附|字体|加粗|打印|发给|排版|存成|查一下|合并|押韵|图|多少"),
))  # fmt: skip
"""Words that are of one kind more than of others: of the clause itself, and of its neighbours."""
_ASKING = re.compile(r"[改换删加补压缩砍调]|写成|去掉|拿掉|不要|别|请|帮|给我|能不能|重")
_OPENERS = re.compile(r"(?:也|就|都|再|请|把|将|那个|那|这个|这|然后|还有|另外|最后|我|我们|他|局长|书记|领导)+")


def features(pieces: list[str]) -> Features:
    """Return what is true of each clause, and of its neighbours in short."""
    bare = [_bare(piece) for piece in pieces]
    ruled = [_ruled(piece) for piece in pieces]
    looks = [[name for name, pattern in _LOOKS if pattern.search(piece)] for piece in pieces]
    verbs = [[kind for kind, words in _VERBS if words.search(piece)] for piece in pieces]
    asks = [bool(_ASKING.search(piece)) for piece in pieces]
    found = []
    for i, text in enumerate(bare):
        padded = f"^{text}$"
        here = ["1", f"many:{min(len(pieces), 4)}", f"at:{min(i, 3)}", f"last:{i == len(pieces) - 1}", f"size:{min(len(text) // 4, 6)}"]
        for n in (1, 2, 3, 4):
            here += dict.fromkeys(f"{n}:{padded[k : k + n]}" for k in range(len(padded) - n + 1))
        here += [f"head:{text[:2]}", f"tail:{text[-2:]}", f"tail3:{text[-3:]}"]
        here += [f"look:{name}" for name in looks[i]]
        here += [f"look2:{a}.{b}" for a in looks[i] for b in looks[i] if a < b]
        here += ruled[i]
        here += [f"mark:{mark}" for mark in sorted({c for c in text if c in "TSOCPIAQN"})]
        for step, name in ((-1, "before"), (1, "after")):
            if 0 <= i + step < len(pieces):
                near = bare[i + step]
                here += [f"{name}:{near[k : k + 2]}" for k in range(len(near) - 1)] if len(near) < 16 else []
                here += [f"{name}.look:{look}" for look in looks[i + step]]
                here += [f"{name}.{rule}" for rule in ruled[i + step]]
        here += _of_verbs(i, pieces, bare, verbs, asks)
        found.append(list(dict.fromkeys(here)))
    return found


def _of_verbs(i: int, pieces: list[str], bare: list[str], verbs: list[list[str]], asks: list[bool]) -> list[str]:
    """Return what the words that are of one kind tell of a clause among its neighbours."""
    here = [f"v:{name}" for name in verbs[i]] + [f"v.ask:{name}.{asks[i]}" for name in verbs[i]] + [f"ask:{asks[i]}"]
    here += [f"anyask:{any(asks)}", f"onlyask:{asks[i] and sum(asks) == 1}", f"askafter:{any(asks[i + 1 :])}", f"askbefore:{any(asks[:i])}"]
    for step, name in ((-2, "bb"), (-1, "b"), (1, "a"), (2, "aa")):
        if not 0 <= i + step < len(pieces):
            here.append(f"{name}.none")
            continue
        here += [*(f"{name}.v:{one}" for one in verbs[i + step]), f"{name}.ask:{asks[i + step]}"]
        if abs(step) == 1:
            near = bare[i + step]
            here += [f"{name}.ask2:{asks[i]}.{asks[i + step]}", *(f"vv{name}:{one}.{other}" for one in verbs[i] for other in verbs[i + step])]
            here += [f"{name}.head:{near[:2]}", f"{name}.tail:{near[-2:]}", f"{name}.size:{min(len(near) // 4, 6)}", *(f"{name}.mark:{mark}" for mark in sorted(set(near) & set("TSOCPIAQN")))]
    opener = _OPENERS.match(pieces[i])
    here.append(f"lead:{opener.group() if opener else ''}")
    return here + [f"sk:{bare[i][k]}{bare[i][k + 2]}" for k in range(len(bare[i]) - 2)]


def _ruled(piece: str) -> list[str]:
    """Return which rules of asking find something in a clause, and what they understand it for."""
    clause = Clause.of(piece)
    read, _ = read_clause(clause, [], None, None)
    found = [f"rule:{place}" for place, (pattern, _) in enumerate(RULES) if pattern.search(clause.text)]
    return [*found, *(f"read:{kind}" for kind in sorted({request.kind for request in read}) or ["nothing"])]


def _bare(piece: str) -> str:
    """Return a clause with its quotes, places and numbers as single marks."""
    text = _QUOTE.sub("Q", piece)
    for mark, pattern in _PLACES:
        text = pattern.sub(mark, text)
    return _NUMBER.sub("N", text)
