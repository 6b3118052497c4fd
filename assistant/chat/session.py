"""One chat: what is known of the brief, the versions of the speech, and what a message does to them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.brief import KEYS, Brief, from_mapping
from assistant.chain.events import PARTS, Began, FellBack, Finished, Planned, Text
from assistant.chat.shown import Ask, Card, Changed, Draft, Findings, Say, Shown, Stage, Streamed
from assistant.chat.store import Store, Turn
from assistant.chat.versions import Version, changed_by, edited
from assistant.context import Context
from assistant.errors import AssistantError, BriefError
from assistant.plan import Plan
from assistant.speech import Speech

if TYPE_CHECKING:
    from assistant.drafting import Assistant
    from assistant.revising.reviser import Revision
    from assistant.streaming import Drafting
    from assistant.understanding.asking import Question
    from assistant.understanding.rules import Understood

_STAGES = {"plan": "列提纲", "write": "写", "unify": "统稿", "check": "检查", "repair": "改"}
_SENTENCES = "。！？\n"
_OF_THE_TEXT = re.compile(r"第[一二三四五六七八九十\d]+(?:条|段|点|部分)|[那这](?:一)?(?:条|段|句|处)|改成|改为|写成|换成|写进去|具体|重写")
"""What shows that a message speaks of the text, not of the brief."""
_YES = re.compile(r"(?:是的?|对的?|好的?|嗯+|行|可以|没错|改吧|就这样|是这样|ok)?[吧啊呀。！，]*", re.IGNORECASE)
"""What says yes to a guess, Enter alone among it."""


class Session:
    """A chat over one assistant; `answer` takes a message and yields what is to be shown.

    What it holds is kept turn by turn in `store`, from which `resume` takes it up again.
    """

    def __init__(self, assistant: Assistant, store: Store, obey: Callable[[Session, str], Iterator[Shown]]) -> None:
        """Hold a chat; `obey` carries out a message that begins with a slash."""
        self.assistant, self.store, self._obey = assistant, store, obey
        self.data: dict[str, Any] = {}
        self.versions: list[Version] = []
        self.at = -1
        self.asked: list[Question] = []
        self.declined: set[str] = set()
        self.waiting = False
        self.guess = ""
        self.model = assistant.model
        self.drafting: Drafting | None = None
        self._stop = threading.Event()

    @property
    def version(self) -> Version | None:
        """The version that is shown; None before the first draft."""
        return self.versions[self.at] if self.at >= 0 else None

    def resume(self, turns: list[Turn]) -> Iterator[Shown]:
        """Take up a chat where its turns left it, and show how things stand."""
        partial = ""
        for turn in turns:
            try:
                if turn.kind == "brief":
                    self.data = msgspec.json.decode(turn.body)
                elif turn.kind == "version":
                    self.versions = [*self.versions[: self.at + 1], msgspec.json.decode(turn.body, type=Version)]
                    self.at, partial = len(self.versions) - 1, ""
                elif turn.kind == "cursor":
                    self.at = min(int(turn.body), len(self.versions) - 1)
                elif turn.kind == "streaming":
                    partial = turn.body
            except (msgspec.DecodeError, ValueError):
                yield Say("记录里有一条读不出来，跳过了", "warn")
        yield Say(f"接着上次的对话（{turns[-1].at}）")
        if self.version:
            self.data = dict(self.version.data)
            yield Draft(self.version.speech)
        elif self.data:
            yield from self._card()
        if partial:
            yield Say(f"上次停下时正写到：\n{partial}\n说“换一版”或“直接写”就重新写")

    def stop(self) -> None:
        """End the present step; may be called from any thread. What is there is kept."""
        self._stop.set()
        if self.drafting:
            self.drafting.stop()

    def answer(self, message: str) -> Iterator[Shown]:
        """Yield what a message leads to; a fault that the user can mend is told in a line and changes nothing."""
        self._stop.clear()
        self.assistant.model = self.model
        if message.strip():
            self.store.keep("user", message)
        try:
            yield from self._answered(message)
        except AssistantError as error:
            yield Say(" ".join(str(error).split()), "warn")

    def _answered(self, message: str) -> Iterator[Shown]:
        text = message.strip()
        guess, self.guess = self.guess, ""
        if guess and _YES.fullmatch(text):
            text = guess
        if text.startswith("/"):
            yield from self._obey(self, text)
        elif self.asked:
            yield from self._reply(text)
        elif not text:
            if self.waiting:
                yield from self.write()
        elif self.version:
            yield from self._change(text)
        else:
            yield from self._learn(text)

    # -- the brief ----------------------------------------------------------------------------------------------------

    def _learn(self, text: str) -> Iterator[Shown]:
        """Take what a message says of the brief, and ask for what is missing or write."""
        from assistant.feedback import is_feedback

        if is_feedback(text):
            yield from self.take_feedback(text)
            return
        understood = self._understood(text)
        yield from self._took(understood)
        if understood.changes or understood.wants_draft:
            yield from self.go_on(understood.wants_draft, unsure=bool(understood.leftover))

    def _understood(self, text: str) -> Understood:
        return self.assistant.understand(text, self.data)

    def _took(self, understood: Understood) -> Iterator[Shown]:
        """Put changes into the brief as far as they can be used, and say what was not understood."""
        from assistant.understanding.rules import apply

        if understood.note:
            yield Say(understood.note, "warn")
        if understood.changes:
            self.keep_brief(usable(apply(self.data, understood), "话里"))
        for words in understood.leftover:
            yield Say(f"没有看懂：{words[:60]}" if len(words) < 120 else words, "warn")
        if not understood.changes and not understood.leftover and not understood.wants_draft:
            yield Say("没有听出要写什么；请说是哪个单位、什么职务、反馈了哪些问题，例如：我是云溪县水利局局长，问题是采购验收不严", "warn")

    def take_feedback(self, text: str) -> Iterator[Shown]:
        """Fill the brief from an inspection's feedback document; what is known already stands."""
        from assistant.feedback import fitted, to_brief

        if self.model:
            yield Stage("读反馈意见")
        feedback = fitted(self.assistant.problems(text, stop=self._stop))
        self.keep_brief(to_brief(feedback, self.data))
        yield Say("从反馈意见里读到：" + "；".join(
            part for part in (feedback.unit, feedback.team, feedback.date, f"问题 {len(feedback.problems)} 条", *feedback.notes) if part
        ))  # fmt: skip
        yield from self.go_on(False)

    def keep_brief(self, data: dict[str, Any]) -> None:
        """Let data be the brief from now on."""
        self.data = data
        self.store.keep("brief", data)

    def go_on(self, at_once: bool, unsure: bool = False, card: bool = True) -> Iterator[Shown]:
        """Show the card, then ask the next question or, where nothing more is to be asked, write.

        Where something was not understood and nothing else is to be asked, the user may say it again first.
        """
        from assistant.understanding.asking import questions

        context = self.context() if self.data.get("unit") else None
        if card:
            yield from self._card()
        wanted = [q for q in questions(self.data, context) if q.field not in self.declined and (not at_once or q.field == "unit")]
        self.asked = wanted
        if wanted:
            if len(wanted) > 1:
                yield Say("还差几样，一样一样问；说“直接写”就不再问")
            yield Ask(wanted[0].text, wanted[0].default)
        elif unsure and not at_once:
            self.waiting = True
            yield Ask("没看懂的换个说法再说一遍；回车就先照上面的写")
        else:
            yield from self.write()

    def _reply(self, text: str) -> Iterator[Shown]:
        """Take a message as the answer to the question, unless it plainly says something else."""
        from assistant.feedback import is_feedback
        from assistant.understanding.asking import read_answer
        from assistant.understanding.rules import Understood

        question, understood = self.asked[0], None
        if is_feedback(text):
            self.asked = []
            yield from self.take_feedback(text)
            return
        if text:
            understood = self._understood(text)
            fields = {change.field for change in understood.changes}
            if understood.wants_draft or (fields - {question.field} and len(text) > 6):
                self.asked = []
                yield from self._learn(text)
                return
        changes = read_answer(question, text)
        if not changes and question.field == "unit":
            yield Say("没有单位名称就没法写；请写全称，例如：云溪县市场监督管理局", "warn")
            yield Ask(question.text, question.default)
            return
        self.declined.add(question.field)
        yield from self._took(Understood(changes, (), not changes))
        self.asked = self.asked[1:]
        if self.asked and self.asked[0].field != "unit":
            yield Ask(self.asked[0].text, self.asked[0].default)
        else:
            yield from self.go_on(False, card=bool(text))

    def _card(self) -> Iterator[Shown]:
        from assistant.understanding.card import card

        if self.data.get("unit"):
            yield Card(tuple(card(self.context())))
        elif self.data:
            chinese = {english: name for name, english in KEYS.items()}
            yield Card(tuple(f"{chinese.get(key, key)}　{_told(value)}" for key, value in self.data.items()))

    def brief(self) -> Brief:
        """Return the brief as known; BriefError where it can't be used yet."""
        if not self.data.get("unit"):
            raise BriefError("还不知道是哪个单位；请先说单位全称，例如：云溪县市场监督管理局")
        return from_mapping(self.data, "对话")

    def context(self) -> Context:
        return self.assistant.context(self.brief())

    # -- the speech ---------------------------------------------------------------------------------------------------

    def write(self, seed: int | None = None, plan: Plan | None = None, how: str = "起草", edits: tuple[str, ...] = ()) -> Iterator[Shown]:
        """Write the speech of the brief as known, as a new version; a model's words are shown as they come.

        `edits` are asked for again in the new text, and what of them can't be done there any more is said.
        """
        self.asked, self.waiting = [], False
        brief = self.brief()
        self.store.entitle(f"{brief.unit} {brief.role}".strip())
        self.drafting = self.assistant.stream(brief, seed=seed, plan=plan, history=not self.versions)
        streamed, partial, made, speech = False, "", plan, None
        try:
            for event in self.drafting:
                match event:
                    case Planned(planned):
                        made = planned
                    case Began(stage, part):
                        if stage != "write" or not streamed:
                            yield Stage(f"{_STAGES[stage]}{part}")
                        if stage == "write":
                            partial += f"\n{_heading(part, made)}" if part in PARTS[1:4] else ""
                    case Text(part, text):
                        streamed = True
                        partial += text
                        if (text and text[-1] in _SENTENCES) or any(mark in text for mark in _SENTENCES):
                            self.store.keep("streaming", partial)
                        yield Streamed(part, text)
                    case FellBack(_, part, why):
                        yield Say(f"{part or '提纲'}没有用模型的：{why}", "warn")
                    case Finished(finished):
                        speech = finished
        finally:
            self.drafting = None
        assert speech is not None
        version, lost = edited(self.assistant, Version(speech, dict(self.data), made, how), edits)
        yield from self.show(version, streamed=streamed and not version.edits)
        if version.edits:
            yield Say(f"以前要改的 {len(version.edits)} 处，新稿里照样改了：{'、'.join(f'“{words[:20]}”' for words in version.edits)}")
        for words in lost:
            yield Say(f"以前要改的“{words[:30]}”，新稿里没有改成，请再看看", "warn")

    def show(self, version: Version, changed: tuple[str, ...] = (), streamed: bool = False) -> Iterator[Shown]:
        """Make a version the one that is shown, and show it, with what the checks find that they did not before."""
        before = self.version
        self.versions = [*self.versions[: self.at + 1], version]
        self.at = len(self.versions) - 1
        self.data = dict(version.data)
        self.store.keep("version", version)
        yield Draft(version.speech, streamed)
        if changed:
            yield Changed(changed)
        if before is None:
            yield Findings(version.speech.findings)
        elif fresh := tuple(f for f in version.speech.findings if (f.rule, f.where) not in {(g.rule, g.where) for g in before.speech.findings}):
            yield Findings(fresh)
        else:
            yield Say("检查过了，没有新的毛病（/check 看全部）", "good")

    def take_speech(self, speech: Speech, name: str) -> Iterator[Shown]:
        """Begin from a draft that someone else wrote."""
        report = self.assistant.check(speech, self.brief() if self.data.get("unit") else None)
        checked = msgspec.structs.replace(speech, findings=report.findings, measures=report.measures, problems=report.problems)
        yield from self.show(Version(checked, dict(self.data), None, f"取自 {name}"))

    def _change(self, text: str) -> Iterator[Shown]:
        """Change the speech as a message asks; what changes the brief alone changes it and is written anew."""
        from assistant.feedback import is_feedback

        version = self.version
        assert version is not None
        if is_feedback(text):
            yield from self.take_feedback(text)
            return
        brief = from_mapping(version.data, "对话") if version.data.get("unit") else None
        revision = self.assistant.revise(version.speech, text, brief, version.plan)
        kinds = [request.kind for request in revision.left]
        if "undo" in kinds or "redo" in kinds:
            yield from self.move(-1 if "undo" in kinds else 1)
        elif revision.changed:
            yield from self.show(changed_by(version, revision, text), revision.changed)
        elif revision.unclear:
            yield from self._other(text, revision)
        for line in revision.unclear if revision.changed or kinds else ():
            yield Say(line, "warn")
        if len(revision.guesses) == 1 and self.version is version:
            self.guess = revision.guesses[0]
            yield Ask(f"要“{self.guess}”就回车；不是就换个说法")

    def _other(self, text: str, revision: Revision) -> Iterator[Shown]:
        """Try a message that asks no change of the text as news of the brief: it is written anew where it is some."""
        from assistant.revising.requests import read_requests

        version = self.version
        assert version is not None
        if read_requests(text, self.assistant.knowledge.corpus, version.speech).requests:  # understood, and told why it can't be done
            for line in revision.unclear:
                yield Say(line, "warn")
            return
        if _OF_THE_TEXT.search(text):  # a change of the text that was not understood is no news of the brief
            for line in revision.unclear:
                yield Say(line, "warn")
            return
        understood = self._understood(text)
        if understood.wants_draft and not understood.changes:
            yield Say("稿子已经写好了；要再写一版就说“换一版”，要改就说改哪里")
            return
        if understood.changes and not understood.leftover:
            yield from self._took(understood)
            words = "、".join(dict.fromkeys(f"“{change.words[:20]}”" for change in understood.changes))
            yield Say(f"按{words}改了素材，重写一版；/undo 回到改以前")
            yield from self.write(version.speech.seed, how=f"改素材：{words}", edits=version.edits)
            return
        for line in revision.unclear:
            yield Say(line, "warn")

    def move(self, by: int) -> Iterator[Shown]:
        """Go back or forward among the versions."""
        to = self.at + by
        if not 0 <= to < len(self.versions):
            yield Say("前面没有更早的一版了" if by < 0 else "后面没有更新的一版了", "warn")
            return
        self.at = to
        self.store.keep("cursor", self.at)
        version = self.versions[to]
        self.data = dict(version.data)
        yield Draft(version.speech)
        yield Say(f"这是第 {to + 1} 版（共 {len(self.versions)} 版）：{version.how}")


def usable(data: dict[str, Any], where: str) -> dict[str, Any]:
    """Return data as it is, or raise BriefError with what is wrong in it; the unit may still be missing."""
    from_mapping({**data, "unit": data.get("unit") or "某县水利局"}, where)
    return data


def _heading(part: str, plan: Plan | None) -> str:
    return f"{'一二三'[PARTS.index(part) - 1]}、{plan.headings[PARTS.index(part) - 1]}\n" if plan else ""


def _told(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "；".join(_told(item) for item in value)
    return str(value.get("text") or value) if isinstance(value, dict) else str(value)

