"""Make the files that the readers are tried on: minimal PDFs with a Chinese font, Word files with any XML."""

import io
import zipfile
from collections.abc import Iterable, Sequence

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(pages: Sequence[Sequence[tuple[float, float, float, str]]], encoding: str = "UniGB-UCS2-H", extra: str = "") -> bytes:
    """Return a PDF whose pages hold (x, y, size, text) set in STSong-Light."""
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    codec = {"UniGB-UCS2-H": "utf-16-be", "UniGB-UTF16-H": "utf-16-be", "GBK-EUC-H": "gbk"}[encoding]
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{extra}>>".encode(),
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        f"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/{encoding}/DescendantFonts[4 0 R]>>".encode(),
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
        b"/FontDescriptor 5 0 R/DW 1000>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 880/StemV 93>>",
    ]
    for i, page in enumerate(pages):
        content = b"".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode(codec).hex()}> Tj ET\n".encode() for x, y, size, text in page
        )
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {7 + 2 * i} 0 R>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n" % len(content) + content + b"endstream")
    return assembled(objects)


def assembled(objects: Iterable[bytes], trailer: bytes = b"") -> bytes:
    """Return the PDF of these objects, the first of which is the catalogue."""
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, start)
    return bytes(out)


def typeset(
    lines: Sequence[str], width: int = 26, rows: int = 20, header: str = "", numbers: str = "— {} —", titles: Sequence[int] = (0,)
) -> list[list[tuple[float, float, float, str]]]:
    """Set paragraphs as an office prints them: titles centred, two characters of indent, `width` characters a line."""
    size, left, top, leading = 16, 80, 760, 29
    rowed: list[tuple[float, float, str]] = []
    for number, line in enumerate(lines):
        if number in titles:
            rowed.append((left + (width - len(line) * 1.25) * size / 2, 20, line))
            continue
        greeting = len(line) < width and line.endswith(("：", ":"))
        first = width if greeting else width - 2
        rowed.append((left if greeting else left + 2 * size, size, line[:first]))
        rest = line[first:]
        while rest:
            cut = width + (len(rest) > width and rest[width] in "。，；：、！？”）")  # a mark hangs over the margin
            rowed.append((left, size, rest[:cut]))
            rest = rest[cut:]
    pages = []
    for number, begin in enumerate(range(0, len(rowed), rows), 1):
        page = [(x, top - leading * i, s, text) for i, (x, s, text) in enumerate(rowed[begin : begin + rows])]
        if header:
            page.insert(0, (left, 800, 10.5, header))
        if numbers:
            page.append((480, 60, 14, numbers.format(number)))
        pages.append(page)
    return pages


def docx_of(document: str, **parts: str) -> bytes:
    """Return a Word file with this XML in the body of its main part, and other parts by their names (_ for the dot)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{document}</w:body></w:document>')
        for name, text in parts.items():
            package.writestr(f"word/{name}.xml", text)
    return out.getvalue()
