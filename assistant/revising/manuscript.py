"""A speech on the desk: a copy whose paragraphs can be changed one by one, and put back into the file they came from."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

import msgspec

from assistant.revising.targets import WHOLE, Target, chinese
from assistant.speech import NUMERALS, Paragraph, Section, Source, Speech
from index.lexical import bigrams

_MARKS = (
    re.compile(r"(?:^|(?<=[。；;：:！？\s　]))(?P<n>[一二三四五六七八九十])(?P<m>是|要)(?=[\w，“])"),
    re.compile(r"(?:^|(?<=[。；;：:！？\s　]))第(?P<n>[一二三四五六七八九十])(?P<m>[，、,])"),
    re.compile(r"(?:^|(?<=[。；;：:！？\s　]))[（(](?P<n>[一二三四五六七八九十])(?P<m>[）)])"),
)
"""The ways of numbering items: 一是, 第一，, （一）."""


class Spot(msgspec.Struct, frozen=True):
    """A line of the speech: `part` as in Target, the section's number from 1, the paragraph's from 0."""

    part: str
    number: int = 0
    index: int = 0

    @property
    def name(self) -> str:
        return Target(self.part, self.number, self.index + 1 if self.part in ("opening", "section", "closing") else 0).name


class Item(msgspec.Struct, frozen=True):
    """One of 一是, 二是 ...: the paragraph that it stands in, from where to where, and its number."""

    spot: Spot
    start: int
    end: int
    value: int


class Manuscript:
    """The lines of a speech, to be changed; what stands in a kept target is never offered."""

    def __init__(self, speech: Speech, kept: tuple[Target, ...] = ()) -> None:
        self.first = speech
        self._kept: list[tuple[Target, tuple[Spot, ...]]] = []
        self.restore(speech)
        self._kept = [(target, tuple(spot for spot in self.spots() if self.within(spot, target, whole=True))) for target in kept]

    def restore(self, speech: Speech) -> None:
        """Lay another text on the desk in the place of this one; what is kept stays named."""
        self.first = msgspec.structs.replace(self.first, sections=speech.sections, seed=speech.seed)
        self.single = {"title": speech.title, "salutation": speech.salutation, "transition": speech.transition, "thanks": speech.thanks}
        self.lists: dict[tuple[str, int], list[Paragraph]] = {("opening", 0): list(speech.opening), ("closing", 0): list(speech.closing)}
        self.headings = [section.heading for section in speech.sections]
        for number, section in enumerate(speech.sections, 1):
            self.lists["section", number] = list(section.paragraphs)

    # -- reading ---------------------------------------------------------------------------------------------------

    def spots(self) -> list[Spot]:
        """Return every line in order, headings and empty single lines included."""
        found = [Spot("title"), Spot("salutation"), *self._of("opening", 0), Spot("transition")]
        for number in range(1, len(self.headings) + 1):
            found += [Spot("heading", number), *self._of("section", number)]
        return [*found, *self._of("closing", 0), Spot("thanks")]

    def _of(self, part: str, number: int) -> list[Spot]:
        return [Spot(part, number, i) for i in range(len(self.lists[part, number]))]

    def text(self, spot: Spot) -> str:
        """Return the text of a line."""
        if spot.part == "heading":
            return self.headings[spot.number - 1]
        return self.single[spot.part] if spot.part in self.single else self.paragraph(spot).text

    def paragraph(self, spot: Spot) -> Paragraph:
        """Return a line as a paragraph."""
        if spot.part in self.single or spot.part == "heading":
            return Paragraph(self.text(spot))
        return self.lists[spot.part, spot.number][spot.index]

    def body(self, target: Target = WHOLE) -> list[Spot]:
        """Return the paragraphs of target that may be changed: no title, salutation, heading, transition or thanks."""
        return [spot for spot in self.of(target) if spot.part in ("opening", "section", "closing")]

    def of(self, target: Target) -> list[Spot]:
        """Return the lines of target that may be changed, in order."""
        return [spot for spot in self.spots() if self.within(spot, target) and not self.kept(spot)]

    def kept(self, spot: Spot) -> bool:
        """Whether the user asked that a line stay as it is."""
        return any(self.within(spot, target, whole=True) for target, _ in self._kept)

    def within(self, spot: Spot, target: Target, whole: bool = False) -> bool:
        """Whether a line belongs to target; with `whole`, a section's heading belongs to the section."""
        if target.part in ("whole", "others"):
            if not target.paragraph:
                return True
            lines = [one for one in self.spots() if one.part in ("opening", "section", "closing") or (one.part in ("transition", "thanks") and self.text(one))]
            place = target.paragraph - 1 if target.paragraph > 0 else target.paragraph
            return -len(lines) <= place < len(lines) and lines[place] == spot
        loose = not self.lists["closing", 0] and not self.single["thanks"]
        if target.part == "closing" and not target.paragraph and loose:  # an ending that nothing sets apart
            body = [one for one in self.spots() if one.part in ("opening", "section") or (one.part == "transition" and not self.headings and self.text(one))]
            return bool(body) and spot == body[-1]
        if target.part == "opening" and not target.paragraph and not self.headings:
            return spot == Spot("opening", 0, 0)
        if target.part == "heading" and spot.part == "heading":
            return target.number in (0, spot.number)
        if target.part == "closing" and not target.paragraph and spot.part == "thanks":
            return True
        if whole and target.part == "section" and target.number == spot.number and spot.part == "heading" and not target.paragraph:
            return True
        if spot.part != target.part or (target.part == "section" and target.number not in (0, spot.number)):
            return False
        if not target.paragraph:
            return True
        many = len(self.lists[spot.part, spot.number])
        return spot.index == (target.paragraph - 1 if target.paragraph > 0 else many + target.paragraph)

    def all(self) -> str:
        """Return the whole text, a line each."""
        return "\n".join(self.text(spot) for spot in self.spots() if self.text(spot))

    # -- changing --------------------------------------------------------------------------------------------------

    def put(self, spot: Spot, text: str, sources: tuple[Source, ...] | None = None) -> None:
        """Set the text of a line; a paragraph keeps its sources unless others are given."""
        if spot.part == "heading":
            self.headings[spot.number - 1] = text
        elif spot.part in self.single:
            self.single[spot.part] = text
        else:
            old = self.paragraph(spot)
            self.lists[spot.part, spot.number][spot.index] = Paragraph(text, old.sources if sources is None else sources)

    def remove(self, spot: Spot) -> None:
        """Take a paragraph out; a single line becomes empty."""
        if spot.part in self.single:
            self.single[spot.part] = ""
        else:
            del self.lists[spot.part, spot.number][spot.index]

    def insert(self, part: str, number: int, index: int, paragraph: Paragraph) -> Spot:
        """Put a paragraph in before the one at index."""
        self.lists[part, number].insert(index, paragraph)
        return Spot(part, number, index)

    def replace_part(self, part: str, number: int, paragraphs: tuple[Paragraph, ...]) -> None:
        """Put other paragraphs in the place of all of a part."""
        self.lists[part, number] = list(paragraphs)

    def speech(self) -> Speech:
        """Return the speech as it now stands; a section is the user's where any of it is."""
        sections = tuple(
            Section(heading, tuple(self.lists["section", number]), self.first.sections[number - 1].writer)
            for number, heading in enumerate(self.headings, 1)
        )
        return msgspec.structs.replace(
            self.first, **self.single, opening=tuple(self.lists["opening", 0]), closing=tuple(self.lists["closing", 0]), sections=sections
        )

    # -- items -----------------------------------------------------------------------------------------------------

    def items(self, number: int) -> list[Item]:
        """Return the numbered items of a section in order; empty where it numbers nothing."""
        for pattern in _MARKS:
            found: list[Item] = []
            for spot in self._of("section", number):
                marks = list(pattern.finditer(self.text(spot)))
                ends = [*(mark.start() for mark in marks[1:]), len(self.text(spot))]
                found += [Item(spot, mark.start(), end, NUMERALS.index(mark["n"]) + 1) for mark, end in zip(marks, ends, strict=False)]
            if len(found) > 1:
                return found
        return []

    def renumber(self, number: int, straight: bool = False) -> bool:
        """Number the items of a section anew after one has gone or moved; True where a numeral was changed.

        A numeral no higher than the one before it begins a new list, unless `straight` says that there is but one.
        """
        changed = False
        items, count, before = self.items(number) or self._lone_item(number), 0, 0
        for item in items:
            count = 1 if item.value <= before and not straight else count + 1
            before = item.value
            if count != item.value and count <= len(NUMERALS):
                text = self.text(item.spot)
                at = next(i for i in range(item.start, item.end) if text[i] in NUMERALS)
                self.put(item.spot, text[:at] + NUMERALS[count - 1] + text[at + 1 :])
                changed = True
        return changed

    def _lone_item(self, number: int) -> list[Item]:
        for pattern in _MARKS:
            for spot in self._of("section", number):
                if mark := pattern.search(self.text(spot)):
                    return [Item(spot, mark.start(), len(self.text(spot)), NUMERALS.index(mark["n"]) + 1)]
        return []

    def about(self, words: str, target: Target = WHOLE) -> list[Spot]:
        """Return the paragraphs that words may mean, the likeliest first: they hold them, or most of their characters."""
        plain = re.sub(r"\W", "", words)
        pairs = set(bigrams(plain))
        found: list[tuple[float, int, Spot]] = []
        for place, spot in enumerate(self.body(target)):
            text = re.sub(r"\W", "", self.text(spot))
            share = 2.0 if plain in text else len(pairs & set(bigrams(text))) / max(1, len(pairs))
            if plain and share >= 0.6:
                found.append((-(share + 0.5 * (spot.part == "section" and spot.number == 2)), place, spot))
        return [spot for *_, spot in sorted(found, key=lambda entry: entry[:2])]


def section_name(number: int) -> str:
    """Return 第二部分."""
    return f"第{chinese(number)}部分"


def put_back(raw: str, before: Speech, after: Speech) -> str:
    """Return the user's file with only the changed lines changed: indents, marks and lines outside the speech stay.

    A line that the file does not hold as the speech has it (a heading run into its paragraph) is changed within it.
    """
    lines = raw.splitlines()
    old, new = list(_lines(before)), list(_lines(after))
    places: list[int] = []
    at = 0
    for text in old:
        place = next((i for i in range(at, len(lines)) if text and text in _same(lines[i])), -1)
        places.append(place)
        at = place if place >= 0 else at
    if -1 in places:
        return after.text
    gone: set[int] = set()
    extra: dict[int, list[str]] = {}
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        both = min(a2 - a1, b2 - b1)
        for a, b in zip(range(a1, a1 + both), range(b1, b1 + both), strict=True):
            lines[places[a]] = _carried(lines[places[a]], old[a], new[b])
        gone |= {places[a] for a in range(a1 + both, a2) if not _same(lines[places[a]]).replace(old[a], "", 1).strip(" \t　#*-")}
        for a in range(a1 + both, a2):
            lines[places[a]] = _same(lines[places[a]]).replace(old[a], "", 1)
        above = places[a1 + both - 1] if a1 + both else 0
        body = next((places[a] for a in range(a1 + both - 1, -1, -1) if len(old[a]) > 30), above)
        indent = re.match(r"[ \t　]*", lines[body])
        extra.setdefault(above, []).extend((indent.group() if indent else "") + new[b] for b in range(b1 + both, b2))
    found: list[str] = []
    spaced = sum(not line.strip() for line in lines) > len(lines) // 3
    for i, line in enumerate(lines):
        if i not in gone:
            found.append(line)
        elif found and not found[-1].strip() and i + 1 < len(lines) and not lines[i + 1].strip():
            found.pop()
        for text in extra.get(i, ()):
            found += ["", text] if spaced else [text]
    return "\n".join(found) + ("\n" if raw.endswith("\n") else "")


def _lines(speech: Speech) -> Iterator[str]:
    """Yield the lines as a file holds them, headings without their numerals."""
    yield from (text for text in (speech.title, speech.salutation) if text)
    yield from (p.text for p in speech.opening)
    if speech.transition:
        yield speech.transition
    for section in speech.sections:
        yield section.heading
        yield from (p.text for p in section.paragraphs)
    yield from (p.text for p in speech.closing)
    if speech.thanks:
        yield speech.thanks


def _carried(line: str, old: str, new: str) -> str:
    """Return a line with old turned into new, the marks of bold type left where they stand."""
    if "**" not in line:
        return line.replace(old, new, 1)
    where = [i for i in range(len(line)) if not (line.startswith("**", i) or (i and line.startswith("**", i - 1)))]
    start = "".join(line[i] for i in where).find(old)
    for tag, a1, a2, b1, b2 in reversed(difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
        if tag != "equal":
            at = where[start + a1] if start + a1 < len(where) else len(line)
            gone = set(where[start + a1 : start + a2])
            line = "".join(c for i, c in enumerate(line[:at]) if i not in gone) + new[b1:b2] + "".join(c for i, c in enumerate(line[at:], at) if i not in gone)
    return line


def _same(line: str) -> str:
    return line.replace("**", "")
