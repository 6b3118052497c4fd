"""Remember drafts, so that two units' speeches from this tool are not alike: SQLite, readable by its owner only.

A brief is known by a hash of its content; its own earlier drafts are never held against it.
"""

import contextlib
import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.brief import Brief
from assistant.speech import Speech

if TYPE_CHECKING:
    import sqlite3

log = logging.getLogger(__name__)
REMEMBERED = 60
"""How many of the latest other drafts a new one is compared with."""

_SCHEMA = """
create table if not exists drafts (
    brief text primary key, unit text not null, seed integer not null, as_of text not null, text text not null,
    number integer not null);
create table if not exists speakers (brief text primary key, speaker text not null);
create table if not exists chats (id integer primary key, began text not null, touched text not null, title text not null);
create table if not exists turns (
    id integer primary key, chat integer not null references chats (id) on delete cascade, at text not null,
    kind text not null, body text not null);
create index if not exists turns_of_chat on turns (chat, id);
"""


class Database:
    """The one file of a state folder in which drafts and chats are kept, readable by its owner only."""

    def __init__(self, home: Path) -> None:
        self.path = home / "history.sqlite3"
        self._made = False

    @contextlib.contextmanager
    def open(self) -> Iterator["sqlite3.Connection"]:
        """Give a connection whose changes are committed at the end; raises what sqlite3 and the system raise."""
        import sqlite3

        self._made = self._made and self.path.exists()
        if not self._made:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Made before SQLite would: what it makes itself the whole office could read. Its journals take the file's mode.
            self.path.touch(mode=0o600)
        connection = sqlite3.connect(self.path, timeout=5)
        try:
            if not self._made:
                connection.execute("pragma journal_mode=wal")
                connection.executescript(_SCHEMA)
            connection.execute("pragma synchronous=normal")  # a killed program loses nothing, a power cut the last turn
            with connection:
                yield connection
            self._made = True
        finally:
            connection.close()


SAME_SPEECH = "-60 days"
"""How long before a draft others for the same unit are taken for its own earlier states."""


class History:
    """The drafts remembered in one folder; where it can't be read or written, says so once and remembers nothing."""

    def __init__(self, home: Path) -> None:
        self._database = Database(home)
        self._told = False

    def others(self, brief: Brief, day: str = "") -> list[tuple[str, str]]:
        """Return (unit, text) of the latest drafts of other briefs, latest first.

        What was drafted for the same speaker of the same unit within two months before `day` (YYYY-MM-DD) is left out: it is
        the same speech, asked for again after the brief was mended. Neither the unit's speech of an earlier inspection nor
        that of another speaker at the same meeting is.
        """
        try:
            if not self._database.path.exists():
                return []
            with self._database.open() as connection:
                rows = connection.execute(
                    "select unit, text from drafts left join speakers using (brief) where brief != ?"
                    " and not (ifnull(speaker, '') = ? and as_of > date(?, ?)) order by number desc limit ?",
                    (_key(brief), _speaker(brief), day or "9999-12-31", SAME_SPEECH, REMEMBERED),
                )
                return [(str(unit), str(text)) for unit, text in rows]
        except Exception as error:  # sqlite3's errors and the system's: a memory that fails must not cost the draft
            self._complain("读", error)
            return []

    def remember(self, brief: Brief, speech: Speech) -> None:
        """Keep speech as the latest draft of brief."""
        try:
            with self._database.open() as connection:
                connection.execute(
                    "insert or replace into drafts values (?, ?, ?, ?, ?, (select coalesce(max(number), 0) + 1 from drafts))",
                    (_key(brief), brief.unit, speech.seed, speech.as_of, speech.text),
                )
                connection.execute("insert or replace into speakers values (?, ?)", (_key(brief), _speaker(brief)))
        except Exception as error:  # sqlite3's errors and the system's: a memory that fails must not cost the draft
            self._complain("写", error)

    def _complain(self, verb: str, error: Exception) -> None:
        if not self._told:
            log.warning("以往稿子的记录 %s %s不了（%s），本次不用它；可以删去这个文件", self._database.path, verb, error)
        self._told = True


def _speaker(brief: Brief) -> str:
    return hashlib.sha256("\n".join((brief.unit, brief.role, brief.speaker)).encode()).hexdigest()


def _key(brief: Brief) -> str:
    return hashlib.sha256(brief.key()).hexdigest()
