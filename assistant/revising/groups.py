"""The clauses of a request put together: what is asked, with the clauses that say of what and what with; the page they speak of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from assistant.revising.asking import FILLERS, Clause
from assistant.revising.clauses import BESIDE, Labelled
from assistant.revising.manuscript import Manuscript
from assistant.revising.targets import Target, find_targets
from index.lexical import bigrams
from index.segment import sentences

if TYPE_CHECKING:
    from assistant.brief import Brief
    from assistant.speech import Speech


class Group(msgspec.Struct):
    """A clause that asks for something, with the clauses beside it that say of what and what with."""

    kind: str
    said: Clause
    refs: list[Clause]
    values: list[Clause]
    words: str
    talk: list[Clause] = []
    later: list[Clause] = []
    """What refers after the asking clause."""

    def given(self, first: str = "") -> str:
        """Return what gives the value as it was written: `first`, what the asking clause has of it, then the values after it."""
        found, mark = first, self.said.mark
        for value in self.values:
            found += (mark if found else "") + value.raw
            mark = value.mark
        return found.strip("，；：: ")

    @property
    def near(self) -> list[Clause]:
        """The clauses that may name the place: the asking one first, then what refers, the nearest first."""
        return [self.said, *reversed(self.refs), *self.values, *self.later]

    @property
    def text(self) -> str:
        return "，".join(clause.plain for clause in (*self.refs, self.said, *self.values, *self.later))

    @property
    def quotes(self) -> list[str]:
        """What is quoted in any of its clauses, in order."""
        return [quote for clause in (*self.refs, self.said, *self.values, *self.later) for quote in clause.quotes]

    @property
    def places(self) -> list[Target]:
        """The places that it names outright: 第二部分, 结尾, 第三个标题."""
        for clause in self.near:
            if targets := [target for target in find_targets(clause.text)[0] if target.part != "whole" or target.paragraph]:
                return [target for target in targets if target.part != "others"] or targets  # 第一部分其他的: of the part, what is not kept
        return []

    @property
    def points(self) -> bool:
        """Whether it points at something particular: where that is not found, nothing is done to the whole instead."""
        return any(_POINTS.search(clause.plain) for clause in (self.said, *self.refs))


_POINTS = re.compile(r"(?:那|这)(?:一)?(?:段|句|条|块|处|个问题|句话|段话|些话|种话|里|地方|项|件|个(?!时候|样|意思|稿|事|月|说法|就行))|“")


def groups(clauses: list[Labelled]) -> list[Group]:
    """Return the requests of a message in order, each with what goes with it; reasons and talk fall out."""
    found: list[Group] = []
    waiting: list[Clause] = []
    talk: list[Clause] = []
    for place, clause in enumerate(clauses):
        if waiting and found and clause.label not in BESIDE and re.match(r"还有|另外", clause.text) and clauses[place - 1].label == "ref" and not waiting[1:]:
            found[-1].later += waiting  # 标题换一个，“……”太文艺了。还有……: the reason of what was asked before it
            waiting = []
        said = Clause.of(_spelt(clause.text))
        said.raw, said.mark = clause.text, clause.mark
        if found and not waiting and re.match(r"(?:但|只)?除了|除开|除去|只留|只谢", said.plain) and clause.label in (*BESIDE, found[-1].kind):
            found[-1].values.append(said)
            found[-1].words += f"，{said.plain}"
            continue
        if found and found[-1].kind == "measure" and clause.label in ("specific", "value", "unclear") and not found[-1].values and _PLEDGED.match(said.plain) and not find_targets(said.text)[0] and not re.search(r"[改换写][成为]", found[-1].said.plain):
            found[-1].values.append(said)  # 措施换一个，打电话不现实，每学期末贴一次明细
            found[-1].later += waiting
            waiting = []
            continue
        if clause.label not in BESIDE and not (found and not waiting and _dictating(found[-1], said) and clause.sure < _SURE):
            if clause.label == "replace" and found and found[-1].kind == "ban" and not said.text.count("把") and len(said.quotes) < 2:
                waiting = [*waiting, found.pop().said]  # 不要出现“小店”“小摊”，统一叫“小微主体”
            found.append(Group(clause.label, said, waiting, [], clause.text, talk, []))
            waiting, talk = [], []
        elif found and _dictating(found[-1], said) and not waiting:
            found[-1].values.append(said)
        elif clause.label == "unclear" and clause.mark == "，" and _PLACED.search(said.plain) and not _ASKING.search(said.plain) and place + 1 < len(clauses) and clauses[place + 1].label not in BESIDE:
            waiting.append(said)  # 补贴这条群众意见最大，提到第一条: names what it is about
        elif clause.label == "ref" or (clause.label == "value" and not found):
            waiting.append(said)
        elif clause.label == "value":
            found[-1].values.append(said)
        elif clause.label == "aside":
            talk.append(said)
        elif not GO.fullmatch(said.plain) and clause.mark in "。；！？":
            waiting = []  # what was named for something that was not understood is not named for what comes after
    if waiting and found:
        found[-1].later += waiting
    return found or _promoted(clauses)


_PLEDGED = re.compile(r"(?:改成|就|那就|还是)?(?:每(?:两|半|三)?(?:个)?(?:学期|[天日周月季年批次])|由(?!谁)[^，。]{2,10}(?:来|负责|牵头|每|去)|[^，。]{0,8}(?:\d+|[一二三四五六七八九十]+)月(?:底|\d)?[^，。]{0,3}前).{3,}")
"""What a clause says that is a measure itself."""
_PLACED = re.compile(r"[那这](?:一)?(?:条|段|句|块|个问题)")
_ASKING = re.compile(r"补(?!贴|助|偿)|[改换删加压缩砍写调挪]|不要|别|去掉|拿掉|[吗？]")
_SURE = 0.75
"""From this probability on a clause within a dictation asks for something else."""
_COURTESY = re.compile(r"(?:谢谢|辛苦|拜托|麻烦|行不行|好不好|可以吗|你看|就这样|先这样|快点|急)")


def _dictating(group: Group, said: Clause) -> bool:
    """Whether a clause goes on with what the one before it dictates after a colon: the same sentence, no place, nothing asked."""
    before = group.values[-1] if group.values else group.said
    told = group.kind in ("measure", "insert", "add_problem") and (re.search(r"[：:].{4,}", group.said.raw) or any(len(v.raw) >= 4 for v in group.values))
    return bool(told) and before.mark == "，" and not find_targets(said.text)[0] and not _COURTESY.search(said.plain) and not _POINTS.search(said.plain)


GO = re.compile(r"(?:全文|通篇|别处|其他地方)(?:都|也|统统|全部|一律)*(?:换|改)(?:掉|了|过来)?|(?:统统|全部|全|都|一律)?(?:换掉|改掉|换了)|(?:那|就|请|麻烦|你|给我?|帮我?|把[^，。]{1,4}|文里[^，。]{0,10}|稿子|也|都|得|要)*(?:再?(?:抠|琢磨|磨|调|弄|想)(?:一|了)?(?:抠|琢磨|磨|调|弄|想|下)|改一?下|改改|改过来|改了吧|照这个来|按这个来|照这个改|按这个改|调一?下|换一?下|回应一?下|处理一?下|写进去|加进去|补进去|(?:稿子里?|文里|里面|这里)?(?:也|就|都)?(?:这么|这样|照这么)(?:写|改|来|叫)|把(?:稿子|文)?里?面?的?(?:身份|口吻|口气|人称|主语|说法|相关的?(?:地方|内容|说法))(?:调一?下|换一?下|改一?下|换换|改改|调调|改过来))(?:吧|哈|了)?")
"""What asks for what was said just before: 改过来, 照这个来."""


_COMPLAINABLE = frozenset({"tone", "specific", "length"})
_COMPLAINT = re.compile(r"太|有点|过于|不够|偏|没劲|没力")


def _promoted(clauses: list[Labelled]) -> list[Group]:
    """Return what is asked where no clause asks by itself: the clause that names or gives something stands for its likeliest kind."""
    own = [clause for clause in clauses if clause.label in ("ref", "value") and clause.guess]
    asked = [clause for clause in clauses if clause.label == "unclear"]
    if not own or any(not GO.fullmatch(clause.text) for clause in asked):
        return []
    last = own[-1]
    if not asked and last.label == "ref" and not (len(own) == 1 and last.guess in _COMPLAINABLE and _COMPLAINT.search(last.text)):
        return []
    refs = [Clause.of(_spelt(clause.text)) for clause in own[:-1]]
    return [Group(last.guess, Clause.of(_spelt(last.text)), refs, [], last.text, [], [])]


PAIRS = (
    (re.compile(r"第?(?<!十)([一二三])[、和](?:第)?([一二三])(?:两|这两|两个)?(?:个)?(?:大)?部分"), r"第\1部分、第\2部分"), (re.compile(r"前(?:面|边|头)?(?:俩|两|二)个?(?:大)?部分"), "第一部分、第二部分"),
    (re.compile(r"后(?:面|边|头)?(?:俩|两|二)个?(?:大)?部分"), "第二部分、第三部分"),
)  # fmt: skip
"""Ways of naming two parts at once."""
_SPELT = (
    (re.compile(r"(?<![第十一二三四五六七八九统唯专])([一二三])、?(?:里面|里边|里头|当中|里)"), r"第\1部分里"),
    (re.compile(r"(?:前|开)?头(?:俩|两)个?段|前(?:面|边|头)?的?(?:俩|两|二)个?(?:自然)?段"), "第一段、第二段"), (re.compile(r"末了|文末|稿尾|末尾|最末尾|收束"), "结尾"), (re.compile(r"上半篇"), "第一部分"),
    (re.compile(r"认领(?:反馈)?问题的?(?:那|这)(?:一)?(?:个)?(?:部分|块|段话|段)"), "第一部分"),
)  # fmt: skip
"""Ways of naming places that say several at once, or in other words than `targets` knows."""


def _spelt(text: str) -> str:
    for pattern, plain in _SPELT:
        text = pattern.sub(plain, text)
    return text


LONG_FORMS = {
    "四个意识": ("政治意识、大局意识", "政治意识、大局意识、核心意识、看齐意识"), "四个自信": ("道路自信、理论自信", "道路自信"),
    "两个维护": ("坚决维护习近平总书记", "维护党中央权威和集中统一领导"), "两个确立": ("确立习近平同志", "确立习近平新时代"), "三重一大": ("重大事项决策、重要干部任免", "重大决策、重要人事任免"),
}  # fmt: skip
"""Set phrases and how a speech says them at length."""


class Page:
    """The lines of the speech, in which words of a request are looked for."""

    def __init__(self, speech: Speech | None, brief: Brief | None) -> None:
        """Hold the speech and the brief's problems; either may be missing."""
        self.manuscript = Manuscript(speech) if speech else None
        self.lines = [(spot, self.manuscript.text(spot)) for spot in self.manuscript.spots()] if self.manuscript else []
        self.problems = [problem.text for problem in brief.items()] if brief else []

    def holds(self, words: str) -> bool:
        return bool(words) and any(form in text for form in (words, *LONG_FORMS.get(words, ())) for _, text in self.lines)

    def place(self, words: str) -> Target | None:
        """Return the line in which words stand; None where they stand nowhere."""
        pieces = [piece for piece in re.split(r"[.…]{2,}|……", words) if len(piece) >= 2] or [words]
        for exact in (True, False):
            for spot, text in self.lines:
                plain = text if exact else re.sub(r"\W", "", text)
                if all((piece if exact else re.sub(r"\W", "", piece)) in plain for piece in pieces) and re.sub(r"\W", "", words):
                    index = spot.index + 1 if spot.part in ("opening", "section", "closing") else 0
                    return Target(spot.part, spot.number, index)
        return None

    @property
    def body(self) -> list[tuple[Target, str]]:
        """The paragraphs with their places."""
        return [(Target(spot.part, spot.number, spot.index + 1), text) for spot, text in self.lines if spot.part in ("opening", "section", "closing")]

    def lines_about(self, group: Group) -> list[tuple[Target, str]]:
        """Return the paragraphs that a group speaks of: by their places, by a quotation, or by what is said there."""
        exact = [target for target in group.places if target.paragraph]
        if exact:
            return [(target, text) for target, text in self.body if target in exact]
        place, words = self.about(group)
        if place:
            return [(target, text) for target, text in self.body if target == place]
        if words and self.manuscript:
            second = [spot for spot in self.manuscript.about(words) if (spot.part, spot.number) == ("section", 2)]
            spots = second or self.manuscript.about(words)
            wanted = [Target(spot.part, spot.number, spot.index + 1) for spot in spots]
            return [(target, text) for target, text in self.body if target in wanted[:1]]
        return []

    def sentence(self, places: list[Target], which: str) -> str:
        """Return the sentence of the first place that `which` names (问句, 第一句, 最后一句); empty where there is none."""
        if not places or self.manuscript is None:
            return ""
        own = [one for spot in self.manuscript.of(places[0]) for one in sentences(self.manuscript.text(spot))]
        if "问" in which:
            own = [one for one in own if one.endswith("？")]
        return own[-1 if which[0] in "最末" else 0] if own else ""

    def topic(self, text: str) -> str:
        """Return the words of text that name a problem or a paragraph: 快检室那一段; empty where none do."""
        for start, end in reversed(find_targets(text)[1]):
            text = f"{text[:start]}，{text[end:]}"
        named = [m.group(1) for m in _NAMED.finditer(text)]
        for words in [*named, *(FILLERS.sub("", piece) for piece in text.split("，"))]:
            words = _LEADS.sub("", words).strip("的，")
            if len(words) >= 2 and not _NO_TOPIC.fullmatch(words) and self._known(words):
                return words
        return max((self._longest(text, self.problems, 2), self._longest(text, [line for _, line in self.body], 4)), key=len)

    def _longest(self, text: str, lines: list[str], least: int) -> str:
        """Return the longest piece of text that stands in one of lines; empty where none of `least` characters does."""
        best = ""
        for start in range(len(text)):
            for end in range(len(text), start + max(least - 1, len(best)), -1):
                piece = text[start:end]
                if not _COMMON.search(piece) and not _EVERYWHERE.search(piece) and not re.search(r"[，。；：“”\ue000-\uf8ff]", piece) and any(piece in line for line in lines):
                    best = piece
                    break
        return best

    def spot_of(self, words: str) -> Target | None:
        """Return the only paragraph in which words stand, where none of section two holds them."""
        held = [target for target, text in self.body if words in text]
        return held[0] if len(held) == 1 and (held[0].part, held[0].number) != ("section", 2) else None

    def retold(self, words: str) -> tuple[Target | None, str]:
        """Return the paragraph and the sentence that words tell in other words, where one is much nearer to them than any other."""
        pairs = set(bigrams(re.sub(r"\W", "", words)))
        if len(pairs) < 5:
            return None, ""
        scored = sorted(
            ((len(pairs & set(bigrams(one))) / len(pairs), -place, target, one) for place, (target, text) in enumerate(self.body) for one in sentences(text)),
            key=lambda entry: entry[:2], reverse=True,
        )  # fmt: skip
        sure = scored and scored[0][0] >= _RETOLD and (len(scored) == 1 or scored[1][0] <= 0.6 * scored[0][0])
        return (scored[0][2], scored[0][3]) if sure else (None, "")

    def _known(self, words: str) -> bool:
        pairs = set(bigrams(words)) if len(words) >= 5 else set()
        texts = [*self.problems, *(text for spot, text in self.lines if spot.part in ("opening", "section", "closing"))]
        return any(words in text or (len(pairs) >= 2 and len(pairs & set(bigrams(text))) >= 0.6 * len(pairs)) for text in texts)

    def about(self, group: Group) -> tuple[Target | None, str]:
        """Return the line or the words that a group is about: a quotation, or a name of what is said there."""
        for quote in group.quotes:
            if place := self.place(quote):
                return place, quote
        for clause in (*reversed(group.refs), *reversed(group.talk)):
            for words in (*clause.quotes, *re.findall(r"[^，。；“”]{5,}", clause.plain)):
                if place := self.place(words):
                    return place, words
        for clause in group.near:
            if words := self.topic(clause.text):
                return None, words
        for clause in group.near:
            place, _ = self.retold(clause.text)
            if place:
                return place, ""
        return None, ""


_NO_TOPIC = re.compile(r"(?:重新|重写|再来|措施|办法|做法|内容|意见|领导|书记|[镇局院校县市区乡]长|主任|口语|太多|标题|语气|改改|调整|展开|后面|前面|其余|几条|具体|怎么|那么|意思|现在)+")
_EVERYWHERE = re.compile(r"^(?:[镇局院校县市区乡]长|主任|书记)$|什么|时候|我们|问题|整改|反馈|巡察|党[组委]|一个|没有|第.[部条段]|责任|措施|表态")
"""What is said in any such speech, and names nothing in it."""
_RETOLD = 0.4
"""The share of its pairs of characters that words must have in common with a sentence that they tell in other words."""
_NAMED = re.compile(r"([^，。；“”\ue000-\uf8ff]{2,16}?)的?(?:那|这)(?:一)?(?:条|段|块|个问题|个|句|处|部分|点|件|项|事)")
_LEADS = re.compile(r"^(?:然后|另外|别提|别写|不要提|不提|把|将|就|是|说|讲|写|提|提到|关于|对于?|涉及|答|第[一二三]部分|开头|结尾|里面?|的|那个|这个|还有|麻烦|请|帮我)+")
_COMMON = re.compile(r"^(?:问题|整改|不|的|有|没|工作|管理|不到|部分|一个|我们|单位)|[的了是不有]$")
