"""The parts of a Word file that hold its type: styles, theme, font table, settings, as XML."""

import re
from xml.sax.saxutils import quoteattr

from assistant.export.layout import BODY, HEADING, NUMBER, STAND_INS, SUBHEADING, TITLE, Page

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

STYLES = {
    "title": "Title", "name": "SpeakerLine", "salutation": "Salutation", "heading": "Heading1", "subheading": "Heading2",
    "body": "BodyText", "rest": "BodyRest", "mark": "ReadingMark",
}  # fmt: skip
"""The style of each kind of block."""

FONTS = {"title": TITLE, "heading": HEADING, "subheading": SUBHEADING, "name": SUBHEADING, "mark": SUBHEADING}
"""The font of each kind of block that is not set as the body is."""

CELL = 12.0
"""Points of the annex table's type (小四)."""


def twips(millimetres: float) -> int:
    """Return millimetres as twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def grid(page: Page) -> tuple[int, int]:
    """Return the line pitch in twips and the space added to a character in 1/4096 point; both rounded to fit."""
    return int(page.down * 20 / page.lines), int((page.across / page.characters - page.size) * 4096 // 1)


def fonts(name: str) -> str:
    """Return the rFonts of a font: all four ranges, and the hint that gives “ ” — … · to the East Asian one."""
    ranges = " ".join(f'w:{kind}="{name}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    return f'<w:rFonts w:hint="eastAsia" {ranges}/>'


def _run(name: str, points: float, space: int = 0) -> str:
    between = f'<w:spacing w:val="{space}"/>' if space else ""
    return f'<w:rPr>{fonts(name)}{between}<w:sz w:val="{points * 2:.0f}"/><w:szCs w:val="{points * 2:.0f}"/></w:rPr>'


def _style(
    key: str, name: str, paragraph: str, run: str, *, based: str = "Normal", after: str = "", kind: str = "paragraph"
) -> str:
    inner = f"<w:pPr>{paragraph}</w:pPr>" if paragraph else ""
    following = f'<w:next w:val="{after}"/>' if after else ""
    own = "" if name.isascii() else ' w:customStyle="1"'
    return (
        f'<w:style w:type="{kind}"{own} w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
        f"{following}<w:qFormat/>{inner}{run}</w:style>"
    )


def styles(page: Page) -> bytes:
    """Return word/styles.xml.

    The page declares its grid of lines and characters, but the styles give the same lines and characters by fixed
    line spacing and by spacing between characters, and do not snap to it: LibreOffice and offices made from it put
    a 16 point character into two cells of 15.79.
    """
    pitch, _ = grid(page)
    # A twentieth of a point less than what fits: LibreOffice rounds up and would put the last character below.
    space = int((page.across / page.characters - page.size) * 20 // 1) - 1
    size = page.size
    exact = f'w:line="{pitch}" w:lineRule="exact"'
    indent = f'<w:ind w:firstLineChars="200" w:firstLine="{round(page.across / page.characters * 40)}"/>'
    flat = f'<w:spacing w:before="0" w:after="0" {exact}/>'
    one_after = f'<w:spacing w:before="0" w:afterLines="100" w:after="{pitch}" {exact}/>'
    small = f'<w:spacing w:before="0" w:after="0" w:line="{CELL * 30:.0f}" w:lineRule="exact"/>'
    default = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts(BODY)}<w:sz w:val="{size * 2:.0f}"/><w:szCs w:val="{size * 2:.0f}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>'
        '<w:widowControl/><w:kinsoku/><w:overflowPunct/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" {exact}/><w:jc w:val="both"/></w:pPr>'
        f"{_run(BODY, size, space)}</w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    centre, left, right = (f'<w:jc w:val="{side}"/>' for side in ("center", "left", "right"))
    keep = "<w:keepNext/><w:keepLines/>"
    following = STYLES["body"]
    own = [
        _style("Title", "Title", f"{keep}{flat}{centre}", _run(TITLE, page.title), after=following),
        _style("SpeakerLine", "发言人", f"{keep}{flat}{centre}", _run(SUBHEADING, size, space), after=following),
        _style("Salutation", "Salutation", f"{flat}{left}", _run(BODY, size, space), after=following),
        _style("BodyText", "Body Text", f"{flat}{indent}", _run(BODY, size, space)),
        _style("BodyRest", "正文接排", flat, _run(BODY, size, space)),
        _style("Heading1", "heading 1", f'{keep}{flat}{indent}<w:outlineLvl w:val="0"/>', _run(HEADING, size, space), after=following),
        _style("Heading2", "heading 2", f'{keep}{flat}{indent}<w:outlineLvl w:val="1"/>', _run(SUBHEADING, size, space), after=following),
        _style("ReadingMark", "读时", f"{flat}{right}", _run(SUBHEADING, 14)),
        _style("Footer", "footer", f'<w:spacing w:before="0" w:after="0" w:line="320" w:lineRule="exact"/>{right}', _run(NUMBER, 14)),
        _style("AnnexLabel", "附件标记", f"<w:keepNext/><w:pageBreakBefore/>{flat}{left}", _run(HEADING, 16)),
        _style("AnnexTitle", "附件标题", f"<w:keepNext/>{one_after}{centre}", _run(TITLE, 22)),
        _style("AnnexCell", "表格正文", f"{small}{left}", _run(BODY, CELL)),
        _style("AnnexNote", "表格附注", f'<w:spacing w:before="120" w:after="0" w:line="{CELL * 30:.0f}" w:lineRule="exact"/>', _run(BODY, CELL), based="AnnexCell"),
        _style("AnnexHead", "表格表头", f"<w:keepNext/>{small}{centre}", _run(HEADING, CELL), based="AnnexCell"),
        _style("CommentText", "annotation text", f'<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>{left}', _run(NUMBER, 10.5)),
        _style("CommentReference", "annotation reference", "", _run(NUMBER, 10.5), based="DefaultParagraphFont", kind="character"),
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{border}</w:tblBorders></w:tblPr></w:style>",
    ]  # fmt: skip
    return f'{_HEAD}<w:styles xmlns:w="{NAMESPACE}">{default}{normal}{"".join(own)}</w:styles>'.encode()


def theme(before: bytes) -> bytes:
    """Return word/theme/theme1.xml: the theme given, its fonts in place of those it has."""
    def scheme(kind: str, name: str) -> str:
        hans = f'<a:font script="Hans" typeface="{name}"/>'
        ranges = "".join(f'<a:{part} typeface="{name}"/>' for part in ("latin", "ea", "cs"))
        return f"<a:{kind}Font>{ranges}{hans}</a:{kind}Font>"

    both = scheme("major", HEADING) + scheme("minor", BODY)
    own = f'<a:fontScheme name="GB/T 9704">{both}</a:fontScheme>'
    changed, many = re.subn(r"<a:fontScheme .*?</a:fontScheme>", own, before.decode(), flags=re.S)
    if many != 1:
        raise ValueError("the theme has no font scheme")
    return changed.encode()


def font_table() -> bytes:
    """Return word/fontTable.xml: each font with the names that may stand in for it."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val={quoteattr(",".join(others))}/><w:charset w:val="86"/>'
        f'<w:family w:val="{"roman" if name in (TITLE, NUMBER) else "modern"}"/><w:pitch w:val="default"/></w:font>'
        for name, others in STAND_INS.items()
    )
    return f'{_HEAD}<w:fonts xmlns:w="{NAMESPACE}">{rows}</w:fonts>'.encode()


def settings() -> bytes:
    """Return word/settings.xml: odd and even pages differ, punctuation keeps its width, no traces of editing."""
    compatibility = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15), ("overrideTableStyleFontSizeAndJustification", 1), ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1), ("differentiateMultirowTableHeaders", 1),
        )
    )  # fmt: skip
    return (
        f'{_HEAD}<w:settings xmlns:w="{NAMESPACE}"><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:spaceForUL/>'
        "<w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:doNotExpandShiftReturn/>"
        f'<w:useFELayout/>{compatibility}</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    ).encode()

