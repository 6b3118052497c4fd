"""The command problems: what a feedback document says."""

import argparse
import sys
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.commands.answers import as_json, assistant_of, costs, document
from assistant.drafting import Assistant

if TYPE_CHECKING:
    from assistant.feedback import Feedback


def feedback_of(name: str, assistant: Assistant) -> "Feedback":
    """Return what the feedback document in a file says."""
    return assistant.problems(document(name).as_printed)


def problems(asked: argparse.Namespace) -> int:
    assistant = assistant_of(asked)
    feedback = feedback_of(asked.file, assistant)
    if asked.json:
        print(as_json(_shown(feedback)))
        _talk(feedback, assistant)
        return 0
    for name, value in (
        ("单位", feedback.unit), ("巡察组", feedback.team), ("类型", feedback.kind), ("巡察时间", feedback.period), ("日期", feedback.date),
    ):  # fmt: skip
        if value:
            print(f"{name}：{value}")
    for place, found in enumerate(feedback.problems, 1):
        reader = f"只有{_READERS[found.reader]}读出" if assistant.model and found.reader != "both" else ""
        told = [found.name, "、".join(found.figures), "立行立改" if found.immediate else "", found.deadline, reader]
        print(f"{place}. {found.problem}（{'；'.join(filter(None, told))}）\n    原文：{found.quote.replace('**', '')}")
    for name, values in (("整改建议", feedback.recommendations), ("时限", feedback.deadlines)):
        for value in values:
            print(f"{name}：{value}")
    _talk(feedback, assistant)
    return 0


_READERS = {"rules": "规则", "model": "模型"}


def _talk(feedback: "Feedback", assistant: Assistant) -> None:
    print(f"问题 {len(feedback.problems)} 条；" + "；".join(feedback.notes or ("请对照原文核一遍",)), file=sys.stderr)
    if feedback.cost and assistant.model:
        print(costs(assistant.model.name, feedback.cost), file=sys.stderr)


def _shown(feedback: "Feedback") -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(feedback)
    return found
