"""Render a stage's prompt: the home of jinja2 for what a model reads.

A prompt is a file `prompts/chain/STAGE.j2`. Its head, a comment, says what it gives and what it is given; two blocks, `system`
and `user`, hold its words. User text and exemplars enter as values, so that jinja syntax inside them is never read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant.errors import PromptError
from assistant.model import Message

STAGES = ("plan", "opening", "awareness", "rectification", "results", "unify", "check", "repair", "feedback", "understand", "revise")
"""The prompts that the chain asks, in the order of their use."""

_HEAD = re.compile(r"\{#\s*gives:\s*(?P<gives>.*?)\s*is given:\s*(?P<given>.*?)\s*#\}", re.S)


class Prompts:
    """The prompts of one folder; what a folder of the user's own lacks is taken from the shipped one."""

    def __init__(self, folder: Path, shipped: Path) -> None:
        """`folder` is looked into first; both hold `chain/STAGE.j2`."""
        self.folders = [folder / "chain", shipped / "chain"]

    @cached_property
    def _environment(self) -> Any:
        import jinja2

        return jinja2.Environment(
            loader=jinja2.FileSystemLoader(self.folders, encoding="utf-8"), undefined=jinja2.StrictUndefined,
            autoescape=False, trim_blocks=True, lstrip_blocks=True,  # noqa: S701 - plain text for a model
        )  # fmt: skip

    def head(self, stage: str) -> tuple[str, tuple[str, ...]]:
        """Return what a prompt gives and the names of the values that it is given, as its head says."""
        source = self._source(stage)
        found = _HEAD.search(source)
        if found is None:
            raise PromptError(f"提示词 {stage}.j2 缺开头的说明（gives: … is given: …）；请照随程序的那一份补上")
        return found["gives"], tuple(re.findall(r"\w+", found["given"]))

    def render(self, stage: str, values: Mapping[str, Any]) -> list[Message]:
        """Return the messages of a stage; PromptError where the file is missing, broken, or asks for more than its head says."""
        import jinja2

        _, given = self.head(stage)
        if missing := [name for name in given if name not in values]:
            raise PromptError(f"提示词 {stage}.j2 要的“{missing[0]}”这一步不给；可用：{'、'.join(sorted(values))}")
        try:
            template = self._environment.get_template(f"{stage}.j2")
            context = template.new_context({name: values[name] for name in given})
            parts = {
                name: _tidy("".join(template.blocks[name](context))) for name in ("system", "user") if name in template.blocks
            }
        except jinja2.TemplateNotFound as error:
            raise PromptError(f"没有提示词 {error.name}；请核对 BIAOTAI_PROMPTS 或重新安装") from error
        except jinja2.TemplateSyntaxError as error:
            raise PromptError(f"提示词 {error.name} 第{error.lineno}行写法不对（{error.message}）；请改正") from error
        except (jinja2.TemplateError, TypeError, ValueError) as error:  # what a template does with its values is its author's
            raise PromptError(f"提示词 {stage}.j2 用不了给它的值（{error}）；请对照随程序的那一份") from error
        if not parts.get("user"):
            raise PromptError(f"提示词 {stage}.j2 没有 user 这一块；请照随程序的那一份补上")
        return [Message(role, text) for role, text in parts.items() if text]  # type: ignore[arg-type]

    def _source(self, stage: str) -> str:
        for folder in self.folders:
            path = folder / f"{stage}.j2"
            try:
                if path.is_file():
                    return path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise PromptError(f"读不了提示词 {path}；请存成 UTF-8 文本再试") from error
        raise PromptError(f"没有提示词 {stage}.j2；请核对 BIAOTAI_PROMPTS 或重新安装")


def _tidy(text: str) -> str:
    """Return text without runs of empty lines."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.splitlines())).strip()
