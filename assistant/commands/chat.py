"""The commands chat and history: a conversation in a terminal or through a pipe, and what was kept of them."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from assistant import settings
from assistant.errors import BriefError

if TYPE_CHECKING:
    from assistant.chat.session import Session

GREETING = "要写哪篇表态发言？说说单位、职务、哪个巡察组、反馈了什么问题。/help 看能做什么，Ctrl-D 离开。"
SECRET = "涉密内容请勿录入。"  # noqa: S105 - a warning, no password


def chat(asked: argparse.Namespace) -> int:
    from assistant.chat.store import Store

    home = settings.home()
    first_time = not (home / "history.sqlite3").exists()
    store = Store(home, lambda text: print(text, file=sys.stderr))
    turns = []
    if asked.resume is not None:
        rows = store.chats()
        number = asked.resume or (rows[0].id if rows else 0)
        turns = store.resume(number)
        if not turns:
            raise BriefError("没有可以接着的对话；用 biaotai history 看有哪些" if not asked.resume else f"没有第 {asked.resume} 号对话；用 biaotai history 看有哪些")

    def begin() -> Session:
        from assistant.chat.orders import obey  # with numpy behind them: while the user types
        from assistant.chat.session import Session
        from assistant.commands.answers import assistant_of

        session = Session(assistant_of(asked), store, obey)
        session.assistant.knowledge.warm()
        return session

    if sys.stdin is None or not sys.stdin.isatty():
        from assistant.chat import pipe

        if first_time:
            print(SECRET, file=sys.stderr)
        lines, out, err = pipe.standard()
        session = begin()
        if turns:
            pipe.put(session.resume(turns), out, err)
        pipe.talk(session, lines, out, err)
        return 0
    from assistant.chat.terminal import Terminal

    greeting = [("warn", SECRET)] if first_time else []
    terminal = Terminal(begin, home, plain=settings.no_color())
    terminal.run([*greeting, ("plain", GREETING)], (lambda session: session.resume(turns)) if turns else None)
    return 0


def history(asked: argparse.Namespace) -> int:
    from pathlib import Path

    from assistant import files
    from assistant.chat.store import Store
    from assistant.commands.answers import as_json

    troubles: list[str] = []
    store = Store(settings.home(), troubles.append)
    if asked.action == "delete":
        if asked.number is None and not asked.all:
            raise BriefError("请写要删哪一号，例如 biaotai history delete 3；全部删去用 --all")
        gone = store.delete(None if asked.all else asked.number)
        _trouble(troubles)
        if not gone and not asked.all:
            raise BriefError(f"没有第 {asked.number} 号对话；用 biaotai history 看有哪些")
        print(f"删去 {gone} 个对话" + ("，以往稿子的记录也清了" if asked.all else ""), file=sys.stderr)
        return 0
    if asked.action == "list":
        rows = store.chats()
        _trouble(troubles)
        if asked.json:
            print(as_json(rows))
        else:
            for row in rows:
                print(f"{row.id:>4}　{row.touched}　{row.turns} 条　{row.title or '（没有标题）'}")
            if not rows:
                print("还没有记录", file=sys.stderr)
        return 0
    if asked.number is None:
        raise BriefError(f"请写是哪一号，例如 biaotai history {asked.action} 3；用 biaotai history 看有哪些")
    turns = store.turns(asked.number)
    _trouble(troubles)
    if not turns:
        raise BriefError(f"没有第 {asked.number} 号对话；用 biaotai history 看有哪些")
    text = as_json(turns) if asked.json else "\n".join(_told(turn.at, turn.kind, turn.body) for turn in turns if turn.kind in ("user", "version"))
    if asked.action == "export" and asked.output:
        files.write(Path(asked.output), text.encode("utf-8") + b"\n", asked.force)
        print(f"写到 {asked.output}", file=sys.stderr)
    else:
        print(text)
    return 0


def _trouble(troubles: list[str]) -> None:
    if troubles:
        raise BriefError(troubles[0])


def _told(at: str, kind: str, body: str) -> str:
    if kind == "user":
        return f"【{at}】{body}"
    import msgspec

    from assistant.chat.versions import Version

    version = msgspec.json.decode(body, type=Version)
    return f"【{at} 稿：{version.how}】\n{version.speech.text}"
