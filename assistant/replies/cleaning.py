"""Clean the prose of a section that a model wrote, or refuse what is none."""

import json
import re

from assistant.errors import ModelError
from assistant.model import without_thought
from assistant.patterns import Pattern
from assistant.replies.repetition import Watch

CHINESE = 0.6
"""Share of the letters of a section that must be Chinese."""
ECHO = 0.4
"""Share of a reply's 20-character spans that stand in the prompt from which on it is an echo."""
_SPAN = 20
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


def prose(text: str, ask: str = "") -> str:
    """Return the paragraphs of a section, one a line, as they can stand in a speech.

    Off come reasoning, fences and Markdown, headings, the model's words to its user before and after; half-width marks
    between Chinese characters become full-width, quotation marks too; numbers, times and addresses stay. `ask` is the
    prompt, for recognising its echo. Raises ModelError with the reason empty, refusal, language, echo or repetition.
    """
    text = _unwrapped(without_thought(text))
    if not text.strip():
        raise ModelError("模型的回答是空的：再试一次，或换一个模型", reason="empty")
    _refuse_refusal(text)
    _refuse_language(text)
    lines = _without_talk([line for raw in text.splitlines() if (line := _plain(raw))])
    cleaned = "\n".join(full_width(line) for line in lines)
    if not re.search(f"[{_HAN}]", cleaned):
        raise ModelError("模型的回答没有正文：再试一次，或换一个模型", reason="empty")
    if ask and echoed(cleaned, ask) >= ECHO:
        raise ModelError("模型把提示原样念了一遍：再试一次，或换一个模型", reason="echo")
    watch = Watch()
    watch.feed(cleaned)
    watch.end()
    return cleaned


def _unwrapped(text: str) -> str:
    """Return the text inside an object with one text in it ({"text": "…"}), and any other text without invisible marks."""
    text = re.sub(r"[\ufeff\u200b-\u200f\u2060\x00-\x08\x0b\x0c\x0e-\x1f]", "", text).replace("\u3000", " ").strip()
    bare = re.sub(r"\A```\w*\n|\n?```\Z", "", text).strip()
    if bare.startswith("{") and bare.endswith("}"):
        try:
            value = json.loads(bare, strict=False)
        except ValueError:
            return text
        texts = [inner for inner in value.values() if isinstance(inner, str)]
        return max(texts, key=len) if texts else text
    return text


# -- what is no section -----------------------------------------------------------------------------------------------

_REFUSALS = (
    Pattern(r"作为(?:一个|一名|一款)?(?:人工智能|AI|大?语言模型|智能助手|由[^。，]{1,12}(?:开发|训练))", "作为"),
    Pattern(r"我(?:只)?是(?:一个|一名|一款)?(?:人工智能|AI\b|大?语言模型|智能助手)", "我"),
    Pattern(r"(?:\A|[。！\n])\s*(?:很|非常|十分)?(?:抱歉|对不起|遗憾|不好意思)[，,！!。][^。！\n]{0,40}(?:无法|不能|不便|没办法|没有办法|不会|拒绝|帮不了)", "抱歉", "对不起", "遗憾", "不好意思"),
    Pattern(r"我(?:暂时|目前|恐怕|可能)?(?:无法|不能|不便)(?:为您|帮您|给您|回答|提供|协助您|生成|撰写|满足您|(?:继续)?(?:讨论|完成)(?:这|该|此|您))", "我"),
    Pattern(r"(?:换个|换一个|聊聊?)(?:别的|其他)?话题", "话题"),
    Pattern(r"(?i)\bI(?:['’]m| am) (?:sorry|unable|not able|an AI)|\bI (?:can(?:no|['’])t|won['’]t) (?:help|assist|provide|comply|write|create|fulfill|do|continue)|\bas an AI\b"),
)
_OPENING = 150
"""Characters at the beginning in which a refusal stands, if it is one."""


def _refuse_refusal(text: str) -> None:
    head = text.strip()[:_OPENING]
    if any(pattern.search(head) for pattern in _REFUSALS):
        raise ModelError("模型拒绝写这一部分：换个说法，或换一个模型", reason="refusal")


def _refuse_language(text: str) -> None:
    """Raise unless enough of the letters are Chinese, and hardly any are Japanese or Korean."""
    han = len(re.findall(f"[{_HAN}]", text))
    foreign = len(re.findall(r"[\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af\u1100-\u11ff]", text))
    letters = sum(letter.isalpha() for letter in text)
    if not letters:
        raise ModelError("模型的回答没有文字：再试一次，或换一个模型", reason="empty")
    if foreign > 0.05 * letters or han < CHINESE * letters:
        raise ModelError("模型没有用中文写：再试一次，或换一个模型", reason="language")


def echoed(text: str, ask: str) -> float:
    """Return the share of the spans of 20 characters in text that stand in ask; marks and spaces do not count."""
    text, ask = (re.sub(r"[\W_]+", "", part) for part in (text, ask))
    spans = [text[at : at + _SPAN] for at in range(len(text) - _SPAN + 1)]
    known = {ask[at : at + _SPAN] for at in range(len(ask) - _SPAN + 1)}
    return sum(span in known for span in spans) / len(spans) if spans else 0.0


# -- what is no prose ---------------------------------------------------------------------------------------------------

_WORK = "(?:部分|正文|发言|内容|文稿|稿件|初稿|段落|版本|章节)"
_TALK_BEFORE = re.compile(
    r"\A(?:(?:好的|好|当然可以|没问题|明白了?|收到|可以的?)(?:[，,。！!、：:]|$)\s*)+"
    rf"|\A(?:以下|下面|这)(?:就)?(?:是|为)[^。！？\n：:]{{0,40}}{_WORK}[^。！？\n：:]{{0,12}}[：:]\s*"
    r"|\A(?:根据|按照|遵照|结合)(?:您|你)(?:的|所?提供的|给的)[^。！？\n：:]{0,50}[：:]\s*"
    r"|\A(?:我(?:来|将|会)?|现)?(?:为您|为你|帮您|帮你)[^。！？\n：:]{0,50}[：:。]\s*"
    rf"|\A(?:第[一二三]部分)?(?:修改后的?)?{_WORK}?[：:]\s*"
)
_TALK_AFTER = re.compile(
    r"(?:\A|(?<=[。！？!?）)]))\s*[（(]?(?:"
    r"(?:如|若|要是|倘)[^。！？\n]{0,40}(?:告诉我|告知我|联系我|请告[诉知]|随时(?:告[诉知]|联系我|提出|说)|为您|帮您|润色|扩写|精简)[^。！？\n]{0,30}"
    r"|希望(?:以上|上述|这[份篇段个])[^。！？\n]{0,20}(?:您|你|帮助|满意)[^。！？\n]{0,12}"
    r"|(?:您|你)(?:看|觉得)?(?:可以|可)?(?:根据|结合)[^。！？\n]{0,20}实际[^。！？\n]{0,20}(?:修改|调整|补充)[^。！？\n]{0,10}"
    r"|以上(?:内容|文字|文稿|稿件|部分)?[^。！？\n]{0,20}(?:仅供|供您|供你)[^。！？\n]{0,12}"
    r"|(?:注|说明|备注|字数)[：:][^\n]*|(?:全文|本段|本部分|共)?约?\s*\d+\s*字左?右?"
    r"|请问[^。！？\n]{0,20}(?:您|你)?[^。！？\n]{0,20}(?:修改|调整|补充)[^。！？\n]{0,12}"
    r")[。！？!?~]*[）)]?\s*\Z"
)
_HEADING = re.compile(r"(?:第[一二三四五六七八九十]+(?:部分|章|节)|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])?[^。！？；：，,;:!?]{2,40}\Z")
_NUMBERED_HEADING = re.compile(r"(?:第[一二三]部分|[一二三四五]、)[^。！？；;!?]{2,40}\Z")


def _plain(line: str) -> str:
    """Return a line without Markdown, empty for a heading, a rule, a fence or a row of a table's frame."""
    line = line.strip()
    if re.match(r"#{1,6}\s|```|~~~|(?:[-*_=]\s*){3,}\Z|\|?[\s:|-]+\|[\s:|-]*\Z", line):
        return ""
    bold = re.fullmatch(r"\*\*([^*]+)\*\*[：:]?|__([^_]+)__", line)
    if bold and not re.search(r"[。！？；]", line):
        return ""
    line = re.sub(r"\A(?:>\s*)+|\A[-*+•·]\s+", "", line)
    line = re.sub(r"!?\[([^\]\n]*)\]\([^)\s]*\)", r"\1", line)
    line = re.sub(r"\*\*|__|`|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])", "", line)
    line = re.sub(r"<br\s*/?>|</?(?:p|div|strong|b|em|span)[^>]*>", "", line)
    return line.strip()


def _without_talk(lines: list[str]) -> list[str]:
    """Return the lines without what the model says to its user, and without a heading at the beginning of the section."""
    lines = list(lines)
    while lines and (shorter := _TALK_BEFORE.sub("", lines[0], count=1).strip()) != lines[0]:
        lines[:1] = [shorter] if shorter else []
    while lines and (shorter := _TALK_AFTER.sub("", lines[-1]).strip()) != lines[-1]:
        lines[-1:] = [shorter] if shorter else []
    if len(lines) > 1 and _HEADING.match(lines[0]):
        lines = lines[1:]
    return [line for line in lines if len(lines) == 1 or not _NUMBERED_HEADING.match(line)]


# -- punctuation --------------------------------------------------------------------------------------------------------

_C = rf"{_HAN}“”‘’《》（）【】、，。；：？！…—%％"
_MARKS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_KEPT = re.compile(r"(?:https?|ftp)://[^\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\bwww\.[\w./-]+|\d+(?:[.:,]\d+)+")


def full_width(line: str) -> str:
    """Return line with full-width marks between Chinese characters; numbers, times and addresses keep theirs."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\ue000{chr(0xE100 + len(kept) - 1)}"

    line = _KEPT.sub(keep, line)
    line = line.replace("「", "“").replace("」", "”").replace("『", "‘").replace("』", "’")
    line = _quoted(line, '"', "“", "”")
    line = re.sub(rf"(?<=[{_C}])'([^'\n]{{1,60}})'|'([^'\n]{{1,60}})'(?=[{_C}])", lambda m: f"‘{m.group(1) or m.group(2)}’", line)
    near = rf"{_C}\ue000-\uf8ff"
    line = re.sub(rf"(?<=[{near}])\s*([,;:?!])(?!\w*\1)|([,;:?!])(?=\s*[{_C}])", lambda m: _MARKS[m.group(1) or m.group(2)], line)
    line = re.sub(rf"\.{{3,}}|。{{3,}}|…(?!…)(?<!……)(?=[{_C}]|\Z)", "……", line)
    line = re.sub(rf"(?<=[{near}])\.(?=\s*(?:[{_C}]|\Z))|(?<=[a-zA-Z\d])\.(?=\s*[{_HAN}]|\Z)(?<=[^\d]\.)", "。", line)
    line = re.sub(rf"\(([^()\n]*[{_HAN}][^()\n]*)\)|(?<=[{_C}])\(([^()\n]*)\)", lambda m: f"（{m.group(1) or m.group(2)}）", line)
    line = re.sub(rf"(?<=[{_C}])-{{2,}}(?=[{_C}])", "——", line)
    line = re.sub(rf"(?<=[{_C}])[ \t\xa0]+(?=[{_C}\d\ue000])|(?<=[\d\ue000-\uf8ff])[ \t\xa0]+(?=[{_C}])|(?<=[，。；：？！、])[ \t]+", "", line)
    return re.sub(r"\ue000(.)", lambda m: kept[ord(m.group(1)) - 0xE100], line)


def _quoted(line: str, mark: str, left: str, right: str) -> str:
    """Return line with straight marks paired, where they are even in number and something Chinese stands in the line."""
    if not re.search(f"[{_HAN}]", line) or mark not in line:
        return line
    parts = line.split(mark)
    if len(parts) % 2 == 0:  # odd in number: the one that stands alone can't be told
        return line
    return "".join(part + (left if place % 2 == 0 else right) for place, part in enumerate(parts[:-1])) + parts[-1]
