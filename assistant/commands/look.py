"""The commands that look and change nothing: search, segment, check, corpus, brief."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant import brief as briefs
from assistant import settings
from assistant.commands.answers import as_json, document, read, told
from assistant.drafting import Assistant
from assistant.errors import DocumentError
from assistant.speech import Speech


def search(asked: argparse.Namespace) -> int:
    if not asked.text.strip():
        raise DocumentError("没有写要找什么；请写一句话，例如 biaotai search 窗口服务态度生硬")
    assistant = Assistant(embedder=asked.embedder)
    hits = assistant.search(
        asked.text, asked.k, part=asked.part, role=asked.role, sector=asked.sector, section=asked.section
    )
    if asked.json:
        rows = [
            {
                "id": hit.passage.id, "score": hit.score, "why": list(hit.why), "part": hit.passage.part.value,
                "section": hit.passage.section, "document": hit.passage.document, "topics": list(hit.passage.topics),
                "text": hit.passage.text,
            }
            for hit in hits
        ]  # fmt: skip
        print(as_json(rows))
        return 0
    if not hits:
        print("没有找到相近的段落；换个说法试试，或去掉限制条件", file=sys.stderr)
        return 0
    for hit in hits:
        print(f"{hit.score:.2f}  {hit.passage.id}  {'；'.join(hit.why)}\n    {hit.passage.text}\n")
    return 0


def segment(asked: argparse.Namespace) -> int:
    from index.segment import dissect

    read_in = document(asked.file)
    pieces = dissect(read_in)
    left = [*read_in.left_out, *pieces.left]
    speeches: list[dict[str, Any]] = [
        {
            "title": speech.title,
            "salutation": speech.salutation,
            "opening": [p.text for p in speech.opening],
            "transition": speech.transition,
            "sections": [{"heading": s.heading, "paragraphs": [p.text for p in s.paragraphs]} for s in speech.sections],
            "closing": [p.text for p in speech.closing],
            "thanks": speech.thanks,
        }
        for speech in pieces.speeches
    ]
    if asked.json:
        found = {
            "encoding": read_in.encoding, "format": read_in.format, "speeches": speeches, "left": left, "notes": read_in.notes,
        }  # fmt: skip
        print(as_json(found))
        return 0
    print(f"格式 {read_in.format}，编码 {read_in.encoding}，{len(speeches)} 篇", file=sys.stderr)
    for note in read_in.notes:
        print(note, file=sys.stderr)
    for one in pieces.left:
        if one.what not in ("序号", "记号", "分隔线"):
            print(f"不属于讲稿〔{one.what}〕{' '.join(one.text.split())[:60]}", file=sys.stderr)
    for speech in speeches:
        for part, name in (("title", "标题"), ("salutation", "称呼"), ("opening", "开头"), ("transition", "过渡")):
            _show(name, speech[part])
        for number, section in enumerate(speech["sections"]):
            print(f"【第{'一二三四五六'[number % 6]}部分】{section['heading']}")
            for paragraph in section["paragraphs"]:
                print(f"    {paragraph}")
        _show("结尾", speech["closing"])
        _show("致谢", speech["thanks"])
    return 0


def _show(name: str, value: Any) -> None:
    for text in [value] if isinstance(value, str) else value:
        if text:
            print(f"【{name}】{text}")


def check(asked: argparse.Namespace) -> int:
    subject: str | Speech
    if Path(asked.file).suffix.lower() == ".json":
        subject = Speech.from_json(read(asked.file)[0])
    else:
        subject = document(asked.file).text
        if not subject.strip():
            raise DocumentError(f"{asked.file} 是空的；请给一份写好的稿子")
    brief = briefs.from_text(read(asked.brief)[0], Path(asked.brief).name) if asked.brief else None
    against = list(_texts(asked.against, asked.file))
    report = Assistant().check(subject, brief, as_of=asked.as_of, against=against)
    if asked.json:
        found = {"findings": report.findings, "errors": report.errors, "warnings": report.warnings, "measures": report.measures}
        print(as_json(found))
    else:
        for finding in report.findings:
            print(told(finding))
        m = report.measures
        source = f"，最多的是“{m.source}”" if m.source else ""
        print(
            f"{m.characters} 字，约 {m.minutes:g} 分钟；与范文雷同 {m.copied:.1%}（最长 {m.longest_copy} 字{source}）；"
            f"重复 {m.repeated:.1%}；错误 {report.errors} 处，提醒 {report.warnings} 处"
        )
    return int(report.errors > 0)


_DOCUMENTS = (".docx", ".pdf", ".txt", ".md", ".markdown", ".html", ".htm")


def _texts(names: list[str], own: str) -> Iterator[tuple[str, str]]:
    """Yield name and text of the documents named, and of those of a folder by name, without the one being checked.

    A file of a folder that can't be read is told of and passed over; one that is named itself is an error.
    """
    for name in names:
        path = Path(name)
        found = sorted(p for p in path.iterdir() if p.suffix.lower() in _DOCUMENTS) if path.is_dir() else [path]
        for one in found:
            if own != "-" and one.exists() and one.samefile(own):
                continue
            try:
                yield one.name, document(str(one)).text
            except DocumentError as error:
                if one is path:
                    raise
                print(f"跳过：{error}", file=sys.stderr)


def corpus(asked: argparse.Namespace) -> int:
    from assistant.audit import audit

    assistant = Assistant()
    folder = Path(asked.folder) if asked.folder else assistant.knowledge.corpus_folder
    found = audit(folder, assistant.knowledge, assistant.day(asked.as_of))
    if asked.json:
        print(as_json(found))
    else:
        for fault in found.faults:
            print(f"{fault.file}〔{fault.rule}〕{fault.message}")
        print(
            f"范文 {found.exemplars} 篇（{found.characters[0]}—{found.characters[1]} 字），单位 {found.units} 类，"
            f"角色 {len(found.roles)} 种；{len(found.thin_topics)} 类问题的段落不足；毛病 {len(found.faults)} 处"
        )
    return int(asked.strict and bool(found.faults))


def brief(asked: argparse.Namespace) -> int:
    path = settings.data_folder("corpus") / "brief.yaml"
    print(read(str(path))[0].rstrip())
    return 0
