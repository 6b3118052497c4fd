"""The speech: parts and paragraphs, each with its sources; immutable, a revision is a new Speech."""

import re
from typing import Any, Literal

import msgspec

from assistant.brief import PACE
from assistant.errors import DocumentError
from assistant.findings import Finding

NUMERALS = "一二三四五六七八九十"
MAX_SENTENCE = 70
"""Characters that a listener can hold in one sentence (the genre guide's craft rule 14)."""


class Source(msgspec.Struct, frozen=True):
    """Where a paragraph comes from: a field of the brief, a passage found, a measure, a frame, or a model."""

    kind: Literal["brief", "passage", "measure", "frame", "model"]
    id: str
    document: str = ""
    score: float = 1.0


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph and its sources."""

    text: str
    sources: tuple[Source, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """One of the three sections; heading is without its numeral, writer is template, model, or user."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    writer: str = "template"


class PledgedMeasure(msgspec.Struct, frozen=True):
    """A measure found again in the finished text."""

    who: str
    what: str
    deadline: str
    check: str
    origin: Literal["given", "proposed"] = "proposed"


class Answered(msgspec.Struct, frozen=True):
    """A problem of the brief, and where the finished text answers it, as the checker found."""

    problem: str
    category: str
    answered_in: tuple[int, ...]
    measures: tuple[PledgedMeasure, ...] = ()


class Measures(msgspec.Struct, frozen=True):
    """What was measured of a text; shares are of its characters, longest_copy is in characters.

    `copied` is the share that stands in spans of 13 or more in any exemplar, `one_source` the largest such share in a
    single one, named by `source`; `specific` the share of sentences that hold something of this brief; `repeated`
    the share that the text says twice.
    """

    copied: float = 0.0
    one_source: float = 0.0
    longest_copy: int = 0
    source: str = ""
    specific: float = 0.0
    repeated: float = 0.0
    characters: int = 0
    minutes: float = 0.0


class Cost(msgspec.Struct, frozen=True):
    """What one stage of a model's work took: requests, tokens in and out, seconds, and yuan where prices are set.

    `estimated` says that a server gave no count and the tokens are reckoned from the characters.
    """

    stage: str
    calls: int
    tokens_in: int
    tokens_out: int
    seconds: float
    money: float | None = None
    estimated: bool = False


class Speech(msgspec.Struct, frozen=True, kw_only=True):
    """A whole speech with its provenance."""

    title: str
    salutation: str
    opening: tuple[Paragraph, ...]
    transition: str
    sections: tuple[Section, ...]
    closing: tuple[Paragraph, ...]
    thanks: str
    writer: str = "template"
    seed: int = 0
    as_of: str = ""
    problems: tuple[Answered, ...] = ()
    context: dict[str, dict[str, str]] = {}
    findings: tuple[Finding, ...] = ()
    measures: Measures = Measures()
    cost: tuple[Cost, ...] = ()

    def lines(self) -> list[str]:
        """Return the spoken lines from salutation to thanks, headings with their numerals."""
        found = [self.salutation, *(p.text for p in self.opening), self.transition]
        for number, section in enumerate(self.sections):
            found += [f"{NUMERALS[number]}、{section.heading}", *(p.text for p in section.paragraphs)]
        return [line for line in [*found, *(p.text for p in self.closing), self.thanks] if line]

    @property
    def text(self) -> str:
        """The speech as plain text: title, blank line, salutation, paragraphs with an indent of two characters."""
        lines = self.lines()
        first = [lines[0]] if self.salutation else [f"　　{lines[0]}"] if lines else []
        return "\n".join([self.title, "", *first, *(f"　　{line}" for line in lines[1:])]) + "\n"

    @property
    def markdown(self) -> str:
        """The speech as Markdown: it is cut into the same parts again."""
        blocks = [f"# {self.title}", self.salutation, *(p.text for p in self.opening), self.transition]
        for number, section in enumerate(self.sections):
            blocks += [f"## {NUMERALS[number]}、{section.heading}", *(p.text for p in section.paragraphs)]
        blocks += ["---", *(p.text for p in self.closing), self.thanks]
        return "\n\n".join(block for block in blocks if block) + "\n"

    @property
    def characters(self) -> int:
        """Every non-space character from salutation to closing or thanks; the title is not counted."""
        return count("".join(self.lines()))

    @property
    def minutes(self) -> float:
        """The reading time in minutes at the usual pace."""
        return round(self.characters / PACE, 1)

    def to_json(self) -> bytes:
        """Return the speech as JSON with its text, characters and minutes, as the command line's contract says."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        plain |= {"text": self.text, "characters": self.characters, "minutes": self.minutes}
        return msgspec.json.format(msgspec.json.encode(plain), indent=2)

    @classmethod
    def from_json(cls, data: bytes | str) -> "Speech":
        """Return the speech that to_json wrote; DocumentError where it is something else."""
        try:
            return msgspec.json.decode(data, type=cls)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DocumentError("这不是 biaotai 写出的 JSON 讲稿；请用 draft --json 或 -o 稿.json 生成的文件") from error


def count(text: str) -> int:
    """Return the number of non-space characters."""
    return len(re.sub(r"\s", "", text))
