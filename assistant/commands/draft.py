"""The command draft: a brief in, a speech out."""

import argparse
import sys
from pathlib import Path

from assistant import files
from assistant.commands.answers import as_json, brief_of, read, told
from assistant.drafting import Assistant
from assistant.errors import DocumentError
from assistant.speech import Speech


def draft(asked: argparse.Namespace) -> int:
    if asked.output and Path(asked.output).suffix.lower() not in (_PLAN_SUFFIXES if asked.plan else _WRITERS):
        wanted = "、".join(_PLAN_SUFFIXES if asked.plan else _WRITERS)
        raise DocumentError(f"不会写{Path(asked.output).suffix or '没有后缀'}的文件；请用 {wanted}")
    if asked.output:
        files.check(Path(asked.output), asked.force)
    brief = brief_of(asked)
    assistant = Assistant()
    if asked.plan:
        from assistant import plan_file

        planned = assistant.plan(brief, seed=asked.seed or 0, as_of=asked.as_of)
        text = as_json(planned) if asked.json else plan_file.dump(planned)
        if asked.output:
            files.write(Path(asked.output), text.encode("utf-8"), asked.force)
            print(f"提纲写到 {asked.output}", file=sys.stderr)
        else:
            print(text.rstrip())
        return 0
    plan = None
    if asked.plan_file:
        from assistant import plan_file

        plan = plan_file.load(read(asked.plan_file)[0], Path(asked.plan_file).name, assistant.knowledge.corpus.categories)
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
    for finding in speech.findings:
        print(told(finding), file=sys.stderr)
