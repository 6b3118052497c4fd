"""A chat in a pseudo-terminal, for tests and for the benchmark of its speed."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

from tests.conftest import ROOT

SECONDS = 150
"""How long a screen is waited for: machines are shared; a step that works takes a moment."""


class Screen:
    """A chat in a pseudo-terminal: what is typed into it, and all that it has shown, without the marks that move the cursor."""

    def __init__(self, home: Path, *arguments: str, columns: int = 80, **environment: str) -> None:
        self.seen, self.raw = "", ""
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            own = {**os.environ, "BIAOTAI_HOME": str(home), "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "COLUMNS": "", **environment}
            os.chdir(ROOT)
            os.execvpe(sys.executable, [sys.executable, "-m", "assistant", "chat", *arguments], own)
        self.resize(columns)

    def resize(self, columns: int) -> None:
        """Give the terminal another width, as a user who draws at its window."""
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))

    def type(self, keys: str) -> None:
        os.write(self.terminal, keys.encode())

    def until(self, words: str, after: int = 0) -> str:
        """Return all shown from place `after` on, once words stand there."""
        end = time.monotonic() + SECONDS
        while words not in self.seen[after:]:
            assert time.monotonic() < end, f"{words} does not come; there is: {self.seen[-1500:]}"
            self._read()
        return self.seen[after:]

    def _read(self) -> None:
        if select.select([self.terminal], [], [], 0.2)[0]:
            with contextlib.suppress(OSError):
                raw = os.read(self.terminal, 65536).decode("utf-8", "replace")
                if "\x1b[6n" in raw:
                    self.type("\x1b[1;1R")  # where the cursor is: what a terminal answers
                self.raw += raw
                self.seen += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]", "", raw)

    def prompted(self) -> None:
        """Wait until the chat waits for the user."""
        end = time.monotonic() + SECONDS
        while not re.search(r"›[\s\x08]*$", self.seen):
            assert time.monotonic() < end, f"no prompt comes; there is: {self.seen[-800:]!r}"
            self._read()

    def leave(self) -> int:
        """Leave with Ctrl-D, and return the exit code."""
        self.prompted()
        self.type("\x04")
        return self.ended()

    def ended(self) -> int:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            self._read()
            done, status = os.waitpid(self.child, os.WNOHANG)
            if done:
                self.child = 0
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"the chat does not end; there is: {self.seen[-800:]}")

    def close(self) -> None:
        if self.child:
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
        os.close(self.terminal)
