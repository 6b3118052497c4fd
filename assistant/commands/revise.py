"""The command revise: a speech and what is to be changed in; the speech with only that changed out."""

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from assistant import brief as briefs
from assistant import export, files
from assistant.commands.answers import as_json, read, speech_in, told
from assistant.drafting import Assistant
from assistant.errors import DocumentError
from assistant.revising.manuscript import put_back
from assistant.revising.reviser import Revision
from assistant.speech import Speech

_PLAIN = (".txt", ".md")


def revise(asked: argparse.Namespace) -> int:
    if asked.output:
        export.check(Path(asked.output).suffix)
        files.check(Path(asked.output), asked.force)
    if asked.file == asked.brief == "-":
        raise DocumentError("稿子和素材不能都从标准输入读；请把其中一个存成文件")
    speech, raw = speech_in(asked.file)
    if asked.seed is not None:
        speech = msgspec.structs.replace(speech, seed=asked.seed)
    brief = briefs.from_text(read(asked.brief)[0], Path(asked.brief).name) if asked.brief else None
    found = Assistant().revise(speech, asked.wanted, brief, as_of=asked.as_of)
    for line in found.unclear:
        print(line, file=sys.stderr)
    for request in found.left:
        print(f"“{request.words[:24]}”：命令行不存旧版，{asked.file} 没有动过，它就是上一版", file=sys.stderr)
    if not found.changed:
        print("错误：没有改动；请照上面的提示换个说法", file=sys.stderr)
        return 2
    _answer(asked, found, speech, raw)
    for line in found.changed:
        print(f"改：{line}", file=sys.stderr)
    print(f"{found.speech.characters} 字，约 {found.speech.minutes:g} 分钟", file=sys.stderr)
    for finding in found.speech.findings:
        print(told(finding), file=sys.stderr)
    return int(any(finding.level == "error" for finding in found.speech.findings))


def _answer(asked: argparse.Namespace, found: Revision, before: Speech, raw: str) -> None:
    if asked.output:
        suffix = Path(asked.output).suffix.lower()
        text = _text(found.speech, before, raw, asked.file, suffix) if suffix in _PLAIN else ""
        data = text.encode("utf-8") if text else export.export(found.speech, suffix)
        files.write(Path(asked.output), data, asked.force)
        print(f"写到 {asked.output}", file=sys.stderr)
    if asked.json:
        plain: dict[str, Any] = msgspec.json.decode(found.speech.to_json())
        print(as_json({**plain, "changed": found.changed, "unclear": found.unclear}))
    elif not asked.output:
        print(_text(found.speech, before, raw, asked.file, "").rstrip())


def _text(speech: Speech, before: Speech, raw: str, name: str, suffix: str) -> str:
    """Return the speech as text: the user's own file with its lines, where that has the form that is wanted."""
    own = Path(name).suffix.lower()
    if raw and (not suffix or suffix == own or (own not in _PLAIN and suffix == ".txt")):
        return put_back(raw, before, speech)
    return speech.markdown if suffix == ".md" else speech.text
