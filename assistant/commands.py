"""What the commands do: read what is asked, call the library, print the answer."""

import argparse
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from assistant import brief as briefs
from assistant import cli, files, settings
from assistant.drafting import Assistant
from assistant.errors import AssistantError, BriefError, DocumentError
from assistant.findings import Finding
from assistant.speech import Speech
from index import textfile
from index.errors import CorpusError, RetrievalError

_MARKS = {"error": "错误", "warning": "提醒", "note": "请核"}


def run(asked: argparse.Namespace) -> int:
    """Run the command asked for and return its exit code; what the user can mend ends in one line and code 2."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    command = {
        "draft": _draft, "search": _search, "segment": _segment, "check": _check, "corpus": _corpus, "brief": _brief,
        "doctor": _doctor,
    }  # fmt: skip
    try:
        return command[asked.command](asked)
    except (AssistantError, RetrievalError) as error:
        print(f"错误：{' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("已停止", file=sys.stderr)
        return 130


def _read(name: str) -> tuple[str, str]:
    """Return the text of a file, or of standard input for -, and its encoding."""
    try:
        if name == "-":
            if sys.stdin is None:
                raise DocumentError("标准输入没有内容；请给文件名，或用管道送进来")
            return textfile.decode(sys.stdin.buffer.read(textfile.MAX_BYTES + 1), "标准输入")
        return textfile.read(Path(name))
    except CorpusError as error:
        raise DocumentError(str(error)) from error


def _brief_of(asked: argparse.Namespace) -> briefs.Brief:
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
    if not asked.brief:
        if not given:
            raise BriefError("没有素材；请给素材文件，或写 --unit 等选项；可用 biaotai brief > 素材.yaml 打印样张")
        return briefs.from_mapping(given, "命令行")
    text, _ = _read(asked.brief)
    return briefs.from_text(text, "标准输入" if asked.brief == "-" else Path(asked.brief).name, given)


def _draft(asked: argparse.Namespace) -> int:
    if asked.output and Path(asked.output).suffix.lower() not in (_PLAN_SUFFIXES if asked.plan else _WRITERS):
        wanted = "、".join(_PLAN_SUFFIXES if asked.plan else _WRITERS)
        raise DocumentError(f"不会写{Path(asked.output).suffix or '没有后缀'}的文件；请用 {wanted}")
    if asked.output:
        files.check(Path(asked.output), asked.force)
    brief = _brief_of(asked)
    assistant = Assistant()
    if asked.plan:
        from assistant import plan_file

        planned = assistant.plan(brief, seed=asked.seed or 0, as_of=asked.as_of)
        text = msgspec.json.format(msgspec.json.encode(planned), indent=2).decode() if asked.json else plan_file.dump(planned)
        if asked.output:
            files.write(Path(asked.output), text.encode("utf-8"), asked.force)
            print(f"提纲写到 {asked.output}", file=sys.stderr)
        else:
            print(text.rstrip())
        return 0
    plan = None
    if asked.plan_file:
        from assistant import plan_file

        plan = plan_file.load(_read(asked.plan_file)[0], Path(asked.plan_file).name, assistant.knowledge.corpus.categories)
    speech = assistant.draft(
        brief, seed=asked.seed, as_of=asked.as_of, plan=plan, history=not asked.no_history
    )
    if asked.output:
        files.write(Path(asked.output), _WRITERS[Path(asked.output).suffix.lower()](speech), asked.force)
        print(f"写到 {asked.output}", file=sys.stderr)
    if asked.json:
        print(speech.to_json().decode())
    elif not asked.output:
        print(speech.text.rstrip())
    _talk(speech)
    return int(any(finding.level == "error" for finding in speech.findings))


_PLAN_SUFFIXES = (".yaml", ".yml", ".json", ".txt")
_WRITERS = {
    ".txt": lambda speech: speech.text.encode("utf-8"),
    ".md": lambda speech: speech.markdown.encode("utf-8"),
    ".json": lambda speech: speech.to_json(),
}


def _talk(speech: Speech) -> None:
    print(
        f"\n{speech.characters} 字，约 {speech.minutes:g} 分钟；种子 {speech.seed}；与范文雷同 {speech.measures.copied:.1%}",
        file=sys.stderr,
    )
    _list(speech.findings)


def _list(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        fix = f"（{finding.fix}）" if finding.fix else ""
        print(f"{_MARKS[finding.level]}〔{finding.where}〕{finding.message}{fix}", file=sys.stderr)


def _search(asked: argparse.Namespace) -> int:
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
        print(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())
        return 0
    if not hits:
        print("没有找到相近的段落；换个说法试试，或去掉限制条件", file=sys.stderr)
        return 0
    for hit in hits:
        print(f"{hit.score:.2f}  {hit.passage.id}  {'；'.join(hit.why)}\n    {hit.passage.text}\n")
    return 0


def _segment(asked: argparse.Namespace) -> int:
    from index.segment import cut

    text, encoding = _read(asked.file)
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
        for speech in cut(text)
    ]
    if asked.json:
        found = {"encoding": encoding, "speeches": speeches}
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return 0
    print(f"编码 {encoding}，{len(speeches)} 篇", file=sys.stderr)
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


def _check(asked: argparse.Namespace) -> int:
    text, _ = _read(asked.file)
    subject: str | Speech = text
    if Path(asked.file).suffix.lower() == ".json":
        subject = Speech.from_json(text)
    elif not text.strip():
        raise DocumentError(f"{asked.file} 是空的；请给一份写好的稿子")
    brief = briefs.from_text(_read(asked.brief)[0], Path(asked.brief).name) if asked.brief else None
    against = [(path.name, _read(str(path))[0]) for path in _texts(asked.against, asked.file)]
    report = Assistant().check(subject, brief, as_of=asked.as_of, against=against)
    if asked.json:
        found = {"findings": report.findings, "errors": report.errors, "warnings": report.warnings, "measures": report.measures}
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        for finding in report.findings:
            fix = f"（{finding.fix}）" if finding.fix else ""
            print(f"{_MARKS[finding.level]}〔{finding.where}〕{finding.message}{fix}")
        m = report.measures
        source = f"，最多的是“{m.source}”" if m.source else ""
        print(
            f"{m.characters} 字，约 {m.minutes:g} 分钟；与范文雷同 {m.copied:.1%}（最长 {m.longest_copy} 字{source}）；"
            f"重复 {m.repeated:.1%}；错误 {report.errors} 处，提醒 {report.warnings} 处"
        )
    return int(report.errors > 0)


def _texts(names: list[str], own: str) -> Iterator[Path]:
    """Yield the text files named, those of a folder by name, and not the file that is being checked."""
    for name in names:
        path = Path(name)
        found = sorted(p for p in path.iterdir() if p.suffix.lower() in (".txt", ".md")) if path.is_dir() else [path]
        for one in found:
            if own == "-" or one.resolve() != Path(own).resolve():
                yield one


def _corpus(asked: argparse.Namespace) -> int:
    from assistant.audit import audit

    assistant = Assistant()
    folder = Path(asked.folder) if asked.folder else assistant.knowledge.corpus_folder
    found = audit(folder, assistant.knowledge, assistant.day(asked.as_of))
    if asked.json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        for fault in found.faults:
            print(f"{fault.file}〔{fault.rule}〕{fault.message}")
        print(
            f"范文 {found.exemplars} 篇（{found.characters[0]}—{found.characters[1]} 字），单位 {found.units} 类，"
            f"角色 {len(found.roles)} 种；{len(found.thin_topics)} 类问题的段落不足；毛病 {len(found.faults)} 处"
        )
    return int(asked.strict and bool(found.faults))


def _brief(asked: argparse.Namespace) -> int:
    path = settings.data_folder("corpus") / "brief.yaml"
    print(_read(str(path))[0].rstrip())
    return 0


_PACKAGES = ("faiss-cpu", "tantivy", "tokenizers", "numpy", "jinja2", "sentence-transformers", "openai")


def _doctor(asked: argparse.Namespace) -> int:
    import platform
    from importlib.metadata import PackageNotFoundError, version

    from assistant import __version__

    def installed(name: str) -> str:
        try:
            return version(name)
        except PackageNotFoundError:
            return ""

    knowledge = Assistant().knowledge
    corpus = knowledge.corpus
    packages = {name: installed(name) for name in _PACKAGES}
    found = {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "corpus": str(knowledge.corpus_folder),
        "exemplars": len(knowledge.cards),
        "categories": len(corpus.categories),
        "measures": sum(len(category.measures) for category in corpus.categories.values()),
        "units": len(corpus.units),
        "passages": len(knowledge.passages),
        "embedder": knowledge.embedder.name,
        "verified": corpus.formulations.verified,
        "home": str(settings.home()),
        "installed": packages,
    }
    if asked.json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return 0
    missing = "没有装"
    print(f"biaotai {found['version']}，Python {found['python']}，{found['system']}")
    print(f"语料　　{found['corpus']}：范文 {found['exemplars']} 篇，段落 {found['passages']} 个，问题 {found['categories']} 类，措施 {found['measures']} 条，单位 {found['units']} 类")
    print(f"提法　　核对到 {found['verified']}，此后的新提法请人工核对")
    print(f"向量　　{found['embedder']}")
    print(f"数据　　{found['home']}")
    print("依赖　　" + "，".join(f"{name} {number or missing}" for name, number in packages.items()))
    print("模型　　没有用到：全部离线写成")
    return 0
