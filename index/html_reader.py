"""Read a web page's text as it shows, with lxml: the standard library's parser takes a minute over 60 KB of `<a <a`."""

import re

from index.errors import CorpusError
from index.found import BLANKS, Found

MAX_DEPTH = 200
"""Elements within one another; pages made by people have some thirty."""

_BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
     "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li",
     "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"]
)  # fmt: skip
_ASIDE = {
    "script": "网页脚本", "style": "网页样式", "template": "网页模板", "title": "网页标题栏", "iframe": "内嵌网页",
    "object": "内嵌对象", "svg": "图形", "math": "公式", "rt": "注音", "rp": "注音", "noscript": "无脚本时的提示",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)


def read(text: str, name: str) -> Found:
    """Return the lines of the page; CorpusError where its elements are nested beyond reason."""
    from lxml import etree

    target = _Reader(name)
    # Declarations of other encodings in the text must not count: it is decoded already.
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    try:
        parser.feed(text.encode("utf-8", "replace"))
        parser.close()
    except etree.LxmlError as error:
        raise CorpusError(f"{name} 里没有能读的网页内容；请另存为 .txt 或 .docx 后再试") from error
    target.end_line()
    return target.found


class _Reader:
    """What lxml's parser calls, element by element."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found = Found()
        self.open: list[tuple[str, str]] = []
        self.text = ""
        self.lists: list[int | None] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise CorpusError(f"{self.name} 的标签套了 {MAX_DEPTH} 层以上，不像文稿，不读；请另存为 .txt 后再试")
        aside = _ASIDE.get(tag, "") or self._aside()
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            aside = aside or "隐藏文字"
        self.open.append((tag, aside))
        if tag in _BLOCKS or tag == "br":
            self.end_line()
        elif tag in ("td", "th") and self.text.strip(BLANKS):
            self.text += "\t"
        if tag == "ol":
            start = attributes.get("start") or "1"
            self.lists.append(int(start) if start.isdecimal() and len(start) < 6 else 1)
        elif tag == "ul":
            self.lists.append(None)
        elif tag == "li" and self.lists and (number := self.lists[-1]) is not None and not aside:
            self.lists[-1] = number + 1
            self.text = f"{number}. "

    def end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_line()
        if tag in ("ol", "ul") and self.lists:
            self.lists.pop()
        while self.open:
            if self.open.pop()[0] == tag:
                break

    def data(self, data: str) -> None:
        if aside := self._aside():
            self.found.left_out.append((aside, data))
        elif any(tag == "pre" for tag, _ in self.open):
            for i, piece in enumerate(data.split("\n")):
                if i:
                    self.end_line()
                self.text += piece
        else:
            self.text += re.sub(r"[ \t\n\r\f]+", " ", data)

    def comment(self, text: str) -> None:
        self.found.left_out.append(("注释", text))

    def close(self) -> None:
        pass

    def end_line(self) -> None:
        text = re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", self.text.strip(BLANKS))
        if text and not re.fullmatch(r"\d+\.", text):
            heads = [int(tag[1]) for tag, _ in self.open if re.fullmatch(r"h[1-6]", tag)]
            self.found.lines.append((text, heads[-1] if heads else 0))
            self.text = ""
        elif not text:
            self.text = ""

    def _aside(self) -> str:
        return self.open[-1][1] if self.open else ""
