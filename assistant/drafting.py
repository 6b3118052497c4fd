"""Draft a speech: brief, context, plan, write, check; the one way that the command line and Python both take."""

from __future__ import annotations

import datetime
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from assistant import settings
from assistant.brief import Brief, check, from_mapping
from assistant.checks import Report, check_speech, check_text, phrases
from assistant.checks.copies import SIBLING_LIMIT
from assistant.checks.subject import speech_of
from assistant.context import Context, resolve
from assistant.copying import CopyTable
from assistant.dates import read_date
from assistant.errors import AssistantError, BriefError, ModelError
from assistant.findings import sort
from assistant.history import History
from assistant.knowledge import Knowledge
from assistant.plan import Plan, make_plan
from assistant.speech import Speech
from assistant.template_writer import TemplateWriter
from index.passages import Hit, Part
from index.search import ANY, Filter

if TYPE_CHECKING:  # the chain is loaded when a model is asked
    from assistant.chain.asking import Asker
    from assistant.chain.events import Event
    from assistant.chain.using import Using
    from assistant.feedback import Feedback
    from assistant.model import ChatModel
    from assistant.streaming import Drafting
    from assistant.understanding.rules import Understood
if TYPE_CHECKING:
    from assistant.revising.reviser import Revision

_TRIES = 5
_CLOSE = 0.05
SEARCH_FLOOR = 0.18
"""A passage below this is not shown: with the likely categories raised, few relevant ones lie there (train split)."""

_NAMED = 0.65  # what is of no category is found by a name or a wording that stands in a passage, by nothing less
_SEEDS = 12


class Writer(Protocol):
    """Turns a plan into a speech; the template writer and the chain writer are the two."""

    @property
    def name(self) -> str:
        """The name that the speech carries."""

    def write(self, plan: Plan, context: Context) -> Speech:
        """Return the speech of plan."""


class Assistant:
    """Drafts and checks speeches: offline with no set-up, or with a language model under the same checks.

    `corpus`, `prompts` and `home` are folders, `embedder` a sentence-transformers model or folder; None means what
    the settings say. `today` gives the date once where neither the brief nor the call names one. `model` is the name of a
    model that OPENAI_BASE_URL serves, or anything with ChatModel's two members; None, the default, opens no socket.
    Names leave the machine as placeholders: `redact` adds words to hide, None sends everything as it is. `dump_wire` names a
    new file that gets every request as sent; `max_tokens_total` bounds the tokens of one speech, in and out; `prices` are yuan a million tokens in and out.
    """

    def __init__(
        self,
        *,
        corpus: Path | None = None,
        prompts: Path | None = None,
        home: Path | None = None,
        embedder: str | None = None,
        model: str | ChatModel | None = None,
        redact: Sequence[str] | None = (),
        dump_wire: Path | None = None,
        max_tokens_total: int | None = None,
        prices: tuple[float, float] | None = None,
        today: Callable[[], datetime.date] = datetime.date.today,
    ) -> None:
        self.home = home or settings.home()
        self.knowledge = Knowledge(corpus, prompts, self.home, embedder)
        self._today = today
        self._redact, self._limit, self._prices = redact, max_tokens_total, prices
        self.model: ChatModel | None = None
        if isinstance(model, str):
            from assistant.endpoint import Endpoint
            from assistant.wire import WireLog

            self.model = Endpoint(model, on_request=WireLog(dump_wire) if dump_wire else None)
        elif model is not None:
            self.model = model

    def understand(self, message: str, known: Mapping[str, Any] | Brief | None = None) -> Understood:
        """Return what a message in plain words says, read over the brief that is known so far, by the model where there is one.

        `assistant.understanding.rules.apply` puts it into a mapping, which every method here takes for a brief. Where the model
        fails the rules read it, and `note` says so.
        """
        from assistant.understanding.rules import apply, plain, understand  # their patterns take a moment to compile

        found = understand(message, self.knowledge.corpus, self._today(), known)
        if self.model is None or not message.strip():
            return found
        from assistant.chain.conversing import understand_with

        guess = apply(known or {}, found)
        try:
            named = self.context(from_mapping({**guess, "unit": guess.get("unit") or "某单位"}))
            return understand_with(self._using.asker(named, texts=[message]), message, plain(known), self._today())
        except (ModelError, BriefError) as error:
            return msgspec.structs.replace(found, note=f"没有用模型的：{error}")

    @property
    def _using(self) -> Using:
        from assistant.chain.using import Using

        assert self.model is not None
        folders = (self.knowledge.prompts_folder, settings.shipped_folder("prompts"))
        hidden = None if self._redact is None else tuple(self._redact)
        return Using(self.model, folders, hidden, self._limit, self._prices)

    def context(self, brief: Brief | dict[str, Any], as_of: datetime.date | str | None = None) -> Context:
        """Return the brief with every gap resolved; BriefError where it contradicts itself."""
        brief = from_mapping(brief) if isinstance(brief, dict) else check(brief)
        today = self._today()
        day = read_date(as_of, today) if isinstance(as_of, str) else as_of
        return resolve(brief, self.knowledge.corpus, today, day)

    def plan(self, brief: Brief | dict[str, Any], *, seed: int = 0, as_of: datetime.date | str | None = None) -> Plan:
        """Return what would be said, to be read or changed before it is written; the model's where there is one."""
        from assistant.chain.events import Planned

        context = self.context(brief, as_of)
        if self.model is None:
            return self._planned(context, seed)[0]
        return next(e.plan for e in self._asked(context, seed, None, threading.Event(), write=False) if isinstance(e, Planned))

    def draft(
        self,
        brief: Brief | dict[str, Any],
        *,
        seed: int | None = None,
        as_of: datetime.date | str | None = None,
        plan: Plan | None = None,
        history: bool = False,
    ) -> Speech:
        """Return a checked speech for brief; without a model the same brief, corpus, seed and day give the same bytes.

        `brief` may be a mapping with Chinese or English keys. With `history`, drafts of other briefs are remembered
        in the state folder: without a seed the first from 0 upward is taken whose draft is not like one of them.
        Raises BriefError for a brief that can't be used; a model that fails raises nothing, the speech says so.
        """
        return self.stream(brief, seed=seed, as_of=as_of, plan=plan, history=history).speech()

    def stream(
        self,
        brief: Brief | dict[str, Any],
        *,
        seed: int | None = None,
        as_of: datetime.date | str | None = None,
        plan: Plan | None = None,
        history: bool = False,
    ) -> Drafting:
        """Return the draft as it is being written: typed events in the order of reading, the last one with the speech.

        The same arguments as `draft`; a brief that can't be used raises BriefError at once.
        """
        from assistant.streaming import Drafting

        context, stop = self.context(brief, as_of), threading.Event()
        return Drafting(self._events(context, seed, plan, history, stop), stop, apart=self.model is not None)

    def astream(self, brief: Brief | dict[str, Any], **options: Any) -> AsyncIterator[Event]:
        """Return the events of `stream` for asyncio; leaving the loop early stops the model."""
        from assistant.streaming import in_background

        return in_background(lambda: self.stream(brief, **options))

    def _events(
        self, context: Context, seed: int | None, plan: Plan | None, history: bool, stop: threading.Event
    ) -> Iterator[Event]:
        from assistant.chain.events import PARTS, Finished, Planned, Written
        from assistant.chain.judging import paragraphs_of

        past = History(self.home) if history else None
        others = CopyTable.of(past.others(context.brief, context.as_of.isoformat())) if past else None
        if self.model is not None:
            asked = list[Speech]()
            for event in self._asked(context, seed or 0, plan, stop):
                if isinstance(event, Finished):
                    asked.append(event.speech)
                else:
                    yield event
            speech = self._checked(asked[0], context, others)
        else:
            if plan:
                speech = TemplateWriter(self.knowledge).write(plan, context)
            elif seed is None and others and others.names:
                plan, speech = self._unlike(context, others)
            else:
                plan, speech = self._planned(context, seed or 0)
            yield Planned(plan)
            speech = self._checked(speech, context, others)
            for part, name in enumerate(PARTS):
                yield Written(name, tuple(p.text for p in paragraphs_of(speech, part)), "template")
        if past:
            past.remember(context.brief, speech)
        yield Finished(speech)

    def _asked(
        self, context: Context, seed: int, plan: Plan | None, stop: threading.Event, write: bool = True
    ) -> Iterator[Event]:
        """Yield what happens while the model plans (where no plan is given) and writes."""
        from assistant.chain.events import Began, FellBack, Planned
        from assistant.chain.planning import plan_with
        from assistant.chain.writer import ChainWriter

        asker = self._using.asker(context, stop)
        fell: FellBack | None = None
        if plan is None:
            plan = self._planned(context, seed)[0]
            yield Began("plan")
            try:
                plan = plan_with(asker, plan, context, self.knowledge)
            except ModelError as error:
                fell = FellBack("plan", "", str(error), error.reason)
                yield fell
        yield Planned(plan)
        if write:
            yield from ChainWriter(asker, self.knowledge, stop).events(plan, context, fell)

    def _unlike(self, context: Context, others: CopyTable) -> tuple[Plan, Speech]:
        """Return plan and draft of the first seed that is not like a remembered one, else of the seed least like any."""
        free = [*self.knowledge.official, *phrases(context)]
        tried: list[tuple[float, int, tuple[Plan, Speech]]] = []
        for seed in range(_SEEDS):
            made = self._planned(context, seed)
            share = others.compare("\n".join(made[1].lines()), free).one_source
            if share <= SIBLING_LIMIT:
                return made
            tried.append((share, seed, made))
        return min(tried, key=lambda entry: entry[:2])[2]

    def _planned(self, context: Context, seed: int) -> tuple[Plan, Speech]:
        """Return the plan whose speech comes nearest to the length asked for, and that speech.

        How much room the measures get is estimated first and corrected by what the writing shows.
        """
        writer = TemplateWriter(self.knowledge)
        best: tuple[float, Plan, Speech] | None = None
        scale = 1.0
        for _ in range(_TRIES):
            plan = make_plan(context, self.knowledge, seed, scale)
            speech = writer.write(plan, context)
            ratio = speech.characters / context.length
            if best is None or abs(ratio - 1) < abs(best[0] - 1):
                best = (ratio, plan, speech)
            if abs(ratio - 1) <= _CLOSE:
                break
            scale *= 1 / ratio if ratio < 1 else 0.92 / ratio
        assert best is not None
        return best[1], best[2]

    def _checked(self, speech: Speech, context: Context, others: CopyTable | None = None) -> Speech:
        report = check_speech(speech, self.knowledge, context, siblings=others)
        of_the_chain = [finding for finding in speech.findings if finding.rule.startswith("chain.")]
        return msgspec.structs.replace(
            speech, findings=tuple(sort([*report.findings, *of_the_chain])), measures=report.measures, problems=report.problems
        )

    def prepare(self) -> None:
        """Load what understanding and changing need, so that the first message and the first change do not wait for it."""
        from importlib import import_module

        from assistant.tagging import shipped

        import_module("assistant.revising.reviser")
        shipped("messages")
        shipped("requests")

    def revise(
        self,
        speech: Speech | str,
        wanted: str,
        brief: Brief | dict[str, Any] | None = None,
        plan: Plan | None = None,
        *,
        as_of: datetime.date | str | None = None,
    ) -> Revision:
        """Return speech changed as `wanted` asks in plain words: what was not asked for stays to the letter.

        `speech` may be the text of someone's own draft. Without a brief, what the speech's own context tells is used,
        and what needs more is said in `unclear`; `changed` says what was done, a line each.
        """
        from assistant.revising.reviser import RULES_ONLY, Reviser, Revision, brief_of, read_requests

        own = speech_of(speech) if isinstance(speech, str) else speech
        known = from_mapping(brief) if isinstance(brief, dict) else brief or brief_of(own)
        day = self.day(as_of or own.as_of or None)
        reviser = Reviser(self.knowledge, lambda one: self.context(one, day), self._planned, day)
        asked = read_requests(wanted, self.knowledge.corpus, own, known)
        told = ""
        if self.model is not None and known is not None and not {request.kind for request in asked.requests} & RULES_ONLY:
            from assistant.chain.conversing import revise_with

            context = self.context(known, day)
            drawn = plan or self._planned(context, own.seed)[0]
            try:
                recast = revise_with(self._using.asker(context, texts=[wanted, *own.lines()]), own, wanted, context, drawn, self.knowledge, known)
                speech = self._checked(recast.speech, context) if recast.changed else own
                return Revision(speech, known, plan, recast.changed, recast.unclear)
            except ModelError as error:
                told = f"没有用模型的：{error}"
        found = reviser.revise(own, asked, known, plan, brief is None)
        return msgspec.structs.replace(found, unclear=(told, *found.unclear)) if told else found

    def check(
        self,
        text: str | Speech,
        brief: Brief | dict[str, Any] | None = None,
        *,
        as_of: datetime.date | str | None = None,
        against: list[tuple[str, str]] | None = None,
    ) -> Report:
        """Return what the checks find in a text, with or without its brief.

        `against` holds (name, text) pairs that it must not be a copy of.
        """
        context = self.context(brief, as_of) if brief is not None else None
        day = context.as_of if context else self.day(as_of)
        others = CopyTable.of(against) if against else None
        if isinstance(text, Speech):
            return check_speech(text, self.knowledge, context, day, others=others)
        return check_text(text, self.knowledge, context, day, others)

    def day(self, as_of: datetime.date | str | None = None) -> datetime.date:
        """Return the day that as_of names, else today; BriefError where it is no date."""
        return read_date(as_of, self._today()) if isinstance(as_of, str) else as_of or self._today()

    def search(
        self, text: str, k: int = 5, *, part: str = "", role: str = "", sector: str = "", section: int = 0
    ) -> list[Hit]:
        """Return at most k passages of the exemplars for text, best first; empty where nothing is relevant.

        `sector` is a unit's name, kind or system (市场监管, 医院); an unknown part or sector raises AssistantError.
        """
        where = ANY
        if part or role or sector or section:
            if part and part not in Part._value2member_map_:
                raise AssistantError(f"没有“{part[:20]}”这种段落；可写：{'、'.join(p.value for p in Part)}")
            where = Filter((Part(part),) if part else (), section, role, "", self._sector(sector))
        topics = {
            match.category: (match.score, f"{self.knowledge.corpus.categories[match.category].name}（{match.why}）")
            for match in self.knowledge.categories.topics(text)
        }
        return self.knowledge.passages.search(text, k, where, SEARCH_FLOOR if topics else _NAMED, topics)

    def problems(self, text: str, *, stop: threading.Event | None = None) -> Feedback:
        """Return what an inspection's feedback document says, each problem with its category and its passage.

        Where there is a model it reads, and the rules verify that the document says so: a problem's `reader` tells who read
        it, `notes` what was left out; `stop` ends the asking. Raises DocumentError where text is empty or another kind of
        writing in which no problem is told.
        """
        from assistant.feedback import named, read_document
        from assistant.feedback.sorting import categoriser

        categorise = categoriser(self.knowledge.categories, self.knowledge.corpus)
        feedback = read_document(text, categorise)
        if self.model is None:
            return feedback
        from assistant.chain.reading import read_with

        def asker(texts: Sequence[str], stop: threading.Event) -> Asker:
            first, *others = [self.context(brief) for brief in named(feedback)]
            return self._using.asker(first, stop, texts, others)

        return read_with(asker, text, feedback, categorise, stop=stop)

    def _sector(self, name: str) -> str:
        if not name:
            return ""
        units = self.knowledge.corpus.units
        if name in self.knowledge.corpus.kinds or any(unit.id == name for unit in units):
            return name
        covered = {card.unit for card in self.knowledge.cards.values()}
        found = [u for u in units if name in (u.name, u.system) or name in u.aliases or name in u.system or name in u.name]
        found.sort(key=lambda unit: (unit.id not in covered, unit.id))
        if not found:
            raise AssistantError(f"没有“{name[:20]}”这个系统；可写单位名称（市场监管局）、系统（市场监管）或类别（医院）")
        return found[0].id
