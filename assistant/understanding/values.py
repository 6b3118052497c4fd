"""The values that tagged stretches of a message come to: a name, a team, a length, the findings in a stretch."""

import re

from assistant.understanding import fields, problems
from assistant.understanding.identity import POST
from assistant.understanding.message import Change

_TEAM = re.compile(r"(?P<who>[^\W\d_]*?委)?(?:的)?(?:巡[察视查])?(?:第)?(?P<nth>[一二三四五六七八九十\d]{1,3})(?:巡[察视查])?组?$")


def unit_name(text: str) -> str:
    return re.sub(r"^(?:为|是|叫|系)(?=[一-鿿]{4})", "", text.strip("，。；、：“”\"（）() 的"))


def own_post(post: str, unit: str) -> str:
    """Return a post without the end of the unit's name before it: 宣传部常务副部长 of 县委宣传部."""
    for size in range(min(len(post) - 2, len(unit)), 1, -1):
        if unit.endswith(post[:size]) and re.fullmatch(POST, post[size:]):
            return post[size:]
    bare = re.sub(r"^(?:我们|本|该)?(?:公司|集团|医院|学校|学院|中心|银行|单位|机关)(?=党|[总副]|理事|董事|院长|校长|行长)", "", post)
    return bare if re.fullmatch(POST, bare) else post


def body_told(text: str) -> str:
    found = re.search(r"党工委|党总支|党支部|党组|党委|班子", text)
    return f"代表{found.group()}" if found else ""


def done(text: str) -> str:
    return "到会" if text in ("来", "来听", "在场", "到场") else text


_NUMBER_BEFORE = re.compile(r"^[（(]?(?:\d{1,2}(?:[、.．)）是]|(?=[一-鿿]))|[一二三四五六七八九](?:[、.．)）]|是(?=.{4})))[、：:]?(?![名个项起件家人万年月处户类条次把分])")
_BEFORE = re.compile(r"^(?:另外|还有|再就是|以及|一个是|一类是|一种是|一方面是?|另一方面是?|另一类是|只对|只就|主要是|就是|问题是|包括|剩下的?|还剩|剩)(?=.{4})")


_HEADING = re.compile(r"[^，、；“]{2,8}(?:方面|上的|这块)，(?=[^，]{4})")


def findings(text: str, apart: bool = True) -> list[str]:
    """Return the problems in a stretch: usually one; several where it may come `apart` and each side of a mark says a fault."""
    text = _BEFORE.sub("", _NUMBER_BEFORE.sub("", text.strip("，。；、：（） ")))
    if heading := _HEADING.match(text):
        text = text[heading.end() :]
    if re.fullmatch(r"“[^“”]*”", text):
        text = text[1:-1]
    for mark, other in ("“”", "”“"):
        if text.count(mark) > text.count(other):
            text = text.removeprefix(mark) if mark == "“" and text.startswith(mark) else text.removesuffix(mark)
    pieces = re.split(r"；|、(?![^“]*”)", text)
    if apart and len(pieces) > 1 and all(len(piece) >= 5 and problems.FAULT.search(piece) for piece in pieces):
        return pieces
    return [text] if text else []


def team_name(text: str) -> str:
    text = re.sub(r"^(?:.*(?:被|由|是|请|对)|会上|这次|本次)(?=[省市县区州旗]委)", "", re.sub(r"巡查|寻察", "巡察", text))
    if "组" in text and (found := fields.team(text)):
        return str(found[0].value)
    if (match := _TEAM.fullmatch(text)) and match["who"]:
        word = "巡视" if "巡视" in text else "巡察"
        return f"{match['who']}第{match['nth']}{word}组"
    return text if text.endswith("组") or len(text) < 3 else f"{text}组" if text.endswith(("巡察", "巡视")) else text


def size_told(field: str, text: str) -> Change | None:
    unit = "字" if field == "length" else "分钟"
    for words in (text, f"{text}{unit}", f"字数{text}", re.sub(r"来|多|几|把|左右", "", text) + ("" if unit in text else unit)):
        if (hit := fields.size(words)) and hit[0].field == field:
            return Change(field, "set", hit[0].value, text)
    return None


def kinds_told(texts: list[str], around: list[str]) -> str:
    """Return the kinds of inspection that stretches name, with the theme of a 专项 where the clause tells it."""
    found: list[str] = []
    for text, clause in zip(texts, around, strict=True):
        hit = (fields.inspection(clause) or None) if "专项" in text else None
        hit = hit or fields.inspection(text if re.search(r"巡[察视查]|回头看", text) else f"{text}巡察")
        if theme := re.fullmatch(r"(?P<of>[一-鿿]{2,10}?)(?:领域|系统)?的?专项(?:巡[察视])?", text):
            hit, clause = None, ""
            found += [f"专项（{theme['of']}）"] if f"专项（{theme['of']}）" not in found else []
            continue
        value = str(hit[0].value).replace("（领域）", "") if hit else next(iter(re.findall(r"提级|交叉|专项|常规|回头看|巡视|机动|联动", text)), "")
        found += [value] if value and value not in found else []
    return "＋".join(found)
