"""Keep every turn of every chat as it happens, so that nothing is lost when the program or the machine stops."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from assistant.history import Database

Kind = Literal["user", "said", "brief", "version", "cursor", "streaming"]
"""What a turn is: words of the user, words to the user, the brief as known, a version of the speech, which version is
shown, and text of a speech that is still being written."""


class ChatRow(msgspec.Struct, frozen=True):
    """A chat as it is listed; `began` and `touched` are local times to the second."""

    id: int
    began: str
    touched: str
    title: str
    turns: int


class Turn(msgspec.Struct, frozen=True):
    """One thing that happened in a chat; body is JSON for brief, version and cursor, plain text else."""

    at: str
    kind: str
    body: str


class Store:
    """The chats of one state folder. Where it can't be read or written, `complain` hears of it once, and nothing is kept.

    Several programs may keep chats in one folder at once: each writes its own chat's turns.
    """

    def __init__(self, home: Path, complain: Callable[[str], None], now: Callable[[], datetime.datetime] = datetime.datetime.now) -> None:
        self._database, self._complain, self._now = Database(home), complain, now
        self._broken = False
        self._id: int | None = None

    @property
    def id(self) -> int | None:
        """The number of the chat that is being kept; None before its first turn."""
        return self._id

    def keep(self, kind: Kind, body: Any) -> None:
        """Add a turn to this chat, begun with its first one; a text as it is, anything else as JSON."""
        text = body if isinstance(body, str) else msgspec.json.encode(body).decode()
        with self._safely("写"), self._database.open() as connection:
            at = f"{self._now():%Y-%m-%d %H:%M:%S}"
            if self._id is None:
                title = text[:40] if kind == "user" else ""
                self._id = connection.execute("insert into chats (began, touched, title) values (?, ?, ?)", (at, at, title)).lastrowid
            if kind == "streaming":
                connection.execute("delete from turns where chat = ? and kind = 'streaming'", (self._id,))
            connection.execute("insert into turns (chat, at, kind, body) values (?, ?, ?, ?)", (self._id, at, kind, text))
            if kind == "version":
                connection.execute("delete from turns where chat = ? and kind = 'streaming'", (self._id,))
            connection.execute("update chats set touched = ? where id = ?", (at, self._id))

    def entitle(self, title: str) -> None:
        """Call this chat by what it is about."""
        with self._safely("写"), self._database.open() as connection:
            connection.execute("update chats set title = ? where id = ?", (title[:60], self._id))

    def resume(self, id: int) -> list[Turn]:
        """Go on with a chat and return its turns, oldest first; empty where there is none of that number."""
        turns = self.turns(id)
        if turns:
            self._id = id
        return turns

    def chats(self) -> list[ChatRow]:
        """Return the chats, the one touched last first."""
        found: list[ChatRow] = []
        with self._safely("读"):
            if self._database.path.exists():
                with self._database.open() as connection:
                    rows = connection.execute(
                        "select c.id, c.began, c.touched, c.title, count(t.id) from chats c left join turns t on t.chat = c.id"
                        " group by c.id order by c.touched desc, c.id desc"
                    )
                    found = [ChatRow(*row) for row in rows]
        return found

    def turns(self, id: int) -> list[Turn]:
        """Return the turns of a chat, oldest first."""
        found: list[Turn] = []
        with self._safely("读"):
            if self._database.path.exists():
                with self._database.open() as connection:
                    found = [Turn(*row) for row in connection.execute("select at, kind, body from turns where chat = ? order by id", (id,))]
        return found

    def delete(self, id: int | None = None) -> int:
        """Delete one chat, or all of them, and the remembered drafts with all; return how many chats went."""
        gone = 0
        with self._safely("写"):
            if self._database.path.exists():
                with self._database.open() as connection:
                    where, values = ("", ()) if id is None else (" where id = ?", (id,))
                    connection.execute(f"delete from turns{where.replace('id', 'chat')}", values)  # noqa: S608 - no user's words
                    gone = connection.execute(f"delete from chats{where}", values).rowcount  # noqa: S608 - no user's words
                    if id is None:
                        connection.execute("delete from drafts")
                        connection.execute("delete from speakers")
                with self._database.open() as connection:
                    connection.execute("pragma wal_checkpoint(truncate)")
        return gone

    @contextlib.contextmanager
    def _safely(self, verb: str) -> Iterator[None]:
        """Let a chat go on where keeping it fails, and say so once."""
        try:
            yield
        except (OSError, _sqlite_error()) as error:
            if self._broken:
                return
            self._broken = True
            self._complain(f"对话记录 {self._database.path} {verb}不了（{error}）；这次对话照常进行，但不再记录。可以换个 BIAOTAI_HOME，或把这个文件移走")


def _sqlite_error() -> type[Exception]:
    import sqlite3

    return sqlite3.Error
