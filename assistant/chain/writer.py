"""Write a plan with a model, part by part and at the same time; whatever fails is written by the template writer."""

from __future__ import annotations

import queue
import re
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.chain.asking import Asker
from assistant.chain.events import PARTS, Began, Event, FellBack, Finished, Text, Written
from assistant.chain.facts import facts, outline, passages_for, rooms
from assistant.chain.forms import CheckForm, Edit, UnifyForm
from assistant.chain.judging import Judge, by_part, paragraphs_of, told, with_part
from assistant.chain.sourcing import sourced
from assistant.checks import Report, check_speech
from assistant.context import Context
from assistant.errors import ModelError
from assistant.findings import Finding
from assistant.plan import Plan
from assistant.speech import MAX_SENTENCE, Speech, count
from assistant.template_writer import TemplateWriter

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge
    from index.passages import Passage

_STAGES = ("opening", "awareness", "rectification", "results")
_SHORT, _LONG = 0.45, 2.2
"""A part of less or more than this share of its room is no part of this speech, whatever it says."""

_OFF = 0.1
_MENDED = frozenset({"rhythm.sentence", "repetition.span", "repetition.sentence", "structure.list", "coverage.vague", "coverage.results", "coverage.priority", "meeting.answer", "meeting.acceptance", "meeting.path"})
"""Warnings that are worth a second writing."""


class ChainWriter:
    """Writes plans with one model; `events` tells what happens, `write` gives the speech alone."""

    def __init__(self, asker: Asker, knowledge: Knowledge, stop: threading.Event | None = None) -> None:
        self._asker, self._knowledge = asker, knowledge
        self._stop = stop or threading.Event()

    @property
    def name(self) -> str:
        return self._asker.model.name

    def write(self, plan: Plan, context: Context) -> Speech:
        """Return the speech of plan, checked; parts that the model failed at are the template writer's."""
        for event in self.events(plan, context):
            if isinstance(event, Finished):
                return event.speech
        raise AssertionError("the last event is the speech")

    def stop(self) -> None:
        """Let the model write no further: what is whole is kept, the rest is the template writer's."""
        self._stop.set()

    def events(self, plan: Plan, context: Context, fell: FellBack | None = None) -> Iterator[Event]:
        """Yield what happens, in the order of reading; the last event is Finished with the checked speech.

        `fell` tells that the plan is not the model's, so that the speech can say so.
        """
        writing = _Writing(self._asker, self._knowledge, plan, context, self._stop)
        if fell:
            writing.note("chain.fallback", "提纲", f"模型没有列成提纲（{fell.why[:80]}），提纲按规则列")
        yield from writing.events()


class _Writing:
    """One speech being written."""

    def __init__(self, asker: Asker, knowledge: Knowledge, plan: Plan, context: Context, stop: threading.Event) -> None:
        self.asker, self.knowledge, self.plan, self.context, self._stop = asker, knowledge, plan, context, stop
        self.offline = TemplateWriter(knowledge).write(plan, context)
        self.speech = msgspec.structs.replace(self.offline, writer=asker.model.name)
        self.judge = Judge(context, plan, knowledge)
        self.values = {**facts(context), "提纲": outline(plan, context)}
        self.passages: dict[int, list[Passage]] = {part: passages_for(part, plan, context, knowledge) for part in range(5)}
        self.rooms = rooms(plan, context)
        self.by_model: set[int] = set()
        self.notes: list[Finding] = []
        self.faults: dict[int, list[str]] = {}

    def events(self) -> Iterator[Event]:
        yield from self._sections()
        if self.by_model and not self._stop.is_set():
            yield from self._unify()
        if self.by_model and not self._stop.is_set():
            yield from self._mend()
        yield from self._settle()
        if self._stop.is_set():
            self.note("chain.stopped", "全文", "中途停下了，模型没有写的部分由模板写", "要模型写完就再来一次")
        report = self._report(self.speech)
        findings = tuple(sorted((*report.findings, *self.notes), key=lambda f: ("error", "warning", "note").index(f.level)))
        yield Finished(
            msgspec.structs.replace(
                self.speech, findings=findings, measures=report.measures, problems=report.problems, cost=self.asker.ledger.costs(),
                writer=self.asker.model.name if self.by_model else "template",
            )
        )  # fmt: skip

    # -- sections -----------------------------------------------------------------------------------------------------

    def _sections(self) -> Iterator[Event]:
        """Write the opening and the three sections at once; tell of them in the order of reading."""
        heard: queue.SimpleQueue[tuple[int, str, Any]] = queue.SimpleQueue()
        for part in range(4):
            threading.Thread(target=self._work, args=(part, heard), daemon=True).start()
        waiting: list[list[tuple[str, Any]]] = [[] for _ in range(4)]
        for part in range(4):
            yield Began("write", PARTS[part])
            while True:
                while not waiting[part]:
                    try:
                        number, kind, what = heard.get(timeout=0.2)
                    except queue.Empty:
                        if self._stop.is_set():  # the model may be silent: nobody waits for it any more
                            waiting[part].append(("failed", ModelError("已停下", reason="stopped")))
                        continue
                    waiting[number].append((kind, what))
                kind, what = waiting[part].pop(0)
                if kind == "text":
                    yield Text(PARTS[part], what)
                elif kind == "again":
                    yield Began("write", PARTS[part])
                elif kind == "failed":
                    yield self._fell(part, what)
                    break
                else:
                    yield from self._take(part, what.text, what.invented)
                    break

    def _work(self, part: int, heard: queue.SimpleQueue[tuple[int, str, Any]]) -> None:
        """Write one part in a thread of its own; whatever happens, say so, so that nobody waits for ever."""
        values = {**self.values, "段落": [passage.text for passage in self.passages[part]], "篇幅": self.rooms[part]}
        try:
            reply = self.asker.text(
                _STAGES[part], values, self.rooms[part], lambda text: heard.put((part, "text", text)), lambda: heard.put((part, "again", None))
            )
            heard.put((part, "done", reply))
        except BaseException as error:
            heard.put((part, "failed", error))

    def _take(self, part: int, text: str, invented: tuple[str, ...]) -> Iterator[Event]:
        """Take a part as the model wrote it; what is wrong with it is kept for the mending."""
        paragraphs = self._paragraphs(part, text)
        self.faults[part] = self._wrong(part, paragraphs, invented)
        self._put(part, paragraphs)
        yield Written(PARTS[part], tuple(paragraphs), "model")

    def _put(self, part: int, texts: list[str]) -> None:
        own = tuple(sourced(text, part, self.plan, self.context, self.passages[part], self.name) for text in texts)
        self.speech = with_part(self.speech, part, own, "model")
        self.by_model.add(part)

    @property
    def name(self) -> str:
        return self.asker.model.name

    def _paragraphs(self, part: int, text: str) -> list[str]:
        """Return the paragraphs of a reply: headings and numerals that were not asked for taken off, known slots filled."""
        heading = self.plan.headings[part - 1] if 1 <= part <= 3 else ""
        found = []
        for line in text.splitlines():
            line = re.sub(r"^[一二三]、\s*(?=\S{4,40}$)", "", line.strip(" \t　#*-"))
            if not line or (heading and line.rstrip("。：") in (heading, f"一、{heading}")):
                continue
            if part == 0 and (line == self.plan.salutation or re.fullmatch(r"(?:各位|尊敬的)?.{0,24}(?:领导|同志们)[：:]", line)):
                continue
            found.append(self.context.fill(line) or line if re.search(r"\{\w+\}", line) else line)
        return found

    def _wrong(self, part: int, paragraphs: list[str], invented: tuple[str, ...]) -> list[str]:
        size, room = count("".join(paragraphs)), self.rooms[part]
        found = [f"{'、'.join(invented)}是没有给过的代号，删去或换成给过的"] if invented else []
        if size < _SHORT * room:
            found.append(f"只有 {size} 字，要写到 {room} 字左右")
        elif size > _LONG * room:
            found.append(f"有 {size} 字，太长，压到 {room} 字左右")
        for fault in (self.judge.stray(paragraphs), self.judge.copied(paragraphs), self._lost(part, paragraphs)):
            if fault:
                found.append(fault)
        return found

    def _lost(self, part: int, paragraphs: list[str]) -> str:
        """Return which names of the problems section two has lost, as one clause."""
        if part != 2:
            return ""
        redactor = self.asker.redactor
        named = "".join(answer.label or "".join(answer.problems) for answer in self.plan.answers if answer.lead)
        lost = [redactor.names[one] for one in redactor.missing("\n".join(paragraphs), redactor.placeholders(redactor.hide(named)))]
        return f"问题里的{'、'.join(lost)}没有写到，要照原样写上" if lost else ""

    # -- uniting ------------------------------------------------------------------------------------------------------

    def _unify(self) -> Iterator[Event]:
        yield Began("unify")
        values = {**self.values, "段落": [passage.text for passage in self.passages[4]], "正文": self._told(), "篇幅": self.rooms[4]}
        try:
            form = self.asker.form("unify", values, UnifyForm, self.rooms[4] + 500)
        except ModelError as error:
            yield FellBack("unify", PARTS[4], str(error), error.reason)
            self.note("chain.fallback", PARTS[4], f"模型没有统好稿（{error}），过渡句和结尾由模板写")
            return
        closing = [text.strip() for text in form.closing if text.strip()]
        self.faults[4] = self._wrong(4, closing, ()) if closing else ["结尾是空的"]
        if closing:
            self._put(4, closing)
        for edit in form.edits[:10]:
            self._edit(edit)
        self._transition(form.transition.strip())
        yield Written(PARTS[4], tuple(closing), "model")

    def _told(self) -> list[dict[str, Any]]:
        headings = ("", *self.plan.headings, "")
        return [
            {"名": PARTS[part], "标题": headings[part], "段落": [p.text for p in paragraphs_of(self.speech, part)]} for part in range(4)
        ]

    def _edit(self, edit: Edit) -> None:
        """Change one sentence where it stands as quoted; nothing is changed that the checks would mind."""
        old, new = edit.old.strip(), edit.new.strip()
        if edit.part not in self.by_model or len(old) < 6 or edit.part > 3:
            return
        texts = [p.text for p in paragraphs_of(self.speech, edit.part)]
        at = next((i for i, text in enumerate(texts) if text.count(old) == 1), None)
        if at is None or (new and not new.endswith(("。", "！", "？"))):
            return
        changed = [*texts[:at], texts[at].replace(old, new).strip(), *texts[at + 1 :]]
        changed = [text for text in changed if text]
        if not changed or len(new) > 1.5 * len(old) + 10:
            return
        before, kept = self._report(self.speech), self.speech
        self._put(edit.part, changed)
        if self._report(self.speech).errors > before.errors:
            self.speech = kept

    def _transition(self, text: str) -> None:
        if not 6 <= len(text) <= 60 or len(text) > MAX_SENTENCE or not re.search("表态|发言|说|讲", text):
            return
        kept = self.speech
        self.speech = msgspec.structs.replace(kept, transition=text if text.endswith(("。", "：")) else f"{text}。")
        if self._report(self.speech).errors > self._report(kept).errors:
            self.speech = kept

    # -- checking and mending -----------------------------------------------------------------------------------------

    def _mend(self) -> Iterator[Event]:
        """Ask the model for faults, then let it write each faulty part once more."""
        yield Began("check")
        faults: dict[int, list[str]] = {part: list(found) for part, found in self.faults.items() if found}
        try:
            form = self.asker.form("check", {**self.values, "正文": self._told()}, CheckForm, 700)
            for fault in form.faults[:8]:
                if fault.part <= 3 and len(fault.quote) >= 4 and any(fault.quote.strip("。") in p.text for p in paragraphs_of(self.speech, fault.part)):
                    faults.setdefault(fault.part, []).append(f"“{fault.quote}”：{fault.fault}。{fault.fix}")
        except ModelError as error:
            yield FellBack("check", "", str(error), error.reason)
        report = self._report(self.speech)
        for part, findings in by_part(report.findings, ("error",)).items():
            faults.setdefault(part, []).extend(told(finding) for finding in findings)
        for part, findings in by_part((f for f in report.findings if f.rule in _MENDED), ("warning",)).items():
            faults.setdefault(part, []).extend(told(finding) for finding in findings)
        for part, told_off in self._off_length().items():
            faults.setdefault(part, []).append(told_off)
        for part in sorted(part for part in faults if part in self.by_model and not self._stop.is_set()):
            yield from self._repair(part, list(dict.fromkeys(faults[part])))

    def _off_length(self) -> dict[int, str]:
        """Return what the part furthest from its room is told, where the whole speech is too long or too short."""
        over = self.speech.characters / self.context.length - 1
        if abs(over) <= _OFF:
            return {}
        sizes = {part: count("".join(p.text for p in paragraphs_of(self.speech, part))) for part in range(4)}
        worst = max(sizes, key=lambda part: (sizes[part] - self.rooms[part]) * (1 if over > 0 else -1))
        wanted = max(60, sizes[worst] - round(over * self.context.length))
        self.rooms[worst] = wanted
        return {worst: f"全文{'长' if over > 0 else '短'}了 {abs(round(over * self.context.length))} 字，这一部分{'压' if over > 0 else '写'}到 {wanted} 字左右"}

    def _repair(self, part: int, faults: list[str]) -> Iterator[Event]:
        yield Began("repair", PARTS[part])
        heading = self.plan.headings[part - 1] if 1 <= part <= 3 else ""
        values = {
            **self.values, "名": PARTS[part], "标题": heading, "毛病": faults[:8], "篇幅": self.rooms[part],
            "原稿": [p.text for p in paragraphs_of(self.speech, part)],
        }  # fmt: skip
        kept, wrong = self.speech, self.faults.get(part, [])
        before = self._report(kept)
        try:
            reply = self.asker.text("repair", values, self.rooms[part])
        except ModelError as error:
            yield FellBack("repair", PARTS[part], str(error), error.reason)
            return
        paragraphs = self._paragraphs(part, reply.text)
        self.faults[part] = self._wrong(part, paragraphs, reply.invented)
        self._put(part, paragraphs)
        after = self._report(self.speech)
        if len(self.faults[part]) > len(wrong) or after.errors > before.errors:
            self.speech, self.faults[part] = kept, wrong
        else:
            yield Written(PARTS[part], tuple(paragraphs), "model")

    def _settle(self) -> Iterator[Event]:
        """Give every part that is still at fault to the template writer, until the checks find no error."""
        for part in sorted(self.by_model):
            if self.faults.get(part):
                yield self._fell(part, ModelError(self.faults[part][0], reason="not_taken"))
        while self.by_model and (report := self._report(self.speech)).errors:
            guilty = [part for part in by_part(report.findings) if part in self.by_model]
            for part in guilty or sorted(self.by_model):
                message = next((f.message for f in by_part(report.findings).get(part, ())), report.findings[0].message)
                yield self._fell(part, ModelError(message, reason="not_taken"))
            if not guilty:
                break
        if not self.by_model:
            self.speech = msgspec.structs.replace(self.offline, writer="template")
        elif 4 not in self.by_model or self._report(self.speech).errors:
            self.speech = msgspec.structs.replace(self.speech, transition=self.offline.transition)

    def _fell(self, part: int, error: BaseException) -> FellBack:
        """Put the template writer's part in place of the model's and return what is told of it."""
        if not isinstance(error, ModelError):
            raise error
        self.speech = with_part(self.speech, part, paragraphs_of(self.offline, part), "template")
        self.by_model.discard(part)
        if error.reason != "stopped":
            verb = "没有用" if error.reason == "not_taken" else "没有写成"
            self.note("chain.fallback", PARTS[part], f"模型的这一部分{verb}（{str(error)[:80]}），由模板写", "可以再来一次，或只改这一部分")
        return FellBack("write", PARTS[part], str(error), error.reason)

    def note(self, rule: str, where: str, message: str, fix: str = "") -> None:
        """Keep something that the speech must tell of how it was made."""
        self.notes.append(Finding(rule, "note", where, message, fix))

    def _report(self, speech: Speech) -> Report:
        return check_speech(speech, self.knowledge, self.context)
