"""Say one move: choose a frame or a sentence of the corpus that fits, is not yet used, and can be said in one breath."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from assistant.context import Context
from assistant.frames import Frame, order
from assistant.lines import chosen_line
from assistant.plan import Plan
from assistant.speech import MAX_SENTENCE, Source, count
from assistant.wording import joined, sentence
from index.segment import sentences

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge

class Bit(msgspec.Struct):
    """A piece of a paragraph: said always (rank 0), or where there is room, lower ranks first."""

    text: str
    sources: tuple[Source, ...]
    rank: int = 0


class Saying:
    """What has been said in one speech, and the values that frames are given."""

    def __init__(self, knowledge: Knowledge, plan: Plan, context: Context) -> None:
        self.knowledge, self.plan, self.context = knowledge, plan, context
        self.used: set[str] = set()
        self.salt = context.brief.unit  # two units' speeches differ at the same seed
        self.brisk = int(context.length < 1100)  # a short speech keeps its courtesies only where there is room
        self.terse = context.length < 420 + 110 * len(plan.answers)  # and a crowded one its finish lines
        brief = context.brief
        leads = [a.topic for a in plan.answers if a.lead and a.problems]
        topics = list(dict.fromkeys(leads))[:3]
        topics = [topic for topic in topics if not topic.startswith("“")] or topics[:1]  # what has a name is named first
        self.values: dict[str, Any] = {
            **{name: value.value for name, value in context.slots.items()},
            **context.owners,
            "role": context.role,
            "kind": context.kind,
            "meeting": context.meeting,
            "types": context.types,
            "类型": _types(context),
            "主题": _theme(context),
            "巡察时间": brief.period,
            "本级党委": context.own_superior,
            "乡镇党委": context.speak("镇党委"),
            "分管": joined(list(brief.portfolio)),
            "党内职务": _party_post(context),
            "要义": context.speak(context.unit.cause),
            "纪检组": _discipline_group(context),
            "领域们": joined(topics) if len(topics) > 1 else "",
            "领域": topics[0] if len(topics) == 1 else "",
            "时限": "",
            "无时限": True,
            "口号": brief.slogan.strip("“”\" "),
            "无口号": not brief.slogan.strip(),
            "序": "",
            "无序": True,
            "居首": False,
            "再": False,
        }

    def say(self, move: str, key: str = "", rank: int = 0, sources: tuple[Source, ...] = (), **values: Any) -> Bit:
        """Return one way of making a move that has not been used yet; an empty bit where none fits."""
        known = {**self.values, **values}
        best: tuple[int, Frame, str] | None = None
        for frame in self._ranked(move, key, known):
            text = _smooth(self.knowledge.render(frame, known, self.context.speak))
            longest = max((count(one) for one in sentences(text)), default=0)
            size = count(text) if self.terse else max(longest, MAX_SENTENCE)
            if best is None or size < best[0]:
                best = (size, frame, text)
            if longest <= MAX_SENTENCE and not self.terse:
                break
        if best is None:
            return Bit("", (), rank)
        self.used.add(best[1].id)
        return Bit(best[2], (*sources, Source("frame", best[1].id)), rank)

    def _ranked(self, move: str, key: str, values: dict[str, Any]) -> list[Frame]:
        """Return the ways of making a move that fit, best first: not yet used, made for this case, then by seed."""
        fitting = [frame for frame in self.knowledge.frames.get(move, ()) if frame.fits(values)]
        places = order(self.plan.seed, f"{self.salt}|{move}|{key}", len(fitting))
        return [
            fitting[i]
            for i in sorted(
                range(len(fitting)),
                key=lambda i: (fitting[i].id in self.used, places[i] - fitting[i].narrowness, i),
            )
        ]

    def line(self, category: str, field: Any, key: str, problem: str = "") -> tuple[str, Source] | None:
        """Return a sentence of the corpus on a category that has not been used yet, its slots filled."""
        key = f"{self.salt}|{category}|{field}|{key}"
        found = chosen_line(category, field, key, problem, self.used, self.plan.seed, self.context, self.knowledge)
        if found is None:
            return None
        self.used.add(found[0])
        return sentence(found[0]), Source("measure", f"{found[1]}/{field}")


def _smooth(text: str) -> str:
    """Return text with 问题 said once: a field that is named by a quoted problem ends in it already."""
    text = text.replace("”问题“", "”“")
    text = re.sub(r"”问题(?:等方面|等)(?=的|存)", "”等方面", text)
    text = text.replace("”问题方面存在问题", "”的问题")
    text = re.sub(r"”问题方面的问题|”问题等问题|”问题的问题", "”的问题", text)
    text = text.replace("”问题方面的差距十分明显", "”问题的教训十分深刻").replace("”问题方面有效的做法", "”问题整改中有效的做法")
    text = re.sub(r"”问题方面的?(?=整改|制度)", "”问题的", text).replace("”问题的整改的", "”问题整改的")
    text = re.sub(r"((?:[一-鿿]{1,8})?(?:[镇乡]党委|街道党工委|[省市县区]委))和\1(?![一-鿿]?巡)", r"\1", text)  # a village's own committee sent the team
    return re.sub(r"改进(“[^”]*”问题)", r"解决\1", text)


def _types(context: Context) -> str:
    names = ["“回头看”" if kind == "回头看" else kind for kind in context.types if kind != "延伸"]
    theme = _theme(context)
    return "".join(f"{theme}{name}" if name == "专项" else name for name in names)


def _theme(context: Context) -> str:
    found = re.search(r"专项[（(:：\s]*([^，。；]{2,16})|(\w{2,14})专项", context.brief.inspection)
    theme = (found.group(1) or found.group(2) or "").strip("）) ") if found else ""
    return re.sub(r"^(?:常规|提级|交叉)|(?:巡察|巡视)$|^(?:巡察|巡视)", "", theme)


def _party_post(context: Context) -> str:
    if context.body in ("部务会", "室务会", "校委会"):
        return f"{context.body}主要负责人"
    return f"{context['党组织']}书记"


def _discipline_group(context: Context) -> str:
    post = context.brief.role
    if "派驻" in post or "纪检监察组" in post or not post:
        return "派驻纪检监察组"
    stem = re.sub(r"党组$|党委$|党工委$|党总支$|党支部$", "", context["党组织"])
    return f"{stem}纪委" if "纪委" in post else f"{stem}纪检委员" if "纪检委员" in post else "纪检监察组"


