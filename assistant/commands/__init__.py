"""What the commands do: read what is asked, call the library, print the answer."""

import argparse
import logging
import sys
from importlib import import_module

from assistant.errors import AssistantError
from index.errors import RetrievalError

_HOMES = {
    "draft": "draft", "search": "look", "segment": "look", "check": "look", "corpus": "look", "brief": "look",
    "doctor": "doctor", "chat": "chat", "history": "chat", "wirecheck": "wirecheck", "problems": "problems", "revise": "revise",
    "ingest": "library", "library": "library", "selftest": "selftest",
}  # fmt: skip
"""The module of each command; the function there has the command's name."""


def run(asked: argparse.Namespace) -> int:
    """Run the command asked for and return its exit code; what the user can mend ends in one line and code 2."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    command = getattr(import_module(f"assistant.commands.{_HOMES[asked.command]}"), asked.command)
    try:
        return int(command(asked))
    except (AssistantError, RetrievalError) as error:
        print(f"错误：{' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("已停止", file=sys.stderr)
        return 130
