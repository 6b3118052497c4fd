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

_SCHEMA = """create table if not exists drafts (
    brief text primary key, unit text not null, seed integer not null, as_of text not null, text text not null,
    number integer not null)"""


class History:
    """The drafts remembered in one folder; where it can't be read or written, says so once and remembers nothing."""

    def __init__(self, home: Path) -> None:
        self._path = home / "history.sqlite3"
        self._told = False

    @contextlib.contextmanager
    def _open(self) -> Iterator["sqlite3.Connection"]:
        import sqlite3

        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Made before SQLite would: what it makes itself the whole office could read. Its journals take the file's mode.
        self._path.touch(mode=0o600)
        connection = sqlite3.connect(self._path, timeout=5)
        try:
            connection.execute("pragma journal_mode=wal")
            connection.execute(_SCHEMA)
            with connection:
                yield connection
        finally:
            connection.close()

    def others(self, brief: Brief) -> list[tuple[str, str]]:
        """Return (unit, text) of the latest drafts of other briefs, latest first."""
        try:
            if not self._path.exists():
                return []
            with self._open() as connection:
                rows = connection.execute(
                    "select unit, text from drafts where brief != ? order by number desc limit ?", (_key(brief), REMEMBERED)
                )
                return [(str(unit), str(text)) for unit, text in rows]
        except Exception as error:  # sqlite3's errors and the system's: a memory that fails must not cost the draft
            self._complain("读", error)
            return []

    def remember(self, brief: Brief, speech: Speech) -> None:
        """Keep speech as the latest draft of brief."""
        try:
            with self._open() as connection:
                connection.execute(
                    "insert or replace into drafts values (?, ?, ?, ?, ?, (select coalesce(max(number), 0) + 1 from drafts))",
                    (_key(brief), brief.unit, speech.seed, speech.as_of, speech.text),
                )
        except Exception as error:  # sqlite3's errors and the system's: a memory that fails must not cost the draft
            self._complain("写", error)

    def _complain(self, verb: str, error: Exception) -> None:
        if not self._told:
            log.warning("以往稿子的记录 %s %s不了（%s），本次不用它；可以删去这个文件", self._path, verb, error)
        self._told = True


def _key(brief: Brief) -> str:
    return hashlib.sha256(brief.key()).hexdigest()
