"""What several commands share: the file or brief that is meant, findings and JSON as they are shown."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from assistant import brief as briefs
from assistant import cli, settings
from assistant.checks import subject
from assistant.checks.subject import speech_of
from assistant.drafting import Assistant
from assistant.errors import BriefError, DocumentError
from assistant.findings import Finding
from assistant.speech import Cost, Speech
from index import textfile
from index.documents import Document, from_text, read_document
from index.errors import CorpusError

_MARKS = {"error": "错误", "warning": "提醒", "note": "请核"}


def read(name: str) -> tuple[str, str]:
    """Return the text of a file, or of standard input for -, and its encoding."""
    try:
        if name == "-":
            if sys.stdin is None:
                raise DocumentError("标准输入没有内容；请给文件名，或用管道送进来")
            return textfile.decode(sys.stdin.buffer.read(textfile.MAX_BYTES + 1), "标准输入")
        return textfile.read(Path(name))
    except CorpusError as error:
        raise DocumentError(str(error)) from error


def document(name: str) -> Document:
    """Return the document in a file of any format, or the plain text of standard input for -."""
    if name == "-":
        return from_text(*read(name))
    try:
        return read_document(Path(name))
    except CorpusError as error:
        raise DocumentError(str(error)) from error


def speech_in(name: str) -> tuple[Speech, str]:
    """Return the speech in a file of any format, or in standard input, and its text as it stands there.

    The text is empty for a speech in JSON, and for formats that hold more than text. DocumentError where the file is empty,
    or nothing that could be such a speech.
    """
    read_in = document(name)
    shown = "标准输入" if name == "-" else name
    text = read_in.text
    if Path(name).suffix.lower() == ".json" or (name == "-" and text.lstrip().startswith('{"')):
        return Speech.from_json(text), ""
    if not text.strip():
        raise DocumentError(f"{shown} 是空的；请给一份写好的稿子")
    plain = read_in.format in ("txt", "md")
    raw = read(name)[0] if plain and name != "-" else text if plain else ""
    speech = speech_of(raw) if plain else subject.speech_in(read_in)
    if not speech.sections and not (speech.salutation or re.search(r"整改|巡察|巡视|反馈意见|表态", text)):
        raise DocumentError(f"{shown} 不像一篇表态发言（没有称呼、小标题，也没有说到巡察和整改）；请给写好的讲稿")
    return speech, raw


def given_of(asked: argparse.Namespace) -> dict[str, Any]:
    """Return the fields of the brief that stand on the command line."""
    given: dict[str, Any] = {}
    for flag in cli.TEXTS:
        value = getattr(asked, flag.replace("-", "_"))
        if value is not None:
            given[flag.replace("-", "_")] = value
    for flag, (field, _) in cli.LISTS.items():
        if (values := getattr(asked, flag)) is not None:
            given[field] = values
    for field in ("length", "minutes"):
        if getattr(asked, field) is not None:
            given[field] = getattr(asked, field)
    return given


def brief_of(asked: argparse.Namespace, under: dict[str, Any] | None = None) -> briefs.Brief:
    """Return the brief of flags and file; values of `under`, read from the feedback, fill what both leave out."""
    given = given_of(asked)
    if not asked.brief:
        if not given and not under:
            raise BriefError("没有素材；请给素材文件，或写 --unit 等选项；可用 biaotai brief > 素材.yaml 打印样张")
        return briefs.from_mapping(given, "命令行", under=under)
    text, _ = read(asked.brief)
    return briefs.from_text(text, "标准输入" if asked.brief == "-" else Path(asked.brief).name, given, under)


def assistant_of(asked: argparse.Namespace) -> Assistant:
    """Return the assistant with the model that is asked for, by option or by BIAOTAI_MODEL; offline where neither is."""
    name = "" if asked.offline else asked.model or settings.model_name()
    if asked.offline and asked.model:
        raise BriefError("--offline 和 --model 只能写一个；要联网写就去掉 --offline")
    if not name:
        if unused := next((flag for flag in ("dump_wire", "redact", "max_tokens_total") if getattr(asked, flag)), ""):
            raise BriefError(f"没有用模型，--{unused.replace('_', '-')} 用不上；请加 --model 名称，或去掉这个选项")
        return Assistant()
    return Assistant(
        model=name,
        redact=None if asked.no_redact else asked.redact,
        dump_wire=Path(asked.dump_wire) if asked.dump_wire else None,
        max_tokens_total=asked.max_tokens_total,
        prices=settings.prices(),
    )


def costs(writer: str, spent: Sequence[Cost]) -> str:
    """Return what a model took, a line a stage and one for all."""
    rows = [
        f"　　{cost.stage}　{cost.calls} 次，进 {cost.tokens_in}、出 {cost.tokens_out} 词元，{cost.seconds:.1f} 秒" + (f"，{cost.money:.4f} 元" if cost.money is not None else "")
        for cost in spent
    ]
    money = [cost.money for cost in spent if cost.money is not None]
    whole = f"模型 {writer}：共 {sum(c.tokens_in + c.tokens_out for c in spent)} 词元" + (f"，{sum(money):.4f} 元" if money else "")
    return "\n".join([whole + ("（按字数估计）" if any(c.estimated for c in spent) else ""), *rows])


def as_json(value: Any) -> str:
    """Return value as the JSON that programs read."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def told(finding: Finding) -> str:
    """Return finding as one line for a person."""
    fix = f"（{finding.fix}）" if finding.fix else ""
    return f"{_MARKS[finding.level]}〔{finding.where}〕{finding.message}{fix}"
