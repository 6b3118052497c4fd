"""Documents are read as they show, and what cannot be read is refused with one line that says what to do."""

import io
import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from index import documents, package, pdf_reader
from index.documents import Document, Line, from_bytes, read_document
from index.errors import CorpusError
from tests.papers import W, assembled, docx_of, pdf, typeset

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def left(document: Document) -> dict[str, str]:
    return {one.what: one.text for one in document.left_out}


def zipped(**parts: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


# -- Word -------------------------------------------------------------------------------------------------------------


def test_a_deleted_word_is_not_read_and_an_inserted_one_is() -> None:
    found = from_bytes(docx_of(
        "<w:p><w:r><w:t>整改</w:t></w:r><w:ins><w:r><w:t>马上</w:t></w:r></w:ins><w:del><w:r><w:delText>慢慢</w:delText></w:r></w:del><w:r><w:t>办</w:t></w:r></w:p>"
    ), "稿.docx")  # fmt: skip
    assert (texts(found), left(found)) == (["整改马上办"], {"已删除的修订": "慢慢"})
    assert found.notes == ("没有读入：已删除的修订 2 字",)


def test_paragraphs_whose_mark_between_them_is_deleted_are_one() -> None:
    body = p("先认账，", "<w:rPr><w:del/></w:rPr>") + p("再对账。")
    assert texts(from_bytes(docx_of(body), "稿.docx")) == ["先认账，再对账。"]


def test_what_stands_in_the_margins_is_left_out_by_name() -> None:
    part = f'<w:x xmlns:w="{W}">{{}}</w:x>'
    found = from_bytes(docx_of(
        p("正文"), header1=part.format(p("页眉")), footer1=part.format(p("— 1 —")), comments=part.format(p("这里再想想")), footnotes=part.format(p("注一")),
    ), "稿.docx")  # fmt: skip
    assert texts(found) == ["正文"]
    assert left(found) == {"批注": "这里再想想", "页眉页脚": "— 1 —\n页眉", "脚注": "注一"}


def test_hidden_text_is_left_out_by_name() -> None:
    found = from_bytes(docx_of(p("正文") + "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗语</w:t></w:r></w:p>"), "稿.docx")
    assert (texts(found), left(found)) == (["正文"], {"隐藏文字": "暗语"})


def test_a_text_box_is_read_once_below_its_paragraph() -> None:
    box = "<w:txbxContent>" + p("框里") + "</w:txbxContent>"
    both = f'<mc:AlternateContent xmlns:mc="m"><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>'
    body = f"<w:p><w:r><w:t>框外</w:t>{both}</w:r></w:p>" + p("下文")
    assert texts(from_bytes(docx_of(body), "稿.docx")) == ["框外", "框里", "下文"]


def test_tables_keep_their_order_and_their_rows() -> None:
    cell = "<w:tc>{}</w:tc>".format
    row = f"<w:tr>{cell(p('序号'))}{cell(p('问题'))}</w:tr><w:tr>{cell(p('上') + p('下'))}{cell(p('右'))}</w:tr>"
    assert texts(from_bytes(docx_of(p("前") + f"<w:tbl>{row}</w:tbl>" + p("后")), "稿.docx")) == ["前", "序号\t问题", "上", "下", "右", "后"]


def test_a_soft_break_parts_lines_and_a_tab_stays() -> None:
    body = "<w:p><w:r><w:t>在反馈会上的</w:t><w:br/><w:t>表态</w:t><w:tab/><w:t>发言</w:t></w:r></w:p>"
    assert texts(from_bytes(docx_of(body), "稿.docx")) == ["在反馈会上的", "表态\t发言"]


def numbering(*levels: tuple[str, str]) -> str:
    rows = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>' for i, (form, text) in enumerate(levels)
    )  # fmt: skip
    return f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="7">{rows}</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'


def listed(text: str, level: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>')


def test_automatic_numbers_stand_in_the_text() -> None:
    body = listed("认账") + listed("食堂", 1) + listed("账目", 1) + listed("改账") + listed("采购", 1) + listed("条目", 2)
    parts = numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%1.%3."))
    found = from_bytes(docx_of(body, numbering=parts), "稿.docx")
    assert texts(found) == ["一、认账", "（一）食堂", "（二）账目", "二、改账", "（一）采购", "二.1.条目"]
    assert found.notes == ("补上了 Word 自动编号 6 处",)


def test_numbers_above_ten_are_counted_in_chinese() -> None:
    found = from_bytes(docx_of(listed("事") * 21, numbering=numbering(("japaneseCounting", "%1、"))), "稿.docx")
    assert [texts(found)[i] for i in (9, 10, 19, 20)] == ["十、事", "十一、事", "二十、事", "二十一、事"]


def test_a_bullet_adds_nothing() -> None:
    assert texts(from_bytes(docx_of(listed("事"), numbering=numbering(("bullet", "●"))), "稿.docx")) == ["事"]


def test_levels_come_from_styles_their_ancestors_and_outlines() -> None:
    style = '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="{1}"/>{2}</w:style>'.format
    styles = f'<w:styles xmlns:w="{W}">' + style("a", "Title", "") + style("b", "heading 2", "") + style("c", "我的标题", '<w:basedOn w:val="b"/>') + "</w:styles>"
    marks = ["<w:pStyle w:val='a'/>", "<w:pStyle w:val='b'/>", "<w:pStyle w:val='c'/>", "<w:outlineLvl w:val='0'/>", ""]
    found = from_bytes(docx_of("".join(p("题", mark) for mark in marks), styles=styles), "稿.docx")
    assert [line.level for line in found.lines] == [1, 2, 2, 1, 0]


def test_styles_based_on_each_other_end() -> None:
    style = '<w:style w:styleId="{0}"><w:basedOn w:val="{1}"/></w:style>'.format
    styles = f'<w:styles xmlns:w="{W}">{style("a", "b")}{style("b", "a")}</w:styles>'
    assert texts(from_bytes(docx_of(p("正文", "<w:pStyle w:val='a'/>"), styles=styles), "稿.docx")) == ["正文"]


# -- PDF --------------------------------------------------------------------------------------------------------------

LINES = [
    "在县委巡察反馈会上的表态发言",
    "各位领导，同志们：",
    *[f"第{i}处水渠，年前清完淤，清到哪一段就在哪一段立牌，牌上写明谁来管，浇地的人一看便知，有话可以直接打上面的电话。" for i in range(1, 13)],
]


def test_printed_lines_are_paragraphs_again_across_pages() -> None:
    found = from_bytes(pdf(typeset(LINES, header="云溪县水利局")), "稿.pdf")
    assert texts(found) == LINES and found.lines[0].level == 1
    assert left(found) == {"页眉页脚": "云溪县水利局\n云溪县水利局", "页码": "— 1 —\n— 2 —"}


@pytest.mark.parametrize("encoding", ["UniGB-UCS2-H", "UniGB-UTF16-H", "GBK-EUC-H"])
def test_the_encodings_of_chinese_fonts_are_known(encoding: str) -> None:
    assert texts(from_bytes(pdf(typeset(LINES), encoding), "稿.pdf")) == LINES


def test_a_pdf_without_indents_ends_paragraphs_at_sentences() -> None:
    page = [(80.0, 700.0 - 29 * i, 16.0, text) for i, text in enumerate(["水渠清到末梢，立牌写明谁管，", "年前办完，逐处打电话核实。", "食堂验货单贴在门口，谁都看"])]
    assert texts(from_bytes(pdf([page]), "稿.pdf")) == ["水渠清到末梢，立牌写明谁管，年前办完，逐处打电话核实。", "食堂验货单贴在门口，谁都看"]


def test_a_page_without_text_among_others_is_named() -> None:
    assert from_bytes(pdf([[(80, 700, 16, "各位领导：")], []]), "稿.pdf").notes == ("第 2 页没有文字层，多半是图片，没有读",)


# -- web pages, Markdown, text ----------------------------------------------------------------------------------------


def test_a_web_page_is_read_as_it_shows() -> None:
    page = "<html><head><title>网</title></head><body><h2>一、认账</h2><p>先<b>认</b>账。<br>再改。</p><ol start=3><li>验货<li>公示</ol><div hidden>藏</div><script>x()</script></body></html>"
    found = from_bytes(page.encode(), "页.html")
    assert found.lines == (Line("一、认账", 2), Line("先认账。"), Line("再改。"), Line("3. 验货"), Line("4. 公示"))
    assert left(found) == {"网页标题栏": "网", "隐藏文字": "藏", "网页脚本": "x()"}


@pytest.mark.parametrize(("encoding", "said"), [("gbk", "gb2312"), ("gb18030", "gbk"), ("big5", "big5"), ("utf-8", "gb2312")])
def test_a_web_page_is_read_whatever_it_declares(encoding: str, said: str) -> None:
    page = f"<html><head><meta charset={said}></head><body>{'<br>' * 5000}<p>各位好，今天的事今天做完</p></body></html>"
    assert texts(from_bytes(page.encode(encoding), "页.htm")) == ["各位好，今天的事今天做完"]


def test_markdown_marks_are_levels_and_left_out() -> None:
    found = from_bytes("# 表态发言\n\n## 一、认账 ##\n- **先**认账\n<!-- 待核 -->\n---\n末尾\n".encode(), "稿.md")
    assert found.lines == (Line("表态发言", 1), Line("一、认账", 2), Line("先认账"), Line("---"), Line("末尾"))
    assert set(left(found)) == {"注释", "Markdown 记号"}


def test_big5_is_recognised() -> None:
    text = "各位領導，同志們：今天的會議上，巡察組反饋了意見，我們虛心接受，馬上整改。"
    found = from_bytes(text.encode("big5"), "稿.txt")
    assert (found.text, found.encoding) == (text, "big5")


def test_the_kind_of_file_is_seen_by_its_content() -> None:
    found = from_bytes("各位领导：\n好。".encode("gbk"), "稿.docx")
    assert (found.format, found.encoding) == ("txt", "gb18030") and "内容却是文本" in found.notes[-1]
    assert from_bytes(docx_of(p("正文")), "稿.txt").format == "docx"


# -- bad input --------------------------------------------------------------------------------------------------------

_BOMB = f'<!DOCTYPE a [<!ENTITY x "整改整改"><!ENTITY y "&x;&x;&x;&x;">]><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&y;</w:t></w:r></w:p></w:body></w:document>'
_OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
_PICTURE = '<w:p><w:r><w:drawing><a:blip xmlns:a="a"/></w:drawing></w:r></w:p>'
_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def _page(contents: bytes, more: bytes = b"") -> bytes:
    return assembled([_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R" + more + b">>", contents])


def _calling_itself() -> bytes:
    """A PDF whose page draws a form that draws ten, which draw ten each, thirty deep."""
    objects = [_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</A 5 0 R>>>>/Contents 4 0 R>>"]
    objects.append(b"<</Length 5>>stream\n/A Do\nendstream")
    for number in range(6, 36):
        objects.append(b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A %d 0 R>>>>/Length 60>>stream\n" % number + b"/A Do " * 10 + b"\nendstream")
    return assembled([*objects, b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 1>>stream\nq\nendstream"])


_BIG = zlib.compress(b"q " * 6_000_000)
BAD: dict[str, tuple[str, bytes, str]] = {
    "empty": ("稿.txt", b"", "是空的"),
    "blank": ("稿.docx", b" \r\n\x00\x00", "是空的"),
    "exe": ("稿.docx", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + b"\0" * 50, "是程序文件"),
    "elf": ("稿.txt", b"\x7fELF\x02\x01\x01" + b"\0" * 50, "是程序文件"),
    "picture": ("稿.docx", b"\x89PNG\r\n\x1a\n", "是图片.*OCR"),
    "archive": ("稿.docx", b"Rar!\x1a\x07", "是压缩包.*先解压"),
    "doc": ("稿.docx", OLE + "WordDocument".encode("utf-16-le"), r"旧格式的 Word 文件.*另存为 \.docx"),
    "wps": ("稿.wps", OLE + "WordDocument".encode("utf-16-le"), r"WPS 文字的旧格式.*另存为 \.docx"),
    "encrypted docx": ("稿.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "加了打开密码"),
    "rtf": ("稿.doc", b"{\\rtf1 x}", r"RTF.*另存为 \.docx"),
    "word xml": ("稿.doc", b'<?xml version="1.0"?><pkg:package x="y">', r"另存为 \.docx"),
    "mht": ("稿.doc", b"MIME-Version: 1.0\r\n", r"另存为 \.docx"),
    "excel": ("稿.docx", zipped(**{"xl/workbook.xml": "<x/>"}), "Excel"),
    "ofd": ("稿.ofd", zipped(**{"OFD.xml": "<x/>"}), "OFD"),
    "zip": ("稿.docx", zipped(**{"a.txt": "x"}), "是压缩包"),
    "random": ("稿.docx", bytes(i * i % 251 + i % 4 for i in range(4000)), "不是能读的 Word 文件"),
    "cut short": ("稿.docx", docx_of(p("正文"))[:-60], "已损坏"),
    "broken xml": ("稿.docx", docx_of("<w:p>"), "已损坏"),
    "no text": ("稿.docx", docx_of("<w:p/>"), "没有文字"),
    "only pictures": ("稿.docx", docx_of(_PICTURE), "只有图片.*OCR"),
    "zip bomb": ("稿.docx", zipped(**{"word/document.xml": b"<a>" + b" " * 10_000_000 + b"</a>"}), "压缩炸弹"),
    "xml bomb": ("稿.docx", zipped(**{"word/document.xml": _BOMB}), "实体声明"),
    "xml bomb in utf-16": ("稿.docx", zipped(**{"word/document.xml": _BOMB.encode("utf-16")}), "实体声明"),
    "outside entity": ("稿.docx", zipped(**{"word/document.xml": _OUTSIDE}), "实体声明"),
    "deep xml": ("稿.docx", docx_of("<w:sdt>" * 200 + "</w:sdt>" * 200), "套了 150 层"),
    "deep html": ("稿.html", b"<html>" + b"<div>" * 500 + b"x", "套了 200 层"),
    "html of tags": ("稿.html", b"<html>" + b"<a " * 30_000, "没有文字"),
    "pdf cut short": ("稿.pdf", pdf([[(80, 700, 16, "各位领导")]])[:300], "已损坏"),
    "pdf of noise": ("稿.pdf", b"%PDF-1.4\n" + bytes(range(256)) * 20, "已损坏"),
    "scan": ("稿.pdf", pdf([[]]), "没有文字层.*OCR"),
    "only a page number": ("稿.pdf", pdf([[(480, 60, 14, "— 1 —")]]), "没有文字.*OCR"),
    "pdf with a password": ("稿.pdf", assembled([_CATALOG, b"<</Type/Pages/Kids[]/Count 0>>", b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"00" * 32 + b">/U<" + b"11" * 32 + b">>>"], b"/Encrypt 3 0 R/ID[<00><00>]"), "加了打开密码|加了密"),
    "pages in a ring": ("稿.pdf", assembled([_CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]), "已损坏"),
    "many pages": ("稿.pdf", assembled([_CATALOG, b"<</Type/Pages/Kids[" + b"3 0 R " * 401 + b"]/Count 401>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"]), "超过 400 页"),
    "forms that multiply": ("稿.pdf", _calling_itself(), "没有文字层|反常"),
    "page that inflates": ("稿.pdf", _page(b"<</Length %d/Filter/FlateDecode>>stream\n" % len(_BIG) + _BIG + b"\nendstream"), "反常"),
    "not a pdf": ("稿.pdf", b"\x00\x00\x00\x01" * 100, "不是 PDF"),
    "binary": ("稿.txt", bytes(range(256)), "不是文本文件"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "data", "told"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(CorpusError, match=told) as caught:
        read_document(path)
    assert name in str(caught.value) and "\n" not in str(caught.value) and "；" in str(caught.value)


def test_a_part_that_lies_about_its_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_PART", 1000)
    data = bytearray(docx_of(p("整改" * 3000)))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(b"word/document.xml") if mark == b"PK\x03\x04" else data.rindex(b"word/document.xml")
        at = data.rindex(mark, 0, at)
        data[at + place : at + place + 4] = (500).to_bytes(4, "little")
    with pytest.raises(CorpusError, match=r"压缩炸弹|已损坏"):
        from_bytes(bytes(data), "稿.docx")


def test_the_limits_hold_while_inflating(monkeypatch: pytest.MonkeyPatch) -> None:
    data = docx_of(p("整改" * 3000))
    assert from_bytes(data, "稿.docx")
    opened = package.Package(data, "稿.docx")
    opened.names["word/document.xml"].file_size = 10  # what a directory may say
    monkeypatch.setattr(package, "MAX_PART", 1000)
    with pytest.raises(CorpusError, match=r"压缩炸弹|已损坏"):
        opened.part("word/document.xml")


@pytest.mark.parametrize(("limit", "value"), [("MAX_UNPACKED", 100), ("MAX_PARTS", 1)])
def test_a_package_that_is_too_large_as_a_whole_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    monkeypatch.setattr(package, limit, value)
    with pytest.raises(CorpusError, match="压缩炸弹"):
        from_bytes(docx_of(p("正文")), "稿.docx")


def test_drawing_commands_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "MAX_OPERATORS", 20)
    with pytest.raises(CorpusError, match="反常"):
        from_bytes(pdf(typeset(LINES)), "稿.pdf")


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.pdf"
    with path.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    with pytest.raises(CorpusError, match="有 300 MB，超过 64 MB"):
        read_document(path)


def test_a_large_text_is_refused_with_the_limit() -> None:
    with pytest.raises(CorpusError, match="超过 8 MB"):
        from_bytes("整改".encode() * 1_500_000, "大.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.txt")
    with pytest.raises(CorpusError, match="管道或设备"):
        read_document(tmp_path / "管.txt")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices in the file system here")
def test_a_device_is_refused() -> None:
    with pytest.raises(CorpusError, match="管道或设备"):
        read_document(Path("/dev/zero"))


def test_links_in_a_ring_are_refused(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").symlink_to(tmp_path / "乙.txt")
    (tmp_path / "乙.txt").symlink_to(tmp_path / "甲.txt")
    with pytest.raises(CorpusError, match="绕圈的链接"):
        read_document(tmp_path / "甲.txt")


@pytest.mark.parametrize(
    ("path", "told"),
    [("没有.txt", "找不到文件"), (".", "是文件夹"), ("a" * 300 + ".txt", "读不了"), ("a\0b", "读不了")],
    ids=["missing", "folder", "long", "nul"],
)  # fmt: skip
def test_a_path_that_is_no_file_is_refused(tmp_path: Path, path: str, told: str) -> None:
    with pytest.raises(CorpusError, match=told):
        read_document(tmp_path / path)


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "稿.txt").write_text("整改", encoding="utf-8")
    monkeypatch.setattr(documents.os, "open", refuse)
    with pytest.raises(CorpusError, match="没有权限"):
        read_document(tmp_path / "稿.txt")


@pytest.fixture
def changing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Path]:
    """A file that grows after each of its first n openings."""

    def changing(times: int) -> Path:
        path = tmp_path / "稿.txt"
        path.write_text("整改。\n", encoding="utf-8")
        opened = 0

        def open_and_change(*arguments: int) -> int:
            nonlocal opened
            opened += 1
            number = os_open(*arguments)
            if opened <= times:
                with path.open("a", encoding="utf-8") as file:
                    file.write("又写了一句。\n")
            return number

        os_open = os.open
        monkeypatch.setattr(documents.os, "open", open_and_change)
        stat = Path.stat
        before = stat(path)
        # The size that reading goes by is asked before the change, as where another program writes meanwhile.
        monkeypatch.setattr(documents.os, "fstat", lambda number, fstat=os.fstat: before if opened <= times else fstat(number))
        return path

    return changing


def test_a_file_that_changes_while_read_is_read_once_more(changing: Callable[[int], Path]) -> None:
    assert texts(read_document(changing(1))) == ["整改。", "又写了一句。"]


def test_a_file_that_keeps_changing_is_refused(changing: Callable[[int], Path]) -> None:
    with pytest.raises(CorpusError, match="一直有改动"):
        read_document(changing(9))


def test_a_file_that_vanishes_while_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "稿.txt"
    path.write_text("整改", encoding="utf-8")
    os_open = os.open

    def open_and_remove(*arguments: int) -> int:
        number = os_open(*arguments)
        path.unlink()
        return number

    monkeypatch.setattr(documents.os, "open", open_and_remove)
    with pytest.raises(CorpusError, match="找不到文件"):
        read_document(path)
