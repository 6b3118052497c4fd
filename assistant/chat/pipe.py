"""The chat through a pipe: a message a line, drafts on stdout, talk on stderr, so that it can be scripted."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

from assistant.chat.layout import lines_of
from assistant.chat.session import Session
from assistant.chat.shown import Draft, Leave, Shown, Streamed

_WIDE = 10_000
"""Columns: what a program reads is not broken into lines."""


def messages(lines: Iterable[str]) -> Iterator[str]:
    """Yield the messages of a pipe: a line each, and after /paste all lines up to one that is a full stop alone."""
    source = iter(lines)
    for line in source:
        text = line.rstrip("\r\n")
        if text.strip() in ("/paste", "/贴"):
            pasted: list[str] = []
            for more in source:
                if more.strip() == ".":
                    break
                pasted.append(more.rstrip("\r\n"))
            text = "\n".join(pasted)
        yield text


def talk(session: Session, lines: Iterable[str], out: TextIO, err: TextIO) -> None:
    """Hold the chat: answer every message in turn, until the lines end or one of them leaves."""
    for message in messages(lines):
        if put(session.answer(message), out, err):
            return


def put(answers: Iterable[Shown], out: TextIO, err: TextIO) -> bool:
    """Write what is shown, drafts to out and talk to err; return whether the chat ends."""
    for shown in answers:
        if isinstance(shown, Leave):
            return True
        if isinstance(shown, Draft):
            out.write(f"{shown.speech.text.rstrip()}\n")
            out.flush()
        elif not isinstance(shown, Streamed):
            for _, line in lines_of(shown, _WIDE):
                err.write(f"{line}\n")
            err.flush()
    return False


def standard() -> tuple[Iterable[str], TextIO, TextIO]:
    """Return standard input, output and error."""
    return sys.stdin or (), sys.stdout, sys.stderr
