"""What reading and cutting find in a table of generated files, against what is there, and that no character is lost."""

from collections import Counter

import pytest

from index.documents import Document, from_bytes
from index.segment import Cut, CutSpeech, dissect
from tests.table import Made, Wanted, files

TABLE = list(files())


def faults(found: tuple[CutSpeech, ...], wanted: tuple[Wanted, ...]) -> list[str]:
    """Return what was found otherwise than it is there."""
    if len(found) != len(wanted):
        return [f"{len(found)} speeches, not {len(wanted)}: {[s.title for s in found]}"]
    wrong = []
    for speech, there in zip(found, wanted, strict=True):
        headings = tuple(section.heading for section in speech.sections)
        closing = speech.closing[0].text[: len(there.closing)] if speech.closing else ""
        for got, want in ((speech.title, there.title), (speech.salutation, there.salutation), (headings, there.headings), (closing, there.closing)):
            if got != want:
                wrong.append(f"{got!r}, not {want!r}")
    return wrong


def characters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def spoken(speech: CutSpeech) -> str:
    sections = "".join(s.heading + "".join(p.text for p in s.paragraphs) for s in speech.sections)
    opening, closing = ("".join(p.text for p in part) for part in (speech.opening, speech.closing))
    return speech.title + speech.salutation + opening + speech.transition + sections + closing + speech.thanks


def lost(document: Document, cut: Cut, made: Made) -> list[str]:
    """Return characters that came in and are neither in the speeches nor named as left, or came from nowhere."""
    there = characters("".join(text for text, _ in made.lines))
    lines = characters(document.text)
    out = characters("".join(map(spoken, cut.speeches)) + "".join(left.text for left in cut.left))
    return [
        f"{name}: {''.join((a - b).elements())!r}"
        for name, a, b in (
            ("not read", there, lines), ("read from nowhere", lines, there), ("lost in cutting", lines, out), ("cut from nowhere", out, lines),
        )
        if a - b
    ]  # fmt: skip


def test_the_table_has_enough_files_of_every_kind() -> None:
    suffixes = Counter(name.rpartition(".")[2] for name, _, _ in TABLE)
    assert len(TABLE) >= 40 and min(suffixes[kind] for kind in ("txt", "docx", "pdf", "html", "md")) >= 20


def test_speeches_titles_headings_and_closings_are_found_in_95_of_100_files() -> None:
    wrong = {name: found for name, data, made in TABLE if (found := faults(dissect(from_bytes(data, name)).speeches, made.wanted))}
    rate = 1 - len(wrong) / len(TABLE)
    told = "\n".join(f"{name}: {'; '.join(found)}" for name, found in wrong.items())
    assert rate >= 0.95, f"{rate:.1%} of {len(TABLE)} files all right\n{told}"


@pytest.mark.parametrize(("name", "data", "made"), TABLE, ids=[name for name, _, _ in TABLE])
def test_no_character_is_lost(name: str, data: bytes, made: Made) -> None:
    document = from_bytes(data, name)
    assert lost(document, dissect(document), made) == []


def test_a_fault_in_the_cut_shows_in_the_comparison() -> None:
    _, data, made = TABLE[0]
    speech = dissect(from_bytes(data, "稿.txt")).speeches[0]
    assert faults((), made.wanted) and faults((speech, speech), made.wanted)
    shorter = type(speech)(speech.title, "", speech.opening, speech.transition, speech.sections[:2], (), speech.thanks)
    assert len(faults((shorter,), made.wanted)) == 3


def test_a_lost_character_shows_in_the_count() -> None:
    _, data, made = TABLE[0]
    document = from_bytes(data, "稿.txt")
    cut = dissect(document)
    assert lost(document, Cut((), cut.left), made) and lost(Document(document.lines[1:], "utf-8", "txt"), cut, made)
