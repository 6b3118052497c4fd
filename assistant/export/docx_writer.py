"""Write a speech as a Word file, on the page and in the type of GB/T 9704-2012."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import TYPE_CHECKING, Any

from assistant.export import docx_style as style
from assistant.export import layout
from assistant.export.layout import BODY, HEADING, NUMBER, READING, STANDARD, SUBHEADING, TITLE, Block, Page
from assistant.speech import Speech

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

_FOOT = 7.0
"""Millimetres from the text down to the page number (GB/T 9704-2012, 7.5)."""

_TALL = 200
"""Characters in a cell from which on its row may break over two pages."""

_AUTHOR, _INITIALS = "讲稿出处", "出处"
_NO_DAY = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def docx(
    speech: Speech, *, provenance: bool = False, reading: bool = False, annex: bool = False, name_line: str = ""
) -> bytes:
    """Return the speech as a .docx file; the same arguments give the same bytes.

    `provenance` puts each paragraph's sources beside it as a comment, `reading` makes the copy to read from (large
    type, pages that end with a sentence and say their minutes), `annex` adds the table of problems and measures on
    a page of its own, `name_line` stands under the title, a line each. Control characters are left out. Raises
    DocumentError where an annex is asked for and the speech has no problems.
    """
    page = READING if reading else STANDARD
    rows = layout.annex(speech) if annex else []
    found = layout.blocks(speech, name_line, page)
    document = _empty(page)
    _describe(document, speech)
    for block in layout.reading_pages(found, page) if reading else found:
        paragraph = document.add_paragraph(style=_styled(document, style.STYLES[block.kind]))
        runs = _write(paragraph, block)
        paragraph.paragraph_format.page_break_before = True if block.begins else None
        if provenance and block.sources and runs:
            _comment(document, runs, block.sources)
    _open_under_head(document, page)
    if rows:
        _annex(document, rows, layout.annex_note(speech))
    data = io.BytesIO()
    document.save(data)
    return _packed(data)


def _styled(document: Document, key: str) -> Any:
    from docx.enum.style import WD_STYLE_TYPE

    return document.styles.get_by_id(key, WD_STYLE_TYPE.PARAGRAPH)


def _empty(page: Page) -> Document:
    """Return a document without text: page, grid, styles and page numbers, and nothing of python-docx' template."""
    from docx import Document as new
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn
    from docx.shared import Mm, Twips

    document = new()
    part = document.part
    keep = {KIND.STYLES, KIND.SETTINGS, KIND.THEME, KIND.FONT_TABLE, KIND.CORE_PROPERTIES, KIND.OFFICE_DOCUMENT}
    assert part.package is not None
    for rels in (part.rels, part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype not in keep]:
            del rels[key]
    for kind, xml in ((KIND.STYLES, style.styles(page)), (KIND.SETTINGS, style.settings())):
        root: Any = part.part_related_by(kind).element
        root[:] = list(parse_xml(xml))
    themes: Any = part.part_related_by(KIND.THEME)
    themes._blob = style.theme(themes.blob)
    names: Any = part.part_related_by(KIND.FONT_TABLE)
    names._blob = style.font_table()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Twips(style.twips(page.top)), Twips(style.twips(page.bottom))
    section.left_margin, section.right_margin = Twips(style.twips(page.left)), Twips(style.twips(page.right))
    section.header_distance = Twips(style.twips(15))
    section.footer_distance = Twips(style.twips(page.bottom - _FOOT) - 320)
    section._sectPr.attrib.clear()  # the template's own editing sessions
    pitch, space = style.grid(page)
    for cell in section._sectPr.xpath("w:docGrid"):
        for name, value in (("type", "linesAndChars"), ("linePitch", pitch), ("charSpace", space)):
            cell.set(qn(f"w:{name}"), str(value))
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        _number(footer.paragraphs[0], side)
    return document


def _run(paragraph: Paragraph, text: str, font: str) -> Run:
    """Add a run to paragraph, its font set for all ranges so that “ ” — … · are not set in a Latin one."""
    from docx.oxml import parse_xml

    run = paragraph.add_run(text)
    properties = run._r.get_or_add_rPr()
    properties.insert(0, parse_xml(style.fonts(font).replace("/>", f' xmlns:w="{style.NAMESPACE}"/>')))
    return run


def _write(paragraph: Paragraph, block: Block) -> list[Run]:
    font = style.FONTS.get(block.kind, BODY)
    pieces = ((block.text[: block.lead], SUBHEADING), (block.text[block.lead :], font))
    return [_run(paragraph, text, name) for text, name in pieces if text]


def _open_under_head(document: Document, page: Page) -> None:
    """Leave one line free between the title, with what stands under it, and the text (7.3.2), as spacing."""
    from docx.oxml.ns import qn
    from docx.shared import Twips

    head = [p for p in document.paragraphs if p.style is not None and p.style.style_id in ("Title", "SpeakerLine")]
    for paragraph in head[-1:]:
        paragraph.paragraph_format.space_after = Twips(style.grid(page)[0])
        paragraph._p.get_or_add_pPr().get_or_add_spacing().set(qn("w:afterLines"), "100")


def _number(paragraph: Paragraph, side: str) -> None:
    """Write — 1 — at the outer side, one character in (7.5)."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    right = side == "right"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn(f"w:{side}Chars"), "100")
    indent.set(qn(f"w:{side}"), "280")
    _run(paragraph, "— ", NUMBER)
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), (None, "1"), ("end", "")):
        run = _run(paragraph, text if kind is None else "", NUMBER)
        if kind is None:
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
            element.set(qn("xml:space"), "preserve")
        run._r.append(element)
    _run(paragraph, " —", NUMBER)


def _comment(document: Document, runs: list[Run], lines: tuple[str, ...]) -> None:
    from docx.oxml.ns import qn

    comment = document.add_comment(runs, author=_AUTHOR, initials=_INITIALS)
    del comment._comment_elm.attrib[qn("w:date")]  # the clock: the same speech would give other bytes
    for place, line in enumerate(lines):
        _run(comment.paragraphs[0] if not place else comment.add_paragraph(), line, NUMBER)


def _annex(document: Document, rows: list[tuple[str, list[tuple[str, str, str, str]]]], note: str) -> None:
    """Add the table on a new page, its head repeated on each, a problem's cell over all its measures."""
    from docx.oxml import OxmlElement
    from docx.shared import Mm
    from docx.text.paragraph import Paragraph

    def put(paragraph: Paragraph, key: str, text: str, font: str) -> None:
        paragraph.style = _styled(document, key)
        _run(paragraph, text, font)

    put(document.add_paragraph(), "AnnexLabel", "附件", HEADING)
    put(document.add_paragraph(), "AnnexTitle", layout.ANNEX_TITLE, TITLE)
    table = document.add_table(1 + sum(len(measures) for _, measures in rows), len(layout.ANNEX))
    table.style = document.styles["Table Grid"]
    table.autofit = False
    for column, width in zip(table.columns, layout.ANNEX_WIDTHS, strict=True):
        column.width = Mm(width)
    lines = [(layout.ANNEX, "")]
    for problem, measures in rows:
        joined = ["restart", *["continue"] * (len(measures) - 1)] if len(measures) > 1 else [""]
        lines += [(("" if merge == "continue" else problem, *m), merge) for m, merge in zip(measures, joined, strict=True)]
    for row, (texts, merge) in zip(table.rows, lines, strict=True):
        head = texts is layout.ANNEX
        properties: Any = row._tr.get_or_add_trPr()
        if max(map(len, texts)) < _TALL:
            properties.append(OxmlElement("w:cantSplit"))
        if head:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, text in zip(row._tr.tc_lst, texts, strict=True):
            put(Paragraph(cell.p_lst[0], table), "AnnexHead" if head else "AnnexCell", text, HEADING if head else BODY)
        if merge:
            row._tr.tc_lst[0].vMerge = merge
    put(document.add_paragraph(), "AnnexNote", note, BODY)


def _describe(document: Document, speech: Speech) -> None:
    """Fill the properties: the title and the day that the speech is for, no name of a person or machine."""
    try:
        day = datetime.datetime.fromisoformat(speech.as_of).replace(tzinfo=datetime.UTC)
    except ValueError:
        day = _NO_DAY
    properties = document.core_properties
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.title = layout.legal(speech.title)[:255]
    properties.language = "zh-CN"
    properties.revision = 1
    properties.created = properties.modified = day


def _packed(data: io.BytesIO) -> bytes:
    """Return a package with its entries dated alike, so that the same document has the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(data) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            entry = zipfile.ZipInfo(name)  # dated 1980-01-01
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            after.writestr(entry, before.read(name))
    return packed.getvalue()
