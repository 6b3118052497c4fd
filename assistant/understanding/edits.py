"""What a message corrects in the brief so far: entries taken out or changed, values called wrong."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from assistant.understanding.message import Change
from assistant.understanding.numerals import NUMBER, whole


class Edit(msgspec.Struct, frozen=True):
    """A correction: its changes, what of the clause is still to be read, whether problems that follow replace the old."""

    changes: tuple[Change, ...] = ()
    rest: str = ""
    leftover: tuple[str, ...] = ()
    anew: bool = False
    opens: bool = False


_ASIDE = r"^(?:那|哦|嗯|对了|另外|还有|请|麻烦|再|帮我|就|把|将|问题|里面?|的|，)*"
_OUT = r"(?:去掉|删掉|删去|删除|去除|拿掉|划掉|取消|不要|不写|去了|删了|删)"
_NTH = rf"第(?P<nth>{NUMBER})(?:个|条|项|点)(?:的)?(?:问题)?|(?P<last>最后(?:一)?(?:个|条|项|点)(?:问题)?)"
_REMOVE = (
    re.compile(rf"{_ASIDE}{_OUT}(?:了)?(?:{_NTH}|(?P<about>[^，。]{{2,16}}?)(?:那|这)(?:个|一?条|一?项|一?点)(?:问题)?)(?:吧|了)?$"),
    re.compile(rf"{_ASIDE}(?:{_NTH}|(?P<about>[^，。]{{2,16}}?)(?:那|这)(?:个|一?条|一?项|一?点)(?:问题)?)(?:给|都|可以|还是)?{_OUT}(?:掉)?(?:吧|了)?$"),
)
_REPLACE = re.compile(rf"{_ASIDE}(?:{_NTH})(?:应该|应)?(?:改成|改为|换成|是|改)(?P<text>.{{3,}})$")
_ADD = re.compile(rf"^(?:那|哦|嗯|对了|另外|还有|请|麻烦|帮我)*(?:再|还要?|另外|要)?(?:加|添|补|增加|补充|添加|加上|补上|加进)(?:上|入|进)?(?:{NUMBER})?(?:个|条|项)?(?:问题)(?:[：:，]|是|，)*(?P<text>.*)$")
_ADD_MORE = re.compile(r"^(?:那|哦|嗯|对了|另外|还有|请|麻烦|帮我)*(?:问题)?(?:再|还要|还得)(?:加上?|补上?|增加|补充)(?!一?[些点句段])(?P<text>.{4,})$")
_ADD_ONE = re.compile(rf"^(?:那|哦|嗯|对了|另外|还有|请|麻烦|帮我)*(?:再|还要|另外)?(?:加|添|补|增加|补充|添加)(?:上|入|进)?{NUMBER}(?:个|条|项|点)[：:，]?(?P<text>.*)$")
_ANEW = re.compile(r"^(?:把)?(?:全部|所有)?问题(?:都|全部|重新)?(?:改成|改为|换成|换为|重列|重新列|改一下|应该是|更正为)(?:了)?[：:，]?(?P<text>.*)$")
_WRONG = re.compile(
    r"^(?:不对|不是(?:的|这样)?|错了|说错了|写错了|搞错了|更正(?:一下)?|纠正(?:一下)?|(?:刚才)?(?:单位|职务|身份|日期|时间|巡察组|组|字数|问题|名称|名字|全称|姓名)(?:名称?)?(?:写|说|搞|填|弄|打)?(?:错了|不对|有误))(?:吧|啊|哈)?$"
)
_TURNED = re.compile(r"^(?:把)?(?P<old>[^，。]{2,24}?)(?:改成|改为|换成|改到|改在|推迟到|提前到)(?P<new>.{2,40})$")
_FIELD = {"单位": "单位是", "单位名称": "单位是", "职务": "我是", "身份": "我是", "日期": "", "会议": "", "时间": "", "会期": "", "开会时间": "", "会议时间": "", "巡察组": "", "语气": "语气", "口号": "口号是", "字数": "字数", "篇幅": "字数", "时长": "", "姓名": "姓名是", "分管": "分管", "重点工作": "重点工作是"}


def edit(text: str, known: Mapping[str, Any], sofar: list[str]) -> Edit | None:
    """Return the correction that a clause makes, None where it makes none; `sofar` are the problems of this message."""
    if _WRONG.match(text):
        return Edit(anew=text.startswith("问题"))
    have = [*(known.get("problems") or [])]
    if found := _ANEW.match(text):
        return Edit(rest=found["text"], anew=True, opens=True)
    for pattern in (_ADD, _ADD_ONE, _ADD_MORE):
        if found := pattern.match(text):
            if re.match(r"句|段|字|分钟", found["text"]):
                continue
            return Edit(rest=found["text"], opens=True)
    if found := _REPLACE.match(text):
        at = _place(found, have)
        if at is None:
            return Edit(leftover=(text,)) if have and not sofar else None
        return Edit((Change("problems", "set", [*have[:at], found["text"].strip("：:，“”"), *have[at + 1 :]], text),))
    for pattern in _REMOVE:
        if found := pattern.match(text):
            if found["about"] and not have:
                return None
            at = _place(found, have)
            if at is None:
                return Edit(leftover=(text,))
            return Edit((Change("problems", "remove", _text(have[at]), text),))
    if found := _TURNED.match(text):
        old = re.sub(r"^(?:把|将)", "", found["old"])
        if old in _FIELD:
            return Edit(rest=_FIELD[old] + found["new"])
        if any(old in str(value) or str(value) in old for value in known.values() if isinstance(value, str) and value):
            role = str(known.get("role") or "")
            return Edit(rest=("我是" if role and old in role else "") + found["new"])
    return None


def _place(found: re.Match[str], have: list[Any]) -> int | None:
    """Return which of the problems a match means; None where it is none or could be several."""
    groups = found.groupdict()
    if groups.get("last"):
        return len(have) - 1 if have else None
    if groups.get("nth"):
        number = whole(groups["nth"])
        return number - 1 if number and 1 <= number <= len(have) else None
    about = groups.get("about") or ""
    matching = [at for at, entry in enumerate(have) if about in _text(entry)]
    return matching[0] if len(matching) == 1 else None


def _text(entry: Any) -> str:
    return str(entry["text"]) if isinstance(entry, dict) else str(entry)
