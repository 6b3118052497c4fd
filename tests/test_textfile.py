"""Text files are read in whatever usual encoding they have, and refused with a line that says what to do."""

import codecs
from pathlib import Path

import pytest

from index.errors import CorpusError
from index.textfile import MAX_BYTES, decode, read

SPEECH = "在巡察反馈会上的表态发言\n各位领导：\n反馈指出 4 个问题，局党组全部认领。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SPEECH.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + SPEECH.encode("utf-8"), "utf-8-sig"),
        (SPEECH.encode("gbk"), "gb18030"),
        (SPEECH.encode("gb18030"), "gb18030"),
        (codecs.BOM_UTF16_LE + SPEECH.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + SPEECH.encode("utf-16-be"), "utf-16"),
        (SPEECH.encode("utf-16-le"), "utf-16-le"),
        (SPEECH.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_a_usual_encoding_is_recognised(data: bytes, encoding: str) -> None:
    assert decode(data, "稿.txt") == (SPEECH, encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_an_encoding_is_recognised_without_a_single_ascii_character(encoding: str) -> None:
    assert decode("巡察反馈整改".encode(encoding), "稿.txt") == ("巡察反馈整改", encoding)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
def test_a_rare_character_among_common_ones_does_not_mislead(encoding: str) -> None:
    text = "禤秘书长和龑局长都在会上，谈了整改，也谈了担当。"
    assert decode(text.encode(encoding), "稿.txt") == (text, encoding)


def test_a_character_beyond_sixteen_bits_survives_gb18030() -> None:
    assert decode("𠮷家村的账".encode("gb18030"), "稿.txt")[0] == "𠮷家村的账"


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_ends_come_out_as_line_feeds(ending: str) -> None:
    assert decode(SPEECH.replace("\n", ending).encode("utf-8"), "稿.txt")[0] == SPEECH


def test_line_ends_of_utf_16_come_out_as_line_feeds() -> None:
    assert decode(SPEECH.replace("\n", "\r\n").encode("utf-16"), "稿.txt")[0] == SPEECH


def test_the_mark_is_not_part_of_the_text() -> None:
    assert decode(codecs.BOM_UTF16_BE + "整改".encode("utf-16-be"), "稿.txt")[0] == "整改"


def test_an_empty_file_is_an_empty_text() -> None:
    assert decode(b"", "稿.txt") == ("", "utf-8")


def test_a_tab_and_a_form_feed_are_text() -> None:
    assert decode("一\t二\f三".encode(), "稿.txt")[0] == "一\t二\f三"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00\x00\x00\x01\x80\x08\x06\x00\x00\x00",
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xdf\xa4\xd2lZ\x01\x00\x00",
        bytes(range(256)),
        bytes(range(1, 256)),
        b"\xff\xfe\x00",
        "整改到位".encode("gb18030")[:-1],
        b"caf\xe9 na\xefve",
    ],
    ids=["png", "zip", "all bytes", "all bytes but nul", "half of utf-16", "half a character", "latin-1"],
)
def test_what_is_no_text_is_refused_with_its_name(data: bytes) -> None:
    with pytest.raises(CorpusError, match=r"^附件\.dat .*请另存为 UTF-8 文本"):
        decode(data, "附件.dat")


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b"])
def test_a_control_character_is_refused(control: str) -> None:
    with pytest.raises(CorpusError, match="控制字符"):
        decode(f"整改{control}到位".encode(), "稿.txt")


def test_a_utf_8_file_with_one_broken_byte_is_refused_rather_than_garbled() -> None:
    data = SPEECH.encode("utf-8")
    with pytest.raises(CorpusError, match="编码认不出"):
        decode(data[:40] + data[41:], "稿.txt")


def test_a_file_is_read_from_a_path_with_chinese_characters_and_spaces(tmp_path: Path) -> None:
    path = tmp_path / "巡察 材料" / "表态 发言.txt"
    path.parent.mkdir()
    path.write_bytes(SPEECH.encode("gb18030"))
    assert read(path) == (SPEECH, "gb18030")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"找不到文件 .*没有\.txt；请核对路径"):
        read(tmp_path / "没有.txt")


def test_a_folder_is_refused_as_a_folder(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="是文件夹"):
        read(tmp_path)


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "稿.txt").write_text("整改", encoding="utf-8")
    with pytest.raises(CorpusError, match="请核对路径和权限"):
        read(tmp_path / "稿.txt" / "里面.txt")


def test_a_file_of_just_the_greatest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    path.write_bytes(b"a" * MAX_BYTES)
    assert len(read(path)[0]) == MAX_BYTES


def test_a_larger_file_is_refused_with_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    path.write_bytes(b"a" * (MAX_BYTES + 1))
    with pytest.raises(CorpusError, match=r"超过 8 MB.*请拆小"):
        read(path)
