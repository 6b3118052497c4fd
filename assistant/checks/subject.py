"""What is checked: a text cut into a speech, with what may be known of its brief."""

from __future__ import annotations

import re
from functools import cached_property

from assistant.context import Context
from assistant.speech import NUMERALS, Paragraph, Section, Speech, count
from index.documents import Document
from index.segment import CutSpeech, cut, cut_document, sentences
from index.segment import Paragraph as CutParagraph


def speech_of(text: str) -> Speech:
    """Return a text that someone wrote as a Speech, cut into parts; a text without parts is one opening.

    Of several speeches, or a speech with something before it, the first with most sections is taken.
    """
    found = cut(text)
    if found:
        return from_cut(max(found, key=lambda piece: len(piece.sections)))
    lines = tuple(CutParagraph(line.strip()) for line in text.splitlines() if line.strip())
    return from_cut(CutSpeech("", "", lines, "", (), (), ""))


def speech_in(document: Document) -> Speech:
    """Return the speech in a document of any format, its headings known by their style too; as `speech_of` else."""
    found = cut_document(document)
    return from_cut(max(found, key=lambda piece: len(piece.sections))) if found else speech_of(document.text)


def from_cut(piece: CutSpeech) -> Speech:
    """Return a cut speech as a Speech written by the user."""
    return Speech(
        title=piece.title,
        salutation=piece.salutation,
        opening=tuple(Paragraph(p.text) for p in piece.opening),
        transition=piece.transition,
        sections=tuple(
            Section(section.heading, tuple(Paragraph(p.text) for p in section.paragraphs), "user")
            for section in piece.sections
        ),
        closing=tuple(Paragraph(p.text) for p in piece.closing),
        thanks=piece.thanks,
        writer="user",
    )


class Subject:
    """A speech under check; `context` is None where no brief is known. `raw` is the text as it was given."""

    def __init__(self, speech: Speech, context: Context | None = None, raw: str | None = None) -> None:
        self.speech = speech
        self.context = context
        self.raw = raw if raw is not None else speech.text

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """The paragraphs with a name for the place each stands in: 第二部分第3段."""
        speech = self.speech
        found = [("标题", speech.title), ("称呼", speech.salutation)]
        found += [(f"开头第{i}段", p.text) for i, p in enumerate(speech.opening, 1)]
        found.append(("过渡句", speech.transition))
        for number, section in enumerate(speech.sections):
            name = f"第{NUMERALS[number]}部分" if number < len(NUMERALS) else f"第{number + 1}部分"
            found.append((f"{name}标题", section.heading))
            found += [(f"{name}第{i}段", p.text) for i, p in enumerate(section.paragraphs, 1)]
        found += [(f"结尾第{i}段", p.text) for i, p in enumerate(speech.closing, 1)]
        found.append(("致谢", speech.thanks))
        return [(place, text) for place, text in found if text]

    @cached_property
    def text(self) -> str:
        """All of the speech, a paragraph a line."""
        return "\n".join(text for _, text in self.places)

    @cached_property
    def sentences(self) -> list[tuple[str, str]]:
        """The sentences with their places, title, salutation and headings left out."""
        skip = ("标题", "称呼")
        return [(place, s) for place, text in self.places if not place.endswith(skip) for s in sentences(text)]

    @cached_property
    def characters(self) -> int:
        return self.speech.characters

    def given(self, text: str) -> bool:
        """Whether text stands in the brief, spaces aside."""
        return self.context is not None and re.sub(r"\s", "", text) in self._brief_text

    @cached_property
    def _brief_text(self) -> str:
        words = self.context.brief.words() if self.context else []
        return "\n".join(re.sub(r"\s", "", word) for word in words)


__all__ = ["Subject", "count", "from_cut", "speech_of"]
