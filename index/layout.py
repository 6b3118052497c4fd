"""Tell the lines of speeches from what stands around them: lists of contents, site marks, rules, marks of Markdown.

Everything that is taken away is kept by name, so that no text is lost.
"""

import re
from collections import Counter

import msgspec

from index.documents import Document, LeftOut
from index.found import BLANKS
from index.script import compiled, folded

TOPICS = re.compile(r"^<!--\s*((?:P\d\d\s*)+)-->$")
TITLE = compiled(
    r"^.{0,46}?(?:表态发言|表态讲话|表态|整改发言)(?:稿|材料|提纲)?"
    r"(?:\s*[（(][^）)]{1,24}[）)]|\s*[一二三四五六七八九十\d]{1,2})?$"
)
SALUTATION = compiled(r"^(?!.*[谢请把对让]).{0,40}(?:同志们|领导|同志|老师们?|乡亲们?|代表们?|组长|朋友们|委员|书记)(?:[！!]?\s*[：:]|[！!])$")
_NUMERALS = "一二三四五六七八九十"
HEADING = compiled(
    r"^(?:[一二三四五六七八九]\s*[、．.]|[壹贰叁肆伍陆]、|第[一二三四五六]部分[：:、，\s])\s*"
    r"(?![一二三四五六七八九十]{1,2}[季级类月年号个名位线])(?P<text>[^。！？；]{2,60})(?:。(?P<rest>.*))?$"
)  # 三、四季度各查一次 is no heading
THANKS = compiled(r"谢谢|发言完毕|表态完毕|汇报完毕|再次(?:感谢|表示)|衷心感谢|发言到此|[发表][言态]完了?")
NOT_A_TITLE = ("下面", "现在", "以上", "我", "就此", "这就是", "借此", "在此", "受", "今天我")

_RULE = re.compile(r"-{3,}|\*{3,}|_{3,}")
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+|[>*+-]\s+)|\*\*")
_GAP = re.compile(r"(?<=[^\W\d_a-zA-Z])[ \u3000]+(?=[^\W\d_a-zA-Z])")
_ORNAMENT = r"[#＃=＝*＊★☆◆◇■□●○◎~～\-—–_＿▲△※+]"
_FRAMED = re.compile(rf"^{_ORNAMENT}{{2,}}\s*(?P<text>.*?)\s*{_ORNAMENT}{{2,}}$|^[★☆◆◇■□●◎▲△※]+\s*(?P<after>.+)$")
_BARE = re.compile(rf"^(?:{_ORNAMENT}|\s|\.|…|·){{3,}}$")
_BRACKETED = re.compile(r"^[【\[〔［](?P<text>[^】\]〕］]{1,60})[】\]〕］](?P<rest>.*)$")
_NUMBERED = compiled(
    rf"^(?:第\s*[{_NUMERALS}\d]{{1,3}}\s*篇|篇\s*[{_NUMERALS}\d]{{1,3}}|(?:范文|例文|材料)\s*(?:[{_NUMERALS}\d]{{1,3}}|(?=[:：])))\s*[:：、.．\s]*"
)
_SITE = compiled(
    r"^(?:(?:文章|本文|稿件|资料)?(?:来源|作者|编辑|责任编辑|责编|发布时间|发布日期|发布人|发布单位|点击数?|浏览(?:次数|量)?|阅读(?:次数|量)?|"
    r"字体|字号|上一篇|下一篇|声明|免责声明|版权(?:所有|声明)?|关键词|标签|推荐阅读|相关阅读|温馨提示)\s*[:：].{0,120}"
    r"|(?:首页|您?的?当前位置|您(?:现在)?的位置).{0,60}|.{0,40}(?:https?://|www\.).{0,80}|更多.{0,20}(?:范文|材料|文章).{0,30}|(?:分享到|打印本页|返回顶部|关闭窗口).{0,20})$"
)
_LEADER = re.compile(r"(?:\s*(?:[.．。…·•⋯‥]\s*){2,}|\s*[-—_]{4,}|\s{2,}|\t)\s*[-—(（]?\s*\d{1,4}\s*[-—)）]?$")
_DOTTED = re.compile(r"(?:[.．…·•⋯‥]\s*){3,}[-—(（]?\s*\d{1,4}\s*[)）]?$")
_PAGE = re.compile(r"\s+\d{1,4}$")
_SENTENCE_END = re.compile(r"[。！？；：:!?;，,]$")
_GREETING_WITHIN = compiled(
    r"^(?P<head>[^。！？；：:]{0,60}?(?:表态发言|表态讲话|发言稿|发言)(?:稿|材料)?)?\s*(?P<meta>[（(][^）)]{4,30}[）)])?\s*"
    r"(?P<greet>(?:尊敬的|敬爱的|各位|同志|[^。！？；：:，,、]{0,16}(?:巡察组|巡视组|领导|书记|组长|主任))[^。！？；：:了是把就将]{0,40}?"
    r"(?:同志们?|领导|代表们?|老师们?|乡亲们?|朋友们|组长|巡察组|书记)?(?<=[志领导表师亲友长组记们])[！!]?[：:])\s*(?P<rest>\S.*)$"
)


_LONGEST_MARK = 250
"""Longer lines are prose: no mark is looked for in them, which would take time that grows with the square."""


class Row(msgspec.Struct):
    """A line to be cut: its text, heading level, and whether it was cut out of a longer line; kind is rule or topics."""

    text: str
    level: int = 0
    kind: str = ""
    within: bool = False


def plain(text: str) -> str:
    """Return text with half-width digits and without blanks, to compare titles and look for marks."""
    return re.sub(r"[\s\u3000]", "", text).translate({0xFF10 + i: 48 + i for i in range(10)})


def rows_of(source: Document | str, left: list[LeftOut]) -> list[Row]:
    """Return the lines of source that belong to speeches or to nothing; what is plainly neither goes to left."""
    rows = _of_text(source, left) if isinstance(source, str) else _of_document(source, left)
    rows = _unmarked(rows, left)
    rows = _without_contents(rows, left)
    return _unfolded(rows)


def _of_text(text: str, left: list[LeftOut]) -> list[Row]:
    rows = []
    for raw in text.splitlines():
        line = raw.strip(BLANKS)
        if _RULE.fullmatch(line):
            left.append(LeftOut("分隔线", line))
            rows.append(Row("---", kind="rule"))
        elif TOPICS.match(line):
            rows.append(Row(line, kind="topics"))
        elif line.startswith("<!--"):
            left.append(LeftOut("注释", line))
        elif line:
            marks = _MARKDOWN.findall(line)
            level = len(marks[0].strip()) if marks and marks[0].startswith("#") else 0
            if marks:
                left.append(LeftOut("记号", "".join(marks).strip()))
                line = _MARKDOWN.sub("", line).strip()
            if line:
                rows.append(Row(line, level))
    return rows


def _of_document(document: Document, left: list[LeftOut]) -> list[Row]:
    rows = []
    for line in document.lines:
        if _RULE.fullmatch(line.text):
            left.append(LeftOut("分隔线", line.text))
            rows.append(Row("---", kind="rule"))
        elif document.format == "txt":
            rows += _of_text(line.text, left)
        else:
            rows.append(Row(line.text, line.level))
    return rows


def _unmarked(rows: list[Row], left: list[LeftOut]) -> list[Row]:
    """Take site marks and frames away: ##标题##, 【标题】, ===, 篇一：, 来源：…"""
    found = []
    for row in rows:
        text = row.text
        if not row.kind and len(text) <= _LONGEST_MARK:
            if _SITE.match(text) or _BARE.match(text):
                left.append(LeftOut("网站标记", text))
                continue
            if match := _FRAMED.match(text):
                text = match.group("text") or match.group("after") or ""
            if match := _BRACKETED.match(text):
                inner, rest = match.group("text").strip(), match.group("rest").strip()
                if rest and (titled(rest) or row.level):
                    text = rest
                elif not rest:
                    text = inner if titled(inner) or SALUTATION.match(inner) or HEADING.match(inner) else ""
            if (match := _NUMBERED.match(text)) and (not text[match.end() :] or not _SENTENCE_END.search(text)) and len(text) <= 70:
                text = text[match.end() :]
            if text != row.text:
                lost = Counter(row.text) - Counter(text)
                left.append(LeftOut("网站标记", row.text if not text else "".join(c for c in lost.elements())))
                if not text:
                    continue
        found.append(Row(text, row.level, row.kind))
    return found


def titled(text: str) -> bool:
    """Whether text can be the title of a pledge speech."""
    close = _GAP.sub("", text)
    return bool(TITLE.match(close)) and not folded(text).startswith(NOT_A_TITLE)


def _entry(text: str) -> str:
    """Return the title in an entry of a list of contents, to compare."""
    if len(text) > _LONGEST_MARK:
        return text
    return re.sub(r"^\d{1,2}[.．、]", "", plain(_PAGE.sub("", _LEADER.sub("", text))))


def _without_contents(rows: list[Row], left: list[LeftOut]) -> list[Row]:
    gone: set[int] = set()
    times = Counter(_entry(row.text) for row in rows if not row.kind)
    i = 0
    while i < len(rows):
        heading = re.fullmatch(r"目录|目次|contents", folded(plain(rows[i].text)).strip("【】[]:："), re.I)
        if heading:
            end = _end_of_contents(rows, i + 1)
            gone.update(range(i, end))
            i = max(end, i + 1)
        elif not rows[i].kind and len(rows[i].text) <= _LONGEST_MARK and (
            _DOTTED.search(rows[i].text)
            or (_LEADER.search(rows[i].text) and len(rows[i].text) <= 70 and times[_entry(rows[i].text)] > 1)
        ):
            gone.add(i)
            i += 1
        else:
            i += 1
    kept = [i for i in range(len(rows)) if i not in gone]
    gone |= _repeated(rows, kept)
    if gone:
        left.append(LeftOut("目录", "\n".join(rows[i].text for i in sorted(gone) if not rows[i].kind)))
    return [row for i, row in enumerate(rows) if i not in gone]


def _end_of_contents(rows: list[Row], begin: int) -> int:
    """Return where a list of contents ends: at a line too long for an entry, or at the first title that it lists."""
    seen: set[str] = set()
    paged = False
    i = begin
    while i < len(rows):
        text, key = rows[i].text, _entry(rows[i].text)
        if rows[i].kind == "rule" or len(text) > _LONGEST_MARK:
            break
        numbered = bool(_LEADER.search(text) or _PAGE.search(text))
        if not numbered and (key in seen or len(text) > 60 or _SENTENCE_END.search(text) or (paged and titled(text))):
            break
        paged = paged or numbered
        seen.add(key)
        i += 1
    if i < len(rows) and _entry(rows[i].text) in seen:
        return i
    back = i
    for place in range(i - 1, max(begin, i - 5) - 1, -1):
        if _LEADER.search(rows[place].text) or _PAGE.search(rows[place].text):
            break
        if titled(rows[place].text):
            back = place
            break
    return back


def _repeated(rows: list[Row], kept: list[int]) -> set[int]:
    """Return the lines above the first salutation that are said again below it: a list of contents without its name."""
    first = next((n for n, i in enumerate(kept) if SALUTATION.match(rows[i].text)), 0)
    above = [i for i in kept[:first] if not rows[i].kind and len(rows[i].text) <= 60]
    later = {_entry(rows[i].text) for i in kept[first:]}
    own = next((i for i in reversed(above) if titled(rows[i].text)), above[-1] if above else -1)
    later |= {_entry(rows[own].text)} if own >= 0 else set()
    found = {i for i in above if _entry(rows[i].text) in later and i != own}
    return found if len(found) >= 2 else set()


def _unfolded(rows: list[Row]) -> list[Row]:
    """Break lines that hold more than one part: a salutation run into the opening, headings within a paragraph."""
    found: list[Row] = []
    greeted = False
    for row in rows:
        if titled(row.text):
            greeted = False
        if row.kind or row.level or len(row.text) < 24:
            greeted = greeted or bool(SALUTATION.match(row.text))
            found.append(row)
            continue
        text = row.text
        if not greeted and not HEADING.match(text) and (match := _GREETING_WITHIN.match(text[:300])):
            found += [Row(match.group(name), within=True) for name in ("head", "meta", "greet") if match.group(name)]
            text = text[match.start("rest") :]
            greeted = True
        pieces = _by_headings(text)
        found += [Row(piece, within=len(pieces) > 1 or text != row.text) for piece in pieces]
    return found


def _by_headings(text: str) -> list[str]:
    """Break a line before headings that follow one another within it, and after a heading that blanks end."""
    cuts = []
    at = 0
    begun = re.match(r"([一二三四五六七八])、", text)
    number = _NUMERALS.index(begun.group(1)) + 1 if begun else 0
    while number < 8:
        behind = r"(?<=[。！？”：\s\t])" if number == 0 else r"(?<=[。！？”\s\t])"
        match = re.compile(rf"{behind}{_NUMERALS[number]}、(?=[^。！？；]{{2,60}}[。\s])").search(text, at)
        if match is None and number == 0:
            number, match = 1, re.compile(r"(?<=[。！？”])二、(?=[^。！？；]{2,40}。)").search(text, at)
        if match is None:
            match = re.compile(rf"(?<=[。！？”]){_NUMERALS[number]}、(?=[^。！？；]{{2,40}}$)").search(text, at)
        if match is None:
            break
        cuts.append(match.start())
        at, number = match.end(), number + 1
    pieces = [text[a:b].strip(BLANKS) for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    found: list[str] = []
    for piece in pieces:
        parted = re.match(r"([一二三四五六七八]、[^。！？；\s\u3000]{4,40})[\s\u3000]+(\S.{20,})$", piece)
        found += list(parted.groups()) if parted else [piece]
    return [piece for piece in found if piece]
