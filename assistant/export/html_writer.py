"""Write a speech as one HTML file that needs nothing beside it and prints on the page of GB/T 9704-2012."""

from html import escape

from assistant.export import layout
from assistant.export.layout import BODY, HEADING, NUMBER, READING, STAND_INS, STANDARD, SUBHEADING, TITLE, Block, Page
from assistant.speech import Speech

_TAGS = {"title": "h1", "heading": "h2", "subheading": "h3"}


def html(speech: Speech, *, reading: bool = False, annex: bool = False, name_line: str = "") -> bytes:
    """Return the speech as UTF-8 HTML, every text in it escaped; the arguments are those of `docx_writer.docx`.

    Raises DocumentError where an annex is asked for and the speech has no problems.
    """
    page = READING if reading else STANDARD
    rows = layout.annex(speech) if annex else []
    found = layout.blocks(speech, name_line, page)
    inner = "\n".join(map(_block, layout.reading_pages(found, page) if reading else found))
    if rows:
        inner += "\n" + _annex(rows, layout.annex_note(speech))
    title = escape(" ".join(layout.legal(speech.title).split()))
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>\n{_css(page)}</style>\n</head>\n<body>\n<main>\n{inner}\n</main>\n</body>\n</html>\n"
    ).encode()


def _block(block: Block) -> str:
    tag = _TAGS.get(block.kind, "p")
    classes = " ".join(name for name, here in ((block.kind, tag == "p"), ("begins", block.begins)) if here)
    attribute = f' class="{classes}"' if classes else ""
    lead = f'<span class="lead">{_text(block.text[: block.lead])}</span>' if block.lead else ""
    return f"<{tag}{attribute}>{lead}{_text(block.text[block.lead :])}</{tag}>"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _annex(rows: list[tuple[str, list[tuple[str, str, str, str]]]], note: str) -> str:
    whole = sum(layout.ANNEX_WIDTHS)
    head = "".join(
        f'<th scope="col" style="width: {width / whole:.1%}">{_text(name)}</th>'
        for name, width in zip(layout.ANNEX, layout.ANNEX_WIDTHS, strict=True)
    )
    lines = []
    for problem, measures in rows:
        for place, measure in enumerate(measures):
            first = f'<td rowspan="{len(measures)}">{_text(problem)}</td>' if not place else ""
            lines.append(f"<tr>{first}{''.join(f'<td>{_text(text)}</td>' for text in measure)}</tr>")
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n" + "\n".join(lines) + "\n</tbody>\n</table>"
    return (
        f'<section class="annex">\n<p class="label">附件</p>\n<p class="caption">{layout.ANNEX_TITLE}</p>\n{table}\n'
        f'<p class="note">{_text(note)}</p>\n</section>'
    )


def _fonts(name: str, generic: str) -> str:
    return ", ".join([*(f'"{font}"' for font in (name, *STAND_INS[name])), generic])


def _css(page: Page) -> str:
    pitch = int(page.down * 20 / page.lines) / 20
    cell = page.across / page.characters
    space = f"{int((cell - page.size) * 100 // 1) / 100:g}pt"
    foot = f'font: 14pt {_fonts(NUMBER, "serif")}; vertical-align: top; padding-top: 7mm; content: "— " counter(page) " —"'
    return f"""@page {{ size: {page.width:g}mm {page.height:g}mm; margin: {page.top:g}mm {page.right:g}mm {page.bottom:g}mm {page.left:g}mm }}
@page :right {{ @bottom-right {{ {foot}; padding-right: 14pt }} }}
@page :left {{ @bottom-left {{ {foot}; padding-left: 14pt }} }}
html {{ background: #eee }}
body {{ margin: 0; color: #000; font: {page.size:g}pt/{pitch:g}pt {_fonts(BODY, "serif")}; letter-spacing: {space} }}
main {{ box-sizing: border-box; max-width: {page.width:g}mm; margin: 8mm auto; padding: {page.top:g}mm {page.right:g}mm {page.bottom:g}mm {page.left:g}mm; background: #fff }}
h1, h2, h3, p {{ margin: 0; font-size: inherit; font-weight: normal; line-break: strict; orphans: 2; widows: 2; overflow-wrap: break-word }}
p, h2, h3 {{ text-indent: {2 * cell:.2f}pt; text-align: justify }}
h1 {{ font: {page.title:g}pt/{pitch:g}pt {_fonts(TITLE, "serif")}; letter-spacing: 0; text-align: center }}
h2 {{ font-family: {_fonts(HEADING, "sans-serif")} }}
h3, .lead, .name, .mark {{ font-family: {_fonts(SUBHEADING, "serif")} }}
h1, h2, h3 {{ break-after: avoid; break-inside: avoid }}
.name, .salutation, .rest, .mark, .annex p {{ text-indent: 0 }}
.name {{ text-align: center }}
h1 + .salutation, .name + .salutation, h1 + .body, .name + .body, h1 + h2, .name + h2 {{ margin-top: {pitch:g}pt }}
.mark {{ font-size: 14pt; text-align: right }}
.begins {{ break-before: page }}
.annex {{ break-before: page }}
.annex .label {{ font-family: {_fonts(HEADING, "sans-serif")} }}
.annex .caption {{ font: 22pt/28.95pt {_fonts(TITLE, "serif")}; letter-spacing: 0; text-align: center; margin-bottom: 28.95pt }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed; font-size: 12pt; line-height: 18pt; letter-spacing: 0 }}
th, td {{ box-sizing: border-box; border: 0.5pt solid #000; padding: 0 4pt; vertical-align: top; text-align: left; overflow-wrap: anywhere }}
th {{ font-family: {_fonts(HEADING, "sans-serif")}; font-weight: normal; text-align: center }}
thead {{ display: table-header-group }}
tr {{ break-inside: avoid }}
.annex .note {{ margin-top: 6pt; font-size: 12pt; line-height: 18pt; letter-spacing: 0 }}
@media print {{
  html {{ background: none }}
  main {{ max-width: none; margin: 0; padding: 0 }}
}}
@media screen and (max-width: 700px) {{
  main {{ margin: 0; padding: 1em }}
}}
"""
