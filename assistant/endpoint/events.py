"""Read what a model's server sends: events out of bytes, reasoning out of text."""

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

DONE = "[DONE]"


class BadEvent(ValueError):
    """What came is neither an event nor JSON; the message is how it begins."""


def events(chunks: Iterable[bytes]) -> Iterator[Any]:
    """Yield each JSON value of a body, be it a stream of server-sent events or one JSON, and DONE where it is sent.

    What it is decides the first character, not the content type: gateways declare one and send the other. Yields None for
    a chunk that completes no event (a comment that keeps the connection alive), so that the reader can look at the clock.
    Lines end with LF or CRLF only: U+2028 may stand in a text. An event needs no empty line after it. Raises BadEvent.
    """
    chunks = iter(chunks)
    head = b""
    for chunk in chunks:
        head += chunk
        if head.removeprefix(b"\xef\xbb\xbf").strip():
            break
        yield None
    head = head.removeprefix(b"\xef\xbb\xbf")
    if head.lstrip()[:1] in (b"{", b"[", b"<"):
        yield from _one(head, chunks)
    else:
        yield from _lines(head, chunks)


def _one(head: bytes, chunks: Iterator[bytes]) -> Iterator[Any]:
    parts = [head]
    for chunk in chunks:
        parts.append(chunk)
        yield None
    body = b"".join(parts).decode("utf-8", "replace").strip()
    try:
        yield json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadEvent(body[:80]) from error


def _lines(head: bytes, chunks: Iterator[bytes]) -> Iterator[Any]:
    reader, rest = _Reader(), b""
    for chunk in itertools.chain([head], chunks):
        *lines, rest = (rest + chunk).split(b"\n")
        values = [value for line in lines if (value := reader.read(line)) is not None]
        yield from values or [None]
    if (value := reader.read(rest)) is not None:
        yield value
    reader.read(b"")


class _Reader:
    """Puts the data lines of one event together; an event is over as soon as it is whole JSON."""

    def __init__(self) -> None:
        self.data = ""

    def read(self, line: bytes) -> Any:
        """Return the value that this line completes, None where it completes none."""
        text = line.decode("utf-8", "replace").strip()
        if not text:
            if self.data:
                raise BadEvent(self.data[:80])
            return None
        if not text.startswith("{"):  # an error body is sent bare by some, in the middle of a stream
            field, _, text = text.partition(":")
            if field != "data" or not text.strip():
                return None
        self.data = f"{self.data}\n{text}".strip()
        if self.data == DONE:
            self.data = ""
            return DONE
        try:
            value = json.loads(self.data)
        except ValueError:
            return None
        except RecursionError as error:
            raise BadEvent(self.data[:80]) from error
        self.data = ""
        return value


_TAG = re.compile(r"<(/?)think(?:ing)?>")
_TAGS = ("<think>", "</think>", "<thinking>", "</thinking>")


class Thoughts:
    """Tells reasoning in <think> tags from the text, wherever the pieces are cut.

    Some servers put the opening tag into the prompt, so that a reply begins with reasoning and a closing tag comes that
    nothing opened. Who is told so (`opened`) takes the beginning as reasoning; who is not finds it out too late, sets
    `lone` and gives the tag as text, so that `model.without_thought` can cut what stands before it. `mistaken` says at the end that nothing was closed.
    """

    def __init__(self, *, opened: bool = False) -> None:
        self.inside = self._assumed = opened
        self.lone = self.mistaken = False
        self._held = ""
        self._taken: list[str] = []
        self._fresh = False
        self._tagged = False

    def feed(self, piece: str) -> tuple[str, str]:
        """Return the text and the reasoning that piece completes; an unfinished tag is held back."""
        buffer, self._held = self._held + piece, ""
        text, thought, at = "", "", 0
        for tag in _TAG.finditer(buffer):
            text, thought = self._sort(buffer[at : tag.start()], text, thought)
            at = tag.end()
            if tag.group(1) and not self.inside and not self._tagged:
                self.lone = True
                text += "</think>"
            self.inside = not tag.group(1)
            self._fresh = self._tagged = True
            self._assumed = False
        rest = buffer[at:]
        place = rest.rfind("<")
        if place >= 0 and any(tag.startswith(rest[place:]) for tag in _TAGS):
            rest, self._held = rest[:place], rest[place:]
        return self._sort(rest, text, thought)

    def _sort(self, part: str, text: str, thought: str) -> tuple[str, str]:
        if self.inside:
            if self._assumed:
                self._taken.append(part)
            return text, thought + part
        if self._fresh:
            part = part.lstrip()
            self._fresh = not part
        return text + part, thought

    def end(self) -> tuple[str, str]:
        """Return what is left at the end: an unfinished tag, or all of a reply that was wrongly taken for reasoning."""
        held, self._held = self._held, ""
        text, thought = self._sort(held, "", "")
        if self._assumed:
            self.mistaken = True
            return "".join(self._taken), ""
        return text, thought


def part(value: Any, name: str) -> Any:
    """Return what stands under name in an object, the first of a list; {} where there is nothing of the kind."""
    inner = value.get(name) if isinstance(value, dict) else None
    if isinstance(inner, list):
        inner = inner[0] if inner else None
    return inner if isinstance(inner, dict) else {}


def text_of(value: Any, *names: str) -> str:
    """Return the first text under one of the names, empty where there is none."""
    return next((value[name] for name in names if isinstance(value.get(name), str)), "")


def parts_of(content: Any) -> tuple[str, str]:
    """Return text and reasoning of a content that may be a text, nothing, or a list of parts."""
    if isinstance(content, str):
        return content, ""
    text = thought = ""
    for part in content if isinstance(content, list) else []:
        if isinstance(part, dict):
            text += part["text"] if isinstance(part.get("text"), str) else ""
            inner = part.get("thinking")
            thought += inner if isinstance(inner, str) else parts_of(inner)[0]
    return text, thought
