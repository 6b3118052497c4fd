"""The chat in a terminal: the home of prompt_toolkit. Lines above the prompt stay in the terminal's own scrollback."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.chat.shown import Draft, Leave, Shown, Streamed

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from assistant.chat.session import Session

STYLES = {
    "title": "bold", "heading": "bold", "body": "", "plain": "", "good": "ansigreen", "warn": "ansiyellow", "card": "", "ask": "ansicyan bold",
    "stage": "italic", "error": "ansired bold", "warning": "ansiyellow", "note": "", "prompt": "ansicyan bold",
}  # fmt: skip
"""The sixteen colours of the terminal's own scheme, so that both light and dark backgrounds can be read; NO_COLOR has none."""

_WIDEST = 80


class Terminal:
    """Reads messages and prints what the session shows.

    The prompt is there before the corpus is read: `begin` makes the session, in a thread that starts once the prompt is
    on the screen, while the user types.
    """

    def __init__(self, begin: Callable[[], Session], home: Path, plain: bool) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import InMemoryHistory

        self._begin, self._plain = begin, plain
        self._session: Session | None = None
        self._failed: BaseException | None = None
        self._ready = threading.Event()
        self._column = 0
        self._part = ""
        self._prompt: PromptSession[str] = PromptSession(
            history=_history(home) or InMemoryHistory(), key_bindings=_keys(), completer=_completer(), complete_while_typing=False,
            multiline=False, enable_history_search=False, style=self._style(),
        )  # fmt: skip

    def run(self, greeting: Iterable[tuple[str, str]], first: Callable[[Session], Iterator[Shown]] | None = None) -> None:
        """Hold the chat until the user leaves; `first` is shown before the first message."""
        start = threading.Thread(target=self._make, daemon=True).start
        for style, line in greeting:
            self.line(style, line)
        if first:
            start()
            session = self._made()
            self._show(session, first(session))
        else:
            self._once_shown(start)
        while True:
            try:
                message = self._prompt.prompt([("class:prompt", "› ")])
            except KeyboardInterrupt:
                self.line("plain", "（Ctrl-D 离开，/help 看能做什么）")
                continue
            except EOFError:
                return
            session = self._made()
            try:
                if self._show(session, session.answer(message)):
                    return
            except KeyboardInterrupt:  # it came between two pieces: the chat goes on all the same
                session.stop()
                self.line("warn", "停下了，写好的留着")

    def line(self, style: str, text: str) -> None:
        """Print one line."""
        self._print([(style, text)])

    def _make(self) -> None:
        try:
            self._session = self._begin()
        except BaseException as error:  # handed over to whoever waits for the session
            self._failed = error
        finally:
            self._ready.set()
        if self._session is not None:
            self._session.assistant.prepare()

    def _once_shown(self, start: Callable[[], None]) -> None:
        """Start something when the prompt has been drawn for the first time: before, it would compete with the drawing."""

        def drawn(app: Any) -> None:
            app.after_render -= drawn
            start()

        self._prompt.app.after_render += drawn

    def _made(self) -> Session:
        if not self._ready.is_set():
            self._ready.wait()
        if self._failed is not None:
            raise self._failed
        assert self._session is not None
        return self._session

    def _show(self, session: Session, answers: Iterator[Shown]) -> bool:
        """Print what comes; Ctrl-C stops the present step. Return whether the user leaves."""
        while True:
            try:  # Ctrl-C may come while the next piece is made, or while one is printed
                shown = next(answers, None)
                if shown is None:
                    self._end_stream()
                    return False
                if isinstance(shown, Leave):
                    return True
                self._put(shown)
            except KeyboardInterrupt:
                session.stop()
                self._end_stream()
                self.line("warn", "停下了，写好的留着")

    def _put(self, shown: Shown) -> None:
        from assistant.chat.layout import lines_of, speech_lines

        if isinstance(shown, Streamed):
            self._stream(shown.part, shown.text)
            return
        self._end_stream()
        if isinstance(shown, Draft):
            self._print(speech_lines(shown.speech, self._width()))
        else:
            self._print(lines_of(shown, self._width()))

    def _stream(self, part: str, text: str) -> None:
        """Print a piece of a speech as it comes, an indent of two characters at each paragraph, broken at the width."""
        from assistant.understanding.card import columns

        if part != self._part:
            self._end_stream()
            self._part = part
        out = ""
        for char in text:
            if char == "\n":
                if self._column:
                    out, self._column = f"{out}\n", 0
                continue
            if self._column == 0:
                out, self._column = f"{out}　　", 4
            size = columns(char)
            if self._column + size > self._width() and char not in "，。；：、！？”）》":
                out, self._column = f"{out}\n", 0
            out, self._column = out + char, self._column + size
        self._raw([("class:body", out)], end="")

    def _end_stream(self) -> None:
        if self._column:
            self._raw([("", "\n")], end="")
        self._column, self._part = 0, ""

    def _print(self, lines: Iterable[tuple[str, str]]) -> None:
        for style, text in lines:
            self._raw([(f"class:{style}", text)], end="\n")

    def _raw(self, fragments: list[tuple[str, str]], end: str) -> None:
        from prompt_toolkit import print_formatted_text
        from prompt_toolkit.formatted_text import FormattedText

        print_formatted_text(FormattedText(fragments), end=end, style=self._style())

    def _width(self) -> int:
        return max(40, min(self._prompt.output.get_size().columns - 1, _WIDEST))

    def _style(self) -> Any:
        from prompt_toolkit.styles import Style

        return Style([(name, "" if self._plain else look) for name, look in STYLES.items()])


def _history(home: Path) -> Any:
    """Return the typed lines of earlier chats, in a file that only its owner reads; None where it can't be kept."""
    from prompt_toolkit.history import FileHistory

    try:
        home.mkdir(parents=True, exist_ok=True)
        path = home / "typed"
        path.touch(mode=0o600)
        with path.open("a"):
            return FileHistory(str(path))
    except OSError:
        return None


def _keys() -> Any:
    """Return the keys: Enter sends, Alt-Enter or Ctrl-J begins a new line; what is pasted comes whole."""
    from prompt_toolkit.key_binding import KeyBindings

    keys = KeyBindings()

    @keys.add("escape", "enter")
    def _(event: Any) -> None:
        event.current_buffer.insert_text("\n")

    return keys


def _completer() -> Any:
    """Return what Tab completes: commands, files after those that take one, items of the brief after /set.

    Nothing that the session's thread imports is imported here: two threads must not load what imports each other.
    """
    from prompt_toolkit.completion import Completer, Completion, PathCompleter
    from prompt_toolkit.document import Document

    class Commands(Completer):
        """Completes commands and what follows them."""

        def __init__(self) -> None:
            self._paths = PathCompleter(expanduser=True)

        def get_completions(self, document: Document, complete_event: Any) -> Iterator[Completion]:
            text = document.text_before_cursor
            if not text.startswith("/"):
                return
            from assistant.brief import KEYS
            from assistant.chat.help import HELP

            word, space, rest = text.partition(" ")
            if not space:
                yield from (Completion(name, -len(word), display_meta=what) for name, what in HELP.items() if name.startswith(word))
            elif word == "/set" and " " not in rest:
                yield from (Completion(key, -len(rest)) for key in KEYS if key.startswith(rest))
            elif word in ("/save", "/open", "/load"):
                yield from self._paths.get_completions(Document(rest, len(rest)), complete_event)

    return Commands()
