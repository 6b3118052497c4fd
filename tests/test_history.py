"""Remembered drafts: other units' are kept apart, the own ones never count, and a broken memory costs one warning."""

import logging
import os
import sqlite3
import stat
import sys
from pathlib import Path

import msgspec
import pytest

from assistant import Assistant, Brief, Speech
from assistant.checks import phrases
from assistant.checks.copies import SIBLING_LIMIT
from assistant.copying import CopyTable
from assistant.history import REMEMBERED, History

FIRST = Brief(unit="云溪县水利局", role="局党组书记、局长", team="县委第三巡察组", problems=("采购验收把关不严", "窗口服务态度生硬"))
SECOND = Brief(unit="青河县水利局", role="局党组书记、局长", team="县委第五巡察组", problems=("采购验收把关不严", "窗口服务态度生硬"))
TWIN = msgspec.structs.replace(FIRST, speaker="某人")
"""Another brief whose draft would be word for word that of the first: the name never stands in the speech."""


@pytest.fixture
def home(tmp_path: Path, shared_home: Path, assistant: Assistant) -> Path:
    """A state folder of its own that shares the compiled corpus."""
    assert assistant.knowledge.corpus
    (tmp_path / "cache").symlink_to(shared_home / "cache")
    return tmp_path


@pytest.fixture
def own(home: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """The shared assistant with a memory of its own."""
    monkeypatch.setattr(assistant, "home", home)
    return assistant


def speech(text: str = "稿子") -> Speech:
    return Speech(title=text, salutation="", opening=(), transition="", sections=(), closing=(), thanks="", as_of="2026-06-10")


def likeness(assistant: Assistant, one: Speech, other: Speech) -> float:
    free = [*assistant.knowledge.official, *phrases(assistant.context(SECOND))]
    return CopyTable.of([("一", "\n".join(other.lines()))]).compare("\n".join(one.lines()), free).one_source


# -- the store --------------------------------------------------------------------------------------------------------


def test_a_draft_is_remembered_for_other_briefs_and_not_for_its_own(home: Path) -> None:
    History(home).remember(FIRST, speech("甲"))
    assert History(home).others(FIRST) == []
    assert [(unit, text.strip()) for unit, text in History(home).others(SECOND)] == [("云溪县水利局", "甲")]


def test_a_mended_brief_of_the_same_unit_is_the_same_speech_and_last_years_is_not(home: Path) -> None:
    memory = History(home)
    memory.remember(FIRST, speech("甲"))
    again = msgspec.structs.replace(FIRST, problems=("窗口服务生硬",))
    assert memory.others(again, "2026-06-20") == []
    assert [text.strip() for _, text in memory.others(again, "2027-06-20")] == ["甲"]
    assert [text.strip() for _, text in memory.others(SECOND, "2026-06-20")] == ["甲"]
    assert [text.strip() for _, text in memory.others(TWIN, "2026-06-20")] == ["甲"]


def test_a_new_draft_of_a_brief_takes_the_place_of_the_old_one(home: Path) -> None:
    memory = History(home)
    memory.remember(FIRST, speech("甲"))
    memory.remember(FIRST, speech("乙"))
    assert [text.strip() for _, text in memory.others(SECOND)] == ["乙"]


def test_the_latest_drafts_come_first_and_only_so_many(home: Path) -> None:
    memory = History(home)
    for number in range(REMEMBERED + 3):
        memory.remember(Brief(unit=f"第{number}水利局"), speech(str(number)))
    found = [text.strip() for _, text in memory.others(FIRST)]
    assert found == [str(number) for number in range(REMEMBERED + 2, 2, -1)]


def test_reading_an_empty_memory_makes_no_file(tmp_path: Path) -> None:
    assert History(tmp_path / "home").others(FIRST) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_the_file_can_be_read_by_its_owner_only(home: Path) -> None:
    mask = os.umask(0)
    try:
        History(home).remember(FIRST, speech())
    finally:
        os.umask(mask)
    assert stat.S_IMODE((home / "history.sqlite3").stat().st_mode) == 0o600


# -- drafting with a memory -------------------------------------------------------------------------------------------


def test_two_briefs_of_one_kind_get_speeches_that_are_not_alike(own: Assistant) -> None:
    first = own.draft(FIRST, history=True)
    second = own.draft(SECOND, history=True)
    told = any(finding.rule == "copying.sibling" for finding in second.findings)
    assert likeness(own, second, first) <= SIBLING_LIMIT or told


def test_a_brief_that_would_get_the_same_words_gets_others(own: Assistant) -> None:
    assert own.draft(FIRST, seed=0).text == own.draft(TWIN, seed=0).text
    first = own.draft(FIRST, history=True)
    second = own.draft(TWIN, history=True)
    told = any(finding.rule == "copying.sibling" for finding in second.findings)
    assert second.text != first.text
    assert likeness(own, second, first) <= SIBLING_LIMIT or told


def test_the_seed_that_was_taken_is_reported_and_gives_the_same_speech_again(own: Assistant) -> None:
    own.draft(FIRST, history=True)
    second = own.draft(TWIN, history=True)
    assert second.seed > 0
    assert own.draft(TWIN, seed=second.seed).text == second.text


def test_the_own_earlier_draft_never_counts(own: Assistant) -> None:
    first = own.draft(FIRST, history=True)
    again = own.draft(FIRST, history=True)
    assert (again.text, again.seed) == (first.text, 0)
    assert "copying.sibling" not in {finding.rule for finding in again.findings}


def test_without_history_nothing_is_read_or_written(own: Assistant, home: Path) -> None:
    own.draft(FIRST, history=False)
    assert not (home / "history.sqlite3").exists()
    History(home).remember(FIRST, own.draft(FIRST, seed=0))
    second = own.draft(TWIN, history=False)
    assert second.seed == 0
    assert "copying.sibling" not in {finding.rule for finding in second.findings}
    assert [unit for unit, _ in History(home).others(Brief(unit="别的单位"))] == ["云溪县水利局"]


def test_a_given_seed_is_kept_whatever_is_remembered_and_the_likeness_is_told(own: Assistant) -> None:
    plain = own.draft(TWIN, seed=0)
    own.draft(FIRST, seed=0, history=True)
    second = own.draft(TWIN, seed=0, history=True)
    assert second.text == plain.text
    assert "copying.sibling" in {finding.rule for finding in second.findings}


# -- a memory that fails ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["garbage", "folder", "other table"])
def test_a_damaged_memory_is_one_warning_and_the_draft_goes_on(
    own: Assistant, home: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    path = home / "history.sqlite3"
    if damage == "garbage":
        path.write_bytes(b"no database" * 200)
    elif damage == "folder":
        path.mkdir()
    else:
        with sqlite3.connect(path) as connection:
            connection.execute("create table drafts (something text)")
        connection.close()
    with caplog.at_level(logging.WARNING):
        found = own.draft(FIRST, history=True)
    assert found.text == own.draft(FIRST, seed=0).text
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 1
    assert "history.sqlite3" in told[0] and "可以删去这个文件" in told[0]


def test_a_memory_that_can_only_be_read_is_one_warning(
    own: Assistant, home: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.draft(FIRST, history=True)

    def read_only(path: Path, timeout: float) -> sqlite3.Connection:
        return connect(f"file:{path}?mode=ro", uri=True, timeout=timeout)

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", read_only)
    with caplog.at_level(logging.WARNING):
        assert own.draft(SECOND, history=True).text
    assert len([record for record in caplog.records if "以往稿子" in record.getMessage()]) == 1


def test_a_home_that_cannot_be_made_is_one_warning(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    memory = History(tmp_path / "file" / "home")
    with caplog.at_level(logging.WARNING):
        assert memory.others(FIRST) == []
        memory.remember(FIRST, speech())
        memory.remember(FIRST, speech())
    assert len(caplog.records) == 1
