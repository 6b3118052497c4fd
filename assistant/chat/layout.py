"""Lay text out for a terminal: the speech with its indents, talk and findings, in lines of a given width."""

from __future__ import annotations

from assistant.chat.shown import Ask, Card, Changed, Findings, Listing, Say, Shown, Stage
from assistant.findings import Finding
from assistant.speech import Speech
from assistant.understanding.card import columns, wrapped

Styled = tuple[str, str]
"""A style's name and a line of text."""

MARKS = {"error": "错误", "warning": "提醒", "note": "请核"}
_MOST = 8


def speech_lines(speech: Speech, width: int) -> list[Styled]:
    """Return a speech as it is read: title in the middle, paragraphs with an indent of two characters."""
    found: list[Styled] = [("title", " " * max(0, (width - columns(line)) // 2) + line) for line in wrapped(speech.title, width)]
    found.append(("body", ""))
    headings = {f"{'一二三四五六七八九十'[n]}、{section.heading}" for n, section in enumerate(speech.sections)}
    for number, line in enumerate(speech.lines()):
        indent = "" if number == 0 and speech.salutation else "　　"
        style = "heading" if line in headings else "body"
        found += [(style, piece) for piece in wrapped(indent + line, width)]
    return found


def told(finding: Finding) -> str:
    fix = f"（{finding.fix}）" if finding.fix else ""
    return f"{MARKS[finding.level]}〔{finding.where}〕{finding.message}{fix}"


def lines_of(shown: Shown, width: int) -> list[Styled]:
    """Return what is shown as styled lines of at most `width` columns; nothing for the speech itself."""
    match shown:
        case Say(text, tone):
            return [(tone, line) for part in text.splitlines() for line in wrapped(part, width) or [""]]
        case Card(lines):
            return [("card", line) for line in lines]
        case Ask(text, default):
            return [("ask", line) for line in wrapped(text + (f"［回车即“{default}”］" if default else ""), width)]
        case Stage(text):
            return [("stage", f"{text}……")]
        case Changed(lines):
            return [("good", line) for text in lines for line in wrapped(f"改了：{text}", width)]
        case Findings(findings):
            return _findings(findings, width)
        case Listing(lines):
            return [("plain", line) for text in lines for line in wrapped(text, width) or [""]]
    return []


def _findings(findings: tuple[Finding, ...], width: int) -> list[Styled]:
    if not findings:
        return [("good", "检查过了，没有毛病")]
    found: list[Styled] = [(finding.level, line) for finding in findings[:_MOST] for line in wrapped(told(finding), width)]
    if len(findings) > _MOST:
        found.append(("plain", f"另有 {len(findings) - _MOST} 条，输入 /check 看全部"))
    return found
