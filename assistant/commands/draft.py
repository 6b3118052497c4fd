"""The command draft: a brief in, a speech out."""

import argparse
import sys
from pathlib import Path
from typing import Any

from assistant import export, files
from assistant.brief import Brief, from_mapping
from assistant.chain.events import Began, FellBack
from assistant.commands.answers import as_json, assistant_of, brief_of, costs, given_of, read, told
from assistant.drafting import Assistant
from assistant.errors import BriefError, DocumentError
from assistant.speech import Speech
from assistant.streaming import Drafting


def draft(asked: argparse.Namespace) -> int:
    suffix = Path(asked.output or "").suffix
    options = _options(asked)
    if not asked.plan and asked.output:
        export.check(suffix, options)
    elif wanted := export.flags(options):
        raise DocumentError(f"{'、'.join(wanted)} 要同 -o 稿.docx 一起用" + ("，不能同 --plan 一起用" if asked.plan else ""))
    elif asked.output and suffix.lower() not in _PLAN_SUFFIXES:
        raise DocumentError(f"不会写{suffix or '没有后缀'}的文件；请用 {'、'.join(_PLAN_SUFFIXES)}")
    if asked.output:
        files.check(Path(asked.output), asked.force)
    assistant = assistant_of(asked)
    under = _taken(asked.feedback, assistant) if asked.feedback else {}
    brief = _told(asked, assistant, under) if asked.message is not None else brief_of(asked, under)
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
    drafting = assistant.stream(brief, seed=asked.seed, as_of=asked.as_of, plan=plan, history=not asked.no_history)
    speech = _followed(drafting) if assistant.model else drafting.speech()
    if asked.output:
        files.write(Path(asked.output), export.export(speech, suffix, export.signed(options, suffix, brief, assistant.day(brief.date) if brief.date.strip() else None)), asked.force)
        print(f"写到 {asked.output}", file=sys.stderr)
    if asked.json:
        print(speech.to_json().decode())
    elif not asked.output:
        print(speech.text.rstrip())
    _talk(speech)
    return int(any(finding.level == "error" for finding in speech.findings))


def _taken(name: str, assistant: Assistant) -> dict[str, Any]:
    """Return what the feedback document says as values of a brief, and say in a line what was taken."""
    from assistant.commands.problems import feedback_of
    from assistant.feedback import fitted, to_brief

    feedback = fitted(feedback_of(name, assistant))
    told = [feedback.unit, feedback.team, feedback.kind, feedback.date, f"问题 {len(feedback.problems)} 条", f"时限 {len(feedback.deadlines)} 条"]
    print("取自反馈意见：" + "；".join([part for part in told if part] + list(feedback.notes)), file=sys.stderr)
    if feedback.cost and assistant.model:
        print(costs(assistant.model.name, feedback.cost), file=sys.stderr)
    return to_brief(feedback)


def _told(asked: argparse.Namespace, assistant: Assistant, under: dict[str, Any]) -> Brief:
    """Return the brief that a message in plain words gives, flags over it and the feedback under it, and show what was made of it."""
    from assistant.understanding.card import card
    from assistant.understanding.rules import apply

    if asked.brief:
        raise BriefError("素材文件和 --message 只能给一样；要在素材上改几项，请用 --role 等选项")
    message = read("-")[0] if asked.message == "-" else asked.message
    if not message.strip():
        raise BriefError("--message 后面没有话；请写明单位和反馈的问题，例如“我是云溪县水利局局长，问题是采购验收不严”")
    understood = assistant.understand(message, under)
    for words in understood.leftover:
        print(f"没有看懂：{' '.join(words.split())[:60]}", file=sys.stderr)
    data = {**apply(under, understood), **given_of(asked)}
    if asked.length is not None or asked.minutes is not None:
        data = {key: value for key, value in data.items() if key not in ("length", "minutes") or getattr(asked, key) is not None}
    if not data.get("unit"):
        raise BriefError("话里没有看出是哪个单位；请写上全称，例如“我是云溪县市场监督管理局局长”，或加 --unit")
    brief = from_mapping(data, "话里")
    print("\n".join(card(assistant.context(brief, asked.as_of))), file=sys.stderr)
    return brief


_PLAN_SUFFIXES = (".yaml", ".yml", ".json", ".txt")


def _options(asked: argparse.Namespace) -> export.Options:
    return export.Options(
        encoding=asked.encoding, comments=asked.comments, reading=asked.reading, annex=asked.annex, name_line=asked.name_line
    )


_STAGES = {"plan": "列提纲", "write": "写", "unify": "统稿", "check": "检查", "repair": "改"}


def _followed(drafting: Drafting) -> Speech:
    """Return the speech of a drafting, telling on stderr how it goes; Ctrl-C keeps what is written."""
    events = iter(drafting)
    while True:
        try:
            event = next(events, None)
        except KeyboardInterrupt:
            print("停下，模型没有写完的部分由模板写", file=sys.stderr)
            drafting.stop()
            continue
        if event is None:
            return drafting.speech()
        match event:
            case Began(stage, part):
                print(f"{_STAGES[stage]}{part}……", file=sys.stderr)
            case FellBack(_, part, why):
                print(f"{part or '这一步'}没有用模型的：{why}", file=sys.stderr)


def _talk(speech: Speech) -> None:
    print(
        f"\n{speech.characters} 字，约 {speech.minutes:g} 分钟；种子 {speech.seed}；与范文雷同 {speech.measures.copied:.1%}",
        file=sys.stderr,
    )
    if speech.cost:
        print(costs(speech.writer, speech.cost), file=sys.stderr)
    for finding in speech.findings:
        print(told(finding), file=sys.stderr)
