"""Documents out: the Word file's page and type read back, the HTML, the encodings of plain text."""

import datetime
import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from assistant import Assistant, DocumentError, Speech, cli, export
from assistant.export import ENCODINGS, SUFFIXES, Options, layout
from assistant.export.docx_writer import docx
from assistant.export.html_writer import html
from assistant.export.layout import MISSING, PROPOSED, READING, balanced, blocks, name_line, reading_pages
from assistant.speech import Answered, Paragraph, PledgedMeasure, Section, Source
from index import textfile

from .good import BRIEF, WATER

Run = Callable[..., tuple[int, str, str]]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RANGES = ("ascii", "hAnsi", "eastAsia", "cs")
LINE = "云溪县水利局党组书记、局长　林　禾"


@pytest.fixture(scope="module")
def speech(shared_home: Path) -> Speech:
    """A whole draft; two of its problems are replaced so that the annex has every kind of row."""
    drafted = Assistant(home=shared_home, today=lambda: datetime.date(2026, 11, 23)).draft(BRIEF, seed=1)
    measures = (
        PledgedMeasure("供水科", "逐段听漏", "反馈后三十日内", "漏损率公示", "given"),
        PledgedMeasure("分管副局长", "每季度到水厂对一次表", "每季度", "对表记录入档", "proposed"),
    )
    problems = (Answered(WATER, "P1", (2,), measures), Answered("谁也没答的问题", "P2", ()), *drafted.problems[2:])
    return msgspec.structs.replace(drafted, problems=problems)


def opened(data: bytes) -> Any:
    return Document(io.BytesIO(data))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def xml(data: bytes, name: str) -> Any:
    return etree.fromstring(parts(data)[name])


def texts(data: bytes) -> list[str]:
    return [p.text for p in opened(data).paragraphs]


def spoken(data: bytes) -> list[str]:
    """Return the paragraphs under the title and the name."""
    return [p.text for p in opened(data).paragraphs if p.style.style_id not in ("Title", "SpeakerLine")]


def one(text: str, **fields: Any) -> Speech:
    """Return a speech of one paragraph."""
    plain: dict[str, Any] = {"title": "表态发言", "salutation": "同志们：", "opening": (Paragraph(text),), "transition": "", "sections": (), "closing": (), "thanks": ""}
    return Speech(**(plain | fields))


# -- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_is_a4_with_the_standards_margins(speech: Speech) -> None:
    section = opened(docx(speech)).sections[0]
    wanted = {
        "page_width": 210, "page_height": 297, "top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26,
    }  # fmt: skip
    for name, millimetres in wanted.items():
        assert abs(getattr(section, name) - Mm(millimetres)) <= 635, name  # a twentieth of a point


def test_the_page_holds_22_lines_of_28_characters(speech: Speech) -> None:
    data = docx(speech)
    section = opened(data).sections[0]
    cell = section._sectPr.find(qn("w:docGrid"))
    assert cell.get(qn("w:type")) == "linesAndChars"
    down = (section.page_height - section.top_margin - section.bottom_margin) / 12700
    across = (section.page_width - section.left_margin - section.right_margin) / 12700
    assert down // (int(cell.get(qn("w:linePitch"))) / 20) == 22
    assert across // (16 + int(cell.get(qn("w:charSpace"))) / 4096) == 28
    for key in ("Normal", "BodyText", "Heading1", "Heading2", "Salutation"):
        style = next(s for s in xml(data, "word/styles.xml").iter(f"{W}style") if s.get(f"{W}styleId") == key)
        assert style.find(f"{W}pPr/{W}spacing").get(f"{W}line") == "579"
        assert style.find(f"{W}pPr/{W}spacing").get(f"{W}lineRule") == "exact"
        assert across // (16 + int(style.find(f"{W}rPr/{W}spacing").get(f"{W}val")) / 20) == 28


def test_page_numbers_stand_outside_between_dashes(speech: Speech) -> None:
    data = docx(speech)
    document = opened(data)
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        assert paragraph.text == "— 1 —"
        assert "".join(t.text for t in paragraph._p.iter(qn("w:instrText"))).strip() == "PAGE"
        kinds = [f.get(qn("w:fldCharType")) for f in paragraph._p.iter(qn("w:fldChar"))]
        assert kinds == ["begin", "separate", "end"]
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert paragraph._p.pPr.find(qn("w:ind")).get(qn(f"w:{side}Chars")) == "100"
        assert {r._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) for r in paragraph.runs} == {"宋体"}
    assert document.styles["footer"].font.size.pt == 14
    assert section.footer.paragraphs[0].style.style_id == "Footer"


# -- the type ---------------------------------------------------------------------------------------------------------


def test_every_run_has_its_font_for_all_ranges_and_the_hint(speech: Speech) -> None:
    data = docx(speech, provenance=True, annex=True, name_line=LINE)
    seen = 0
    for name, content in parts(data).items():
        if not re.search(r"word/(document|footer\d|comments)\.xml", name):
            continue
        for run in etree.fromstring(content).iter(f"{W}r"):
            if run.find(f"{W}annotationRef") is not None or run.find(f"{W}commentReference") is not None:
                continue
            fonts = run.find(f"{W}rPr/{W}rFonts")
            assert fonts is not None, (name, etree.tostring(run))
            assert fonts.get(f"{W}hint") == "eastAsia"
            assert len({fonts.get(f"{W}{r}") for r in RANGES}) == 1 and fonts.get(f"{W}ascii") in layout.STAND_INS
            seen += 1
    assert seen > 80


def test_each_kind_of_line_has_the_standards_font_and_size(speech: Speech) -> None:
    speech = msgspec.structs.replace(
        speech, closing=(Paragraph("（一）管好水厂"), Paragraph("（二）管好管网。漏了就修，修了再听。"), *speech.closing)
    )
    found = {}
    for paragraph in opened(docx(speech, name_line=LINE)).paragraphs:
        style, faces = paragraph.style, [r._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) for r in paragraph.runs]
        assert style.element.rPr.find(qn("w:rFonts")).get(qn("w:hint")) == "eastAsia"
        found[style.style_id] = (faces[-1], style.font.size.pt, paragraph.style.font.bold)
        if paragraph.text.startswith("（二）"):
            assert [(r.text, f) for r, f in zip(paragraph.runs, faces, strict=True)] == [
                ("（二）管好管网。", "楷体_GB2312"), ("漏了就修，修了再听。", "仿宋_GB2312"),
            ]  # fmt: skip
    assert found == {
        "Title": ("方正小标宋简体", 22, None),
        "SpeakerLine": ("楷体_GB2312", 16, None),
        "Salutation": ("仿宋_GB2312", 16, None),
        "BodyText": ("仿宋_GB2312", 16, None),
        "Heading1": ("黑体", 16, None),
        "Heading2": ("楷体_GB2312", 16, None),
    }


def test_styles_and_theme_name_no_latin_font(speech: Speech) -> None:
    data = docx(speech)
    styles = xml(data, "word/styles.xml")
    for fonts in styles.iter(f"{W}rFonts"):
        assert {fonts.get(f"{W}{r}") for r in RANGES} <= set(layout.STAND_INS)
        assert not [key for key in fonts.attrib if "Theme" in key or "theme" in key]
    assert styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang").get(f"{W}eastAsia") == "zh-CN"
    drawing = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    scheme = xml(data, "word/theme/theme1.xml").find(f".//{drawing}fontScheme")
    assert {e.get("typeface") for e in scheme.iter() if e.get("typeface") is not None} == {"黑体", "仿宋_GB2312"}


def test_the_font_table_names_stand_ins(speech: Speech) -> None:
    rows = {f.get(f"{W}name"): f.find(f"{W}altName").get(f"{W}val") for f in xml(docx(speech), "word/fontTable.xml")}
    assert rows.keys() == layout.STAND_INS.keys()
    assert "FangSong" in rows["仿宋_GB2312"] and "STKaiti" in rows["楷体_GB2312"]


def test_the_body_is_indented_by_characters_and_the_salutation_is_not(speech: Speech) -> None:
    styles = {s.get(f"{W}styleId"): s for s in xml(docx(speech), "word/styles.xml").iter(f"{W}style")}
    for key in ("BodyText", "Heading1", "Heading2"):
        assert styles[key].find(f"{W}pPr/{W}ind").get(f"{W}firstLineChars") == "200"
    assert styles["Salutation"].find(f"{W}pPr/{W}ind") is None
    assert styles["Normal"].find(f"{W}pPr/{W}ind") is None


def test_headings_stay_with_what_follows_and_no_line_stands_alone(speech: Speech) -> None:
    document = opened(docx(speech))
    for key in ("Title", "heading 1", "heading 2"):
        assert next(s for s in document.styles if s.element.find(qn("w:name")).get(qn("w:val")) == key).paragraph_format.keep_with_next
    assert document.styles["Normal"].paragraph_format.widow_control


def test_there_is_no_empty_paragraph_and_a_line_is_free_under_the_title(speech: Speech) -> None:
    for line in ("", LINE):
        paragraphs = opened(docx(speech, name_line=line)).paragraphs
        assert all(p.text for p in paragraphs)
        head = [p for p in paragraphs if p.style.style_id in ("Title", "SpeakerLine")]
        assert [p.paragraph_format.space_after is not None for p in head] == [False] * (len(head) - 1) + [True]
        assert head[-1]._p.pPr.find(qn("w:spacing")).get(qn("w:afterLines")) == "100"


# -- the text ---------------------------------------------------------------------------------------------------------


def test_the_text_read_back_is_the_speech(speech: Speech) -> None:
    data = docx(speech, name_line=LINE)
    assert spoken(data) == speech.lines()
    assert texts(data)[:2] == [speech.title, LINE]


def test_the_name_stands_only_under_the_title(speech: Speech) -> None:
    assert "林" not in "".join(texts(docx(speech)))
    assert [t for t in texts(docx(speech, name_line=LINE)) if "林" in t] == [LINE]


def test_the_line_under_the_title_is_made_of_date_role_and_name() -> None:
    assert name_line("局党组书记、局长", "林禾", "2026年6月18日") == "（2026年6月18日）\n局党组书记、局长　林　禾"
    assert name_line("局长", "欧阳林禾") == "局长　欧阳林禾"
    assert name_line("局长", "", "2026年6月18日") == "（2026年6月18日）"
    assert name_line("局长", " ") == ""


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("在县委巡察反馈会上的表态发言", ["在县委巡察反馈会上的表态发言"]),
        ("云溪县市场监督管理局在县委第三巡察组巡察反馈会上的表态发言", ["云溪县市场监督管理局", "在县委第三巡察组巡察反馈会上的表态发言"]),
        ("在县委第三巡察组巡察云溪县水利局党组情况反馈会上的表态发言", ["在县委第三巡察组巡察云溪县水利局", "党组情况反馈会上的表态发言"]),
    ],
)
def test_a_long_title_is_broken_where_one_would_pause(title: str, lines: list[str]) -> None:
    assert balanced(title, 20) == lines


@pytest.mark.parametrize("title", ["表" * 41, "的" * 300, "A" * 90, "在《关于》上 " * 30, " ", "Ａ１ " * 33])
def test_a_title_of_any_length_loses_nothing_and_fits(title: str) -> None:
    lines = balanced(title, 20)
    assert "".join("".join(lines).split()) == "".join(title.split())
    assert all(sum(0.5 if c.isascii() else 1 for c in line) <= 20 for line in lines)


# -- comments, annex, reading copy ------------------------------------------------------------------------------------


def test_each_paragraph_with_sources_has_them_as_a_comment() -> None:
    sources = (
        Source("brief", "problems[1]"), Source("brief", "present[0]"), Source("measure", "P66-4"), Source("frame", "lead/2"),
        Source("passage", "water#3", "水利局.md", 0.831), Source("model", "某模型"), Source("brief", "problems[1]"),
    )  # fmt: skip
    data = docx(one("改水管。", opening=(Paragraph("改水管。", sources), Paragraph("没有出处。"))), provenance=True)
    (comment,) = opened(data).comments
    assert comment.text.split("\n") == [
        "素材：问题第2条", "素材：到会第1条", "措施库：P66-4", "写法：lead/2", "范文段落：water#3（水利局.md，相近 0.83）", "模型：某模型",
    ]  # fmt: skip
    (start,) = xml(data, "word/document.xml").iter(f"{W}commentRangeStart")
    assert "".join(t.text for t in start.getparent().iter(f"{W}t")) == "改水管。"


def test_comments_leave_the_text_alone_and_name_nobody(speech: Speech) -> None:
    data = docx(speech, provenance=True)
    assert spoken(data) == speech.lines()
    comments = list(opened(data).comments)
    wanted = [p for p in (*speech.opening, *(p for s in speech.sections for p in s.paragraphs), *speech.closing) if p.sources]
    assert len(comments) == len(wanted) + len(speech.sections)
    assert {c.author for c in comments} == {"讲稿出处"} and {c.timestamp for c in comments} == {None}
    assert not list(opened(docx(speech)).comments)


def test_the_annex_holds_every_problem_and_measure(speech: Speech) -> None:
    document = opened(docx(speech, annex=True))
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["反馈问题", "整改措施", "责任人", "时限", "完成标志"]
    assert rows[1] == [WATER, "逐段听漏", "供水科", "反馈后三十日内", "漏损率公示"]
    assert rows[2] == [WATER, f"每季度到水厂对一次表{PROPOSED}", "分管副局长", "每季度", "对表记录入档"]
    assert rows[3] == ["谁也没答的问题", MISSING, "", "", ""]
    assert len(rows) == 1 + sum(max(1, len(a.measures)) for a in speech.problems)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    label = next(p for p in document.paragraphs if p.text == "附件")
    assert label.style.paragraph_format.page_break_before
    assert "拟定" in document.paragraphs[-1].text


def test_an_annex_without_problems_is_refused_in_one_line(speech: Speech) -> None:
    for write in (docx, html):
        with pytest.raises(DocumentError, match="请在素材里写上问题"):
            write(msgspec.structs.replace(speech, problems=()), annex=True)


def test_a_note_says_proposed_only_where_something_is(speech: Speech) -> None:
    given = PledgedMeasure("供水科", "逐段听漏", "六月底前", "公示", "given")
    plain = msgspec.structs.replace(speech, problems=(Answered(WATER, "P1", (2,), (given,)),))
    assert "拟定" not in layout.annex_note(plain)
    assert "拟定" not in "".join(c.text for row in opened(docx(plain, annex=True)).tables[0].rows for c in row.cells)


def test_the_reading_copy_ends_each_page_with_a_sentence_and_its_minutes(speech: Speech) -> None:
    data = docx(speech, reading=True, name_line=LINE)
    paragraphs = opened(data).paragraphs
    marks = [p.text for p in paragraphs if p.style.style_id == "ReadingMark"]
    assert len(marks) >= 5
    assert marks[-1].endswith(f"累计 {speech.minutes:.1f} 分钟")
    said = [p for p in paragraphs if p.style.style_id not in ("Title", "SpeakerLine", "ReadingMark")]
    assert "".join(p.text for p in said) == "".join(speech.lines())
    before_mark = [a for a, b in itertools.pairwise(paragraphs) if b.style.style_id == "ReadingMark"]
    assert all(re.search(r"[。！？：][”’]?$", p.text) for p in before_mark)
    after_mark = [b for a, b in itertools.pairwise(paragraphs) if a.style.style_id == "ReadingMark"]
    assert all(p.paragraph_format.page_break_before for p in after_mark)
    assert sum(bool(p.paragraph_format.page_break_before) for p in paragraphs) == len(marks) - 1
    assert opened(data).styles["Body Text"].font.size.pt == 24


def test_no_reading_page_holds_more_lines_than_fit(speech: Speech) -> None:
    hostile = one("长" * 3000, sections=(Section("题" * 400, (Paragraph("短。"),)), Section("二", ())), thanks="谢谢。")
    for some in (speech, hostile):
        found = reading_pages(blocks(some, LINE, READING))
        lines = 0
        for block in found:
            if block.begins:
                lines = 0
            indent = 2 if block.kind in ("body", "heading", "subheading") else 0
            wide = READING.characters if block.kind != "mark" else 30  # a mark's type is smaller
            lines += sum(-(-(len(line) + indent) // wide) or 1 for line in block.text.split("\n"))
            lines += block.kind == "title"  # the line left free
            assert lines <= READING.lines
        assert "".join(b.text for b in found if b.kind not in ("title", "name", "mark")) == "".join(some.lines())


# -- one file for one speech ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"provenance": True, "annex": True, "name_line": LINE}, {"reading": True}])
def test_the_same_speech_gives_the_same_bytes(speech: Speech, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    first = docx(speech, **options)
    import time

    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert docx(Speech.from_json(speech.to_json()), **options) == first
    assert {i.date_time for i in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_properties_name_nobody_and_are_of_the_meetings_day(speech: Speech) -> None:
    data = docx(speech)
    core = opened(data).core_properties
    assert (core.author, core.last_modified_by, core.comments, core.title) == ("", "", "", speech.title)
    assert core.created == core.modified == datetime.datetime(2026, 6, 18, tzinfo=core.created.tzinfo)
    whole = b"\n".join(parts(data).values()).decode()
    assert not re.search(r"python-docx|Macintosh|rsid|/home/|/root|Company|thumbnail", whole)
    assert docx(msgspec.structs.replace(speech, as_of="没有日期"))


def test_nothing_of_the_template_stays_but_what_is_used(speech: Speech) -> None:
    assert sorted(parts(docx(speech))) == [
        "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels", "word/document.xml",
        "word/fontTable.xml", "word/footer1.xml", "word/footer2.xml", "word/settings.xml", "word/styles.xml",
        "word/theme/theme1.xml",
    ]  # fmt: skip


ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens "
    "kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing "
    "mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden "
    "color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt "
    "vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd "
    "tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal "
    "personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "settings": "writeProtection view zoom removePersonalInformation mirrorMargins defaultTabStop evenAndOddHeaders "
    "characterSpacingControl footnotePr endnotePr compat rsids mathPr themeFontLang clrSchemeMapping decimalSymbol listSeparator",
    "compat": "spaceForUL noColumnBalance balanceSingleByteDoubleByteWidth noExtraLineSpacing doNotLeaveBackslashAlone ulTrailSpace "
    "doNotExpandShiftReturn adjustLineHeightInTable useFELayout compatSetting",
    "font": "altName panose1 charset family notTrueType pitch sig embedRegular",
    "tc": "tcPr p",
    "tbl": "tblPr tblGrid tr",
}  # fmt: skip
"""The order of children that ISO/IEC 29500-1 (transitional) demands; what is not listed may not stand there."""


def disorder(root: Any) -> Iterator[str]:
    """Yield each element whose children stand in another order than the schema's, or are unknown to it."""
    for element in root.iter():
        if not isinstance(element.tag, str) or not element.tag.startswith(W) or (name := element.tag[len(W) :]) not in ORDER:
            continue
        order = ORDER[name].split()
        children = [child.tag.removeprefix(W) for child in element]
        places = [order.index(child) if child in order else -1 for child in children]
        if places != sorted(places) or -1 in places:
            yield f"{name}: {children}"


@pytest.mark.parametrize("options", [{}, {"provenance": True, "annex": True, "name_line": LINE}, {"reading": True, "provenance": True}])
def test_children_stand_in_the_schemas_order(speech: Speech, options: dict[str, Any]) -> None:
    for name, content in parts(docx(speech, **options)).items():
        assert list(disorder(etree.fromstring(content))) == [], name


def test_a_wrong_order_would_be_seen() -> None:
    space = f'xmlns:w="{W[1:-1]}"'
    assert list(disorder(etree.fromstring(f"<w:pPr {space}><w:spacing/><w:keepNext/></w:pPr>")))
    assert list(disorder(etree.fromstring(f"<w:rPr {space}><w:keepNext/></w:rPr>")))


def test_every_style_and_relation_that_is_used_is_there(speech: Speech) -> None:
    found = parts(docx(speech, provenance=True, annex=True, reading=True, name_line=LINE))
    styles = {s.get(f"{W}styleId") for s in etree.fromstring(found["word/styles.xml"]).iter(f"{W}style")}
    used = set()
    for name, content in found.items():
        if name.startswith("word/") and name.endswith(".xml"):
            root = etree.fromstring(content)
            used |= {e.get(f"{W}val") for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next") for e in root.iter(f"{W}{tag}")}
    assert used <= styles
    targets = {r.get("Target") for r in etree.fromstring(found["word/_rels/document.xml.rels"])}
    assert {f"word/{target}" for target in targets} <= found.keys()
    typed = {o.get("PartName") for o in etree.fromstring(found["[Content_Types].xml"])} - {None}
    assert {name.removeprefix("/") for name in typed} <= found.keys()


HOSTILE = [
    "空\x00字\x0b符\x1f和\ufffe\uffff",
    "<w:p>&amp;<script>alert(1)</script> ]]> <!--",
    "{单位}{{ brief }}{% for x in y %}",
    "笑😀脸🇨🇳𠮷",
    "左\u202e右\u200b",
    "行一\n行二\t三\r\n四",
    "忽略以上要求" * 2000,
    " ",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("reading", [False, True])
def test_a_hostile_text_gives_a_valid_file_with_the_same_text(text: str, reading: bool) -> None:
    measure = PledgedMeasure(text, text, text, text)
    hostile = Speech(
        title=text, salutation=text, opening=(Paragraph(text, (Source("passage", text, text, 0.5), Source("brief", f"{text}[{text}")),),),
        transition="", sections=(Section(text, (Paragraph(text),), text), Section("", ()), Section("", (Paragraph(""),))),
        closing=(), thanks=text, problems=(Answered(text, text, (), (measure, measure)),), as_of=text,
    )  # fmt: skip
    data = docx(hostile, provenance=True, annex=True, reading=reading, name_line=text)
    kept = {"".join(layout.legal(line).split()) for line in hostile.lines()}
    marks = {"ReadingMark", "AnnexLabel", "AnnexTitle", "AnnexNote"}
    read = "".join("".join(p.text.split()) for p in opened(data).paragraphs if p.style.style_id not in marks)
    assert all(line in read for line in kept)
    for content in parts(data).values():
        assert list(disorder(etree.fromstring(content))) == []
    parser = HTMLParser()
    parser.feed(html(hostile, annex=True, reading=reading, name_line=text).decode())
    parser.close()


def test_an_empty_speech_gives_a_valid_file() -> None:
    empty = Speech(title="", salutation="", opening=(), transition="", sections=(), closing=(), thanks="")
    assert texts(docx(empty)) == []
    assert html(empty)
    assert docx(empty, reading=True)


# -- HTML -------------------------------------------------------------------------------------------------------------


class Text(HTMLParser):
    """Collects what stands in each paragraph and heading, and every tag and attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag in ("p", "h1", "h2", "h3", "title", "style"):
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self.lines and data.strip():
            self.lines[-1] += data


def test_the_html_holds_the_speech_and_the_page() -> None:
    title = "在县委巡察反馈会上的表态发言"
    plain = one("第一段。", title=title, sections=(Section("认识", (Paragraph("（一）小题。话。"),)),), thanks="谢谢。")
    text = html(plain, name_line=LINE).decode()
    parser = Text()
    parser.feed(text)
    assert parser.lines[0] == title and parser.lines[2:] == [title, LINE, *plain.lines()]
    assert '<html lang="zh-CN">' in text and '<meta charset="utf-8">' in text
    assert "size: 210mm 297mm; margin: 37mm 26mm 35mm 28mm" in text
    assert '<span class="lead">（一）小题。</span>话。' in text
    assert not re.search(r"https?:|url\(|@import|<script|<link", text)


def test_the_html_escapes_what_would_be_markup() -> None:
    evil = "<script>alert(1)</script>&\"'</style>"
    hostile = one(evil, title=evil, salutation=evil, problems=(Answered(evil, "P", (), (PledgedMeasure(evil, evil, evil, evil),)),))
    text = html(hostile, annex=True, name_line=evil).decode()
    parser = Text()
    parser.feed(text)
    assert "script" not in parser.tags
    assert parser.attributes <= {"lang", "charset", "name", "content", "class", "scope", "style", "rowspan"}
    assert text.count("&lt;script&gt;") >= 8 and text.count("</style>") == 1


def test_the_html_has_annex_and_reading_copy_too(speech: Speech) -> None:
    text = html(speech, annex=True, reading=True).decode()
    assert f'<td rowspan="2">{WATER}</td>' in text and text.count('class="mark"') >= 5
    assert f"累计 {speech.minutes:.1f} 分钟" in text and f"每季度到水厂对一次表{PROPOSED}" in text


# -- plain text and the table of writers ------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_plain_text_reads_back_from_every_encoding(speech: Speech, encoding: str, tmp_path: Path) -> None:
    data = export.export(speech, ".txt", Options(encoding=encoding))
    assert (b"\r\n" in data) == (encoding != "utf-8")
    assert data.startswith(b"\xef\xbb\xbf") == (encoding == "utf-8-sig")
    assert data.decode(encoding).replace("\r\n", "\n") == speech.text
    path = tmp_path / "稿.txt"
    path.write_bytes(data)
    assert textfile.read(path)[0].replace("\r\n", "\n").strip() == speech.text.strip()


def test_characters_that_an_encoding_lacks_are_named_and_nothing_is_written() -> None:
    with pytest.raises(DocumentError) as error:
        export.export(one("𠮷祥😀如意"), ".txt", Options(encoding="gbk"))
    assert str(error.value) == "gbk 里没有这些字：𠮷（U+20BB7）、😀（U+1F600）；请改用 --encoding gb18030 或 utf-8，或换掉这些字"
    assert export.export(one("𠮷祥😀如意"), ".txt", Options(encoding="gb18030")).decode("gb18030")


def test_every_suffix_has_a_writer_and_json_reads_back(speech: Speech) -> None:
    assert set(SUFFIXES) == {".txt", ".md", ".docx", ".html", ".json"}
    for suffix in SUFFIXES:
        assert export.export(speech, suffix) == export.export(speech, suffix.upper())
    assert Speech.from_json(export.export(speech, ".json")) == speech
    with pytest.raises(DocumentError, match=r"不会写\.wps的文件；请用 \.txt、"):
        export.export(speech, ".wps")


@pytest.mark.parametrize(
    ("suffix", "options", "says"),
    [
        (".txt", Options(annex=True), ".txt 用不上 --annex；请去掉它，或把文件写成 .docx、.html"),
        (".html", Options(comments=True), ".html 用不上 --comments；请去掉它，或把文件写成 .docx"),
        (".docx", Options(encoding="gbk"), ".docx 用不上 --encoding；请去掉它，或把文件写成 .txt"),
        (".json", Options(name_line=""), ".json 用不上 --name-line；请去掉它，或把文件写成 .docx、.html"),
        (".txt", Options(encoding="big5"), "不认识编码 big5；可写：utf-8、utf-8-sig、gb18030、gbk"),
    ],
)
def test_an_option_that_a_format_cannot_follow_is_refused(speech: Speech, suffix: str, options: Options, says: str) -> None:
    with pytest.raises(DocumentError) as error:
        export.export(speech, suffix, options)
    assert str(error.value) == says


def test_the_parser_knows_the_same_encodings() -> None:
    assert tuple(ENCODINGS) == cli.ENCODINGS


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def draft(run: Run, tmp_path: Path) -> Run:
    path = tmp_path / "素材.json"
    plain = {"单位": "云溪县水利局", "职务": "局党组书记、局长", "姓名": "林禾", "日期": "2026年6月18日", "字数": 600, "问题": [WATER]}
    path.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    return lambda *more: run("draft", path, "--seed", "1", "--no-history", *more)


def test_draft_writes_word_with_the_name_under_the_title(draft: Run, tmp_path: Path) -> None:
    code, out, err = draft("-o", tmp_path / "稿.docx", "--comments", "--annex")
    assert (code, out) == (0, "") and "写到" in err
    data = (tmp_path / "稿.docx").read_bytes()
    assert texts(data)[1:3] == ["（2026年6月18日）", "局党组书记、局长　林　禾"]
    assert "林" not in "".join(spoken(data))
    assert list(opened(data).comments) and opened(data).tables


def test_the_line_under_the_title_may_be_given_or_left_out(draft: Run, tmp_path: Path) -> None:
    draft("-o", tmp_path / "一.docx", "--name-line", "县水利局　林禾")
    draft("-o", tmp_path / "二.docx", "--name-line", "")
    draft("-o", tmp_path / "三.html", "--reading")
    assert texts((tmp_path / "一.docx").read_bytes())[1] == "县水利局　林禾"
    assert texts((tmp_path / "二.docx").read_bytes())[1].endswith("：")
    assert '<p class="name">局党组书记、局长　林　禾</p>' in (tmp_path / "三.html").read_text(encoding="utf-8")


def test_draft_writes_plain_text_for_old_windows_programs(draft: Run, tmp_path: Path) -> None:
    assert draft("-o", tmp_path / "稿.txt", "--encoding", "gb18030")[0] == 0
    assert "　　下面，" in (tmp_path / "稿.txt").read_bytes().decode("gb18030")


def test_a_word_file_that_is_there_is_left_alone_unless_forced(draft: Run, tmp_path: Path) -> None:
    path = tmp_path / "稿.docx"
    path.write_bytes(b"mine")
    assert draft("-o", path)[0] == 2 and path.read_bytes() == b"mine"
    assert draft("-o", path, "--force")[0] == 0 and texts(path.read_bytes())


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--annex",), "--annex 要同 -o 稿.docx 一起用"),
        (("-o", "提纲.yaml", "--plan", "--reading"), "--reading 要同 -o 稿.docx 一起用，不能同 --plan 一起用"),
        (("-o", "稿.md", "--comments"), ".md 用不上 --comments"),
        (("-o", "稿.doc"), "不会写.doc的文件；请用 .txt、.md、.docx、.html、.json"),
        (("-o", "稿.docx", "--plan"), "不会写.docx的文件；请用 .yaml"),
        (("-o", "稿.txt", "--encoding", "big5"), "可选"),
    ],
)
def test_what_does_not_go_together_is_refused_before_writing(draft: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], says: str) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = draft(*more)
    assert (code, out) == (2, "") and says in err and len(err.strip().splitlines()) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["素材.json"]
