"""Read a text file whatever usual encoding it has."""

import re
from pathlib import Path

from index.errors import CorpusError

MAX_BYTES = 8 * 1024 * 1024
"""Larger files are refused: no brief, exemplar or speech comes near it."""

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


_UNMARKED = ("gb18030", "big5", "utf-16-le", "utf-16-be")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ENOUGH = 0.6
_SAMPLE = 4000
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日"
    "那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已"
    "通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别手期根论运农指几九区强"
    "放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己"
    "再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报整查察巡责落班群众镇县村局委书"
    "這為個國時來們於對會發動過說產種後學經進著電裡現實兩體機當點從業應開還義樣與關線內數麼質氣變條沒結問無軍題黨員設長頭資邊級"
    "圖統將組見計別論運農幾區強決戰則據處隊給門規熱領東導壓濟階術極聯認權證採轉單風帶場車務萬達積議聲報眾鎮縣書責"
)
"""Characters that Chinese texts are full of, in both scripts: what a wrong decoding hardly ever gives."""


def decode(data: bytes, name: str, declared: str = "") -> tuple[str, str]:
    """Return the text of data with LF line ends and the encoding it was read in.

    Tries a byte-order mark, then UTF-8, then the encoding that the file declares of itself, if any, then takes that of
    GB18030, Big5 and UTF-16 without a mark in which the text has most of the characters that people write: a wrong one
    often decodes without an error, into rare characters. Raises CorpusError for binary data and for encodings that give
    none.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding, name), encoding
    try:
        return _decoded(data, "utf-8", name), "utf-8"
    except CorpusError as error:
        found = []
        for place, encoding in enumerate(_UNMARKED):
            try:
                text = _decoded(data, encoding, name)
            except CorpusError:
                continue
            usual, frequent = _usual(text, encoding)
            if usual >= _ENOUGH:
                found.append((encoding == declared, usual + frequent, -place, text))
        if not found:
            raise error
    _, _, place, text = max(found)
    return text, _UNMARKED[-place]


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CorpusError(f"{name} 不是文本文件，或编码认不出；请另存为 UTF-8 文本后再试") from error
    if _CONTROL.search(text):
        raise CorpusError(f"{name} 里有控制字符，不像文本文件；请另存为 UTF-8 文本后再试")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _usual(text: str, encoding: str) -> tuple[float, float]:
    """Return two shares of the characters of text, 0 to 1: those in usual ones, and those in the most frequent ones.

    Usual are ASCII, Chinese punctuation and the first level of GB 2312, or of Big5 for a text read in it. The sample
    begins where ASCII ends: the head of a web page says nothing of its encoding.
    """
    begin = next((i for i, c in enumerate(text) if c > "\x7f"), 0)
    sample = text[begin : begin + _SAMPLE]
    charset, last = ("big5", b"\xc7") if encoding == "big5" else ("gb2312", b"\xd8")
    usual = sum(c < "\x7f" or b"\xa1" <= c.encode(charset, "ignore")[:1] < last for c in sample)
    wide = sum(c > "\x7f" for c in sample)
    return usual / max(1, len(sample)), sum(c in _FREQUENT for c in sample) / max(1, wide)


def read(path: Path) -> tuple[str, str]:
    """Return the text and the encoding of the file at path; raise CorpusError where it can't be read as text."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise CorpusError(f"找不到文件 {path}；请核对路径") from error
    except IsADirectoryError as error:
        raise CorpusError(f"{path} 是文件夹，不是文件；请指定其中的一个文件") from error
    except OSError as error:
        raise CorpusError(f"读不了 {path}（{error.strerror}）；请核对路径和权限") from error
    if len(data) > MAX_BYTES:
        raise CorpusError(f"{path} 超过 {MAX_BYTES // 1024 // 1024} MB，不像要处理的文稿；请拆小后再试")
    return decode(data, str(path))
