"""The transcripts in the READMEs: `python -m tests.transcripts` writes them anew, test_readme.py compares them."""

import contextlib
import io
import re
import shlex
import sys
from pathlib import Path

from assistant.cli import main

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
BLOCK = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```", re.S)


def run(command: str) -> str:
    """Return what a command prints to standard output, the remembered drafts left alone."""
    words = shlex.split(command)[1:]
    if words[0] == "draft":
        words.append("--no-history")
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        main(words)
    return out.getvalue()


TALK = re.compile(r"<!-- chat (?P<name>[\w-]+) -->\n```text\n(?P<told>.*?)```", re.S)
_DRAFT = re.compile(r"^在\S*(?:会|发言)\S*\n\n\S+：\n(?P<body>(?:　　[^\n]*\n)+)", re.M)


def told(name: str) -> str:
    """Return a conversation of tests/golden/chats with the drafts left out but for how long they are."""
    text = (ROOT / "tests" / "golden" / "chats" / f"{name}.txt").read_text(encoding="utf-8")
    return _DRAFT.sub(lambda m: f"（稿子，{len(''.join(m['body'].split()))} 字，此处略）\n", text)


def rewrite() -> None:
    """Put what the commands print today into the READMEs, and what is said in conversations."""
    for name in READMES:
        path = ROOT / name
        text = BLOCK.sub(lambda m: f"```console\n$ {m['command']}\n{run(m['command'])}```", path.read_text(encoding="utf-8"))
        text = TALK.sub(lambda m: f"<!-- chat {m['name']} -->\n```text\n{told(m['name'])}```", text)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    rewrite()
    sys.exit(0)
