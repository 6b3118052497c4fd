"""Find each problem of the brief again in the finished text, and the measures that answer it there.

Nothing is copied from the plan: a problem counts as answered where a paragraph names it (its words, or its field) and
pledges something, and a measure is what the text itself says of who, what, when and how it is checked. Where no
paragraph names a problem, one of section two that names no other problem and is nearest to its category is taken to
answer it in other words, and a note says so.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from assistant.brief import Problem
from assistant.checks.subject import Subject
from assistant.context import Context
from assistant.corpus import GENERAL, Category
from assistant.findings import Finding
from assistant.patterns import Pattern
from assistant.speech import Answered, PledgedMeasure
from assistant.wording import clean, field, label, matter
from index.lexical import bigrams
from index.segment import sentences

DEADLINE = Pattern(
    r"(?:(?:反馈|会|接到交办|收到|整改)后|用)?[\d一二两三四五六七八九十百半]{1,4}个?(?:工作)?(?:[日天周月年]|小时)(?:之|以)?内|用[\d一二两三四五六七八九十百半]{1,4}个?(?:工作)?[日天周月]|每半?(?:[日天周旬月年届次]|季度?|学期)(?:末|初|\d{1,2}[日号]前?|[^，。；]{0,6}前(?=[，由把]))?"
    r"|[^，。；]{1,12}(?:之前|前|以后|后|当[日天周月]|以前)(?=[，由]|$)|[^，。；]{2,8}完了?(?=就)|[^，。；]{1,10}[^提以目此从之]前(?=把|将|完成|要)|即日起|当[日天周月]|今天(?:起|就)?|年内|月底|年底|学期末|下(?:周|月|学期)|\d{1,2}月\d{0,2}日?"
)
_WHO = Pattern(
    r"(?:(?:^|[，；])(?:反馈后|会后|往后|今后|以后)?|(?<=[日天周月年时]内)|(?P<by>由))([\u4e00-\u9fff]{1,8}?(?:科|股|室|办|部|处|中心|大队|支队|所|站|局长|院长|校长|镇长|书记|主任|组长|专班|纪委|纪检组|派驻组|支部|会计|监委会|委员会|干部|部门|各单位|每家|各家|班子成员))"
    r"(?(by)|(?=会同|牵头|负责|[在于用每对把将逐从当抽按拿写列查核挑定给拉排点请带派领报]|[一二两三四五六七八九十]{1,3}个?[日天周月]))"
)
_NAMED = 0.6
MANY = 10
"""From this many problems on, a speech may answer some of them by naming their field in a list."""

Near = Callable[[str], list[str]]
"""Tells the ids of the categories that a paragraph is nearest to."""


class Coverage:
    """What the text says of one problem; `reworded` is the place where it seems to be answered without being named."""

    def __init__(self, problem: Problem, category: Category | None) -> None:
        self.problem = problem
        self.category = category
        self.text = clean(problem.text)
        self.sections: list[int] = []
        self.measures: list[PledgedMeasure] = []
        self.reworded = ""
        clauses = [clause for clause in re.split(r"[，。；：！？]", self.text) if len(clause) >= 5]
        names = [name for name in (self.text, label(self.text), field(self.text), matter(self.text), *clauses) if len(name) >= 3]
        if category and len(category.topic) >= 3:
            names.append(category.topic)
        self._names = [_plain(name) for name in names]
        self._pairs = [_pairs_of(piece) for piece in (self.text, *clauses)]

    @property
    def answered(self) -> bool:
        return bool(self.measures)

    def named(self, text: str) -> bool:
        """Whether text names the problem: in its words, or with most of the character pairs of it or of a clause."""
        plain = _plain(text)
        if any(name in plain for name in self._names):
            return True
        own = _pairs_of(text)
        return any(len(wanted) >= 4 and len(wanted & own) >= _NAMED * len(wanted) for wanted in self._pairs)


@lru_cache(maxsize=256)
def _pairs_of(text: str) -> frozenset[str]:
    return frozenset(bigrams(text))


def _plain(text: str) -> str:
    return text.replace("‘", "“").replace("’", "”")


def cover(
    subject: Subject, context: Context, categories: dict[str, Category], near: Near | None = None
) -> list[Coverage]:
    """Return what the text says of each problem of the brief, in the brief's order."""
    found = [Coverage(problem, categories.get(problem.text)) for problem in context.brief.items()]
    free: list[tuple[int, str]] = []
    for number, section in enumerate(subject.speech.sections, 1):
        for place, paragraph in enumerate(section.paragraphs, 1):
            naming = [one for one in found if one.named(paragraph.text)]
            for one in naming:
                if number not in one.sections:
                    one.sections.append(number)
                if number == 2:
                    others = [other for other in naming if other is not one]
                    one.measures += _pledged(paragraph.text, one, others, context)
            if number == 2 and not naming:
                free.append((place, paragraph.text))
    for one in found:
        if near is None or one.category is None or one.category.id == GENERAL or 2 in one.sections:
            continue
        for place, text in free:
            if len(text) >= 30 and one.category.id in near(text) and (pledged := _pledged(text, one, [], context)):
                one.sections = sorted({*one.sections, 2})
                one.measures, one.reworded = pledged, f"第二部分第{place}段"
                break
    return found


def _pledged(text: str, one: Coverage, others: Sequence[Coverage], context: Context) -> list[PledgedMeasure]:
    """Return the measures pledged in a paragraph: those of the corpus recognised whole, then what else has a time."""
    found: list[PledgedMeasure] = []
    for measure in one.category.measures if one.category else ():
        what, check = context.fill(measure.what, one.text), context.fill(measure.check, one.text)
        deadline = context.fill(measure.deadline, one.text) or ""
        who = context.owner(measure.who, one.text) or ""
        if what and what in text:
            said = next((d for d in (deadline, deadline.replace("反馈后", "会后")) if d and d in text), "")
            found.append(PledgedMeasure(who if who in text else "", what, said, check if check and check in text else "", "proposed"))
    if found:
        return found
    owners = sorted({*context.owners.values(), *(desk.name for desk in context.unit.desks)}, key=len, reverse=True)
    pieces = _own_part(sentences(text), one, others)
    for place, sentence in enumerate(pieces):
        when = DEADLINE.search(sentence)
        who = _who(sentence, owners)
        if when and (who or len(sentence) > 14):
            follow = pieces[place + 1] if place + 1 < len(pieces) else ""
            check = follow if follow and not DEADLINE.search(follow) else ""
            origin = "given" if any(when.group() in words for words in context.brief.deadlines) else "proposed"
            found.append(PledgedMeasure(who, sentence.rstrip("。"), when.group(), check.rstrip("。"), origin))  # type: ignore[arg-type]
    if not found and (who := next((who for piece in pieces if (who := _who(piece, owners)) not in ("", "我")), "")):
        # A measure without a time is still an answer where its finish line is told: some briefs forbid times.
        body = max(pieces, key=len, default="")
        if len(body) >= 16:
            found.append(PledgedMeasure(who, body.rstrip("。"), "", "", "proposed"))
    return found


def _own_part(pieces: list[str], one: Coverage, others: Sequence[Coverage]) -> list[str]:
    """Return the sentences of a paragraph that belong to one problem: up to the next that names another alone."""
    if not others or not any(one.named(piece) for piece in pieces):
        return pieces
    kept: list[str] = []
    mine = False
    for piece in pieces:
        if one.named(piece):
            mine = True
        elif any(other.named(piece) for other in others):
            mine = False
        if mine:
            kept.append(piece)
    return kept


def _who(sentence: str, owners: list[str]) -> str:
    if post := _WHO.search(sentence):
        return next((owner for owner in owners if post.group(2).endswith(owner)), post.group(2))
    if re.search(r"(?:^|，)我(?!们)|由我", sentence):
        return "我"
    return next((owner for owner in owners if owner in sentence and owner != "我"), "")


def answered(coverage: list[Coverage]) -> tuple[Answered, ...]:
    """Return coverage as the speech carries it."""
    return tuple(
        Answered(c.problem.text, c.category.id if c.category else "", tuple(c.sections), tuple(c.measures)) for c in coverage
    )


def check(coverage: list[Coverage]) -> Iterator[Finding]:
    for place, one in enumerate(coverage, 1):
        name = label(one.problem.text) or one.problem.text[:20]
        if one.reworded:
            yield Finding("coverage.reworded", "note", f"问题{place}", f"“{name}”没有点名，{one.reworded}像是答它的", "核对这一段，最好用反馈的原话点一下")
        if not one.sections:
            yield Finding("coverage.unanswered", "error", f"问题{place}", f"“{name}”在稿子里没有提到", "在第二部分写明怎么改，或确认不在这次表态里讲")
        elif not one.measures and len(coverage) > MANY:
            yield Finding("coverage.listed", "note", f"问题{place}", f"“{name}”只列进了清单，没有单独的措施", "问题太多时先讲要紧的；要单独讲就减少问题或加字数")
        elif not one.measures:
            yield Finding("coverage.measure", "error", f"问题{place}", f"“{name}”提到了，没有说谁来改、怎么改", "补一条措施：谁、做什么、什么时候、怎样算改完")
        elif all(sum(map(bool, (m.who, m.deadline, m.check))) < 2 for m in one.measures):
            yield Finding("coverage.vague", "warning", f"问题{place}", f"“{name}”的措施缺责任人、时间、完成标志中的两样", "补全，让旁人看得出改没改")


_ATTITUDE = Pattern(
    r"高度重视|提高(?:政治站位|思想认识|认识)|加强(?:组织)?领导|(?:狠抓|抓好|抓紧|坚决|认真|切实|全面|严肃)(?:抓好|抓紧)?(?:落实|解决|整改|对待|处理|办理|研究)|进一步(?:加强|完善|规范|提高|提升|强化|健全|压实|明确|严格|加大)"
    r"|切实(?:加强|提高|增强|强化|做好)|(?:建立|健全|完善)[^，。；]{0,8}(?:制度|机制|体系)|加大[^，。；]{0,8}力度|强化[^，。；]{0,8}(?:管理|监督|意识|责任|措施)|压实[^，。；]{0,4}责任|加强[^，。；]{0,8}(?:管理|监管|监督|教育|建设|培训)"
    r"|全力(?:推进|以赴|抓好)|常抓不懈|尽快|确保[^，。；]{0,8}(?:到位|见效|实效|落实)|举一反三|久久为功|一抓到底"
)
"""What tells an attitude and nothing that a bystander could check."""
_LEAST_ATTITUDES = 2


def attitudes(subject: Subject) -> Iterator[Finding]:
    """Yield the paragraphs of section two that only tell an attitude; for texts of which no brief is known.

    With a brief each of its problems is looked for, and what is missing is said there.
    """
    if len(subject.speech.sections) < 2:
        return
    for place, paragraph in enumerate(subject.speech.sections[1].paragraphs, 1):
        said = [match.group() for match in _ATTITUDE.finditer(paragraph.text)]
        if len(said) >= _LEAST_ATTITUDES and not DEADLINE.search(paragraph.text) and not _WHO.search(paragraph.text):
            yield Finding(
                "coverage.attitude", "warning", f"第二部分第{place}段", f"只有“{'、'.join(said[:3])}”这样的表态，没有说谁、做什么、什么时候",
                "每个问题写一条措施：谁、做什么、什么时候、怎样算改完",
            )  # fmt: skip


def check_rest(coverage: list[Coverage], subject: Subject, context: Context, near: Near) -> Iterator[Finding]:
    """Yield where section three takes up nothing of section two, and where the year's work of the brief is not named."""
    if len(subject.speech.sections) == 3 and any(one.answered for one in coverage) and not any(3 in one.sections for one in coverage) and not _grows(coverage, subject, near):
        yield Finding("coverage.results", "warning", "第三部分", "没有从第二部分改的问题里长出来", "写明哪个问题改好以后，给哪项工作、哪些人带来什么变化")
    wanted = context.brief.priorities
    if wanted and not any(_told(priority, subject.text) for priority in wanted):
        yield Finding("coverage.priority", "warning", "第三部分", f"没有说到重点工作“{wanted[0][:16]}”", "在第三部分或结尾写一句，整改怎样帮上这件事")


def _grows(coverage: list[Coverage], subject: Subject, near: Near) -> bool:
    """Whether a paragraph of section three is about what one of the answered problems is about."""
    answered_ones = {one.category.id for one in coverage if one.category and one.answered} - {GENERAL}
    return any(answered_ones & set(near(paragraph.text)) for paragraph in subject.speech.sections[2].paragraphs)


def _told(priority: str, text: str) -> bool:
    plain = clean(priority)
    pairs = _pairs_of(plain)
    return plain in text or any(len(pairs & _pairs_of(piece)) >= _NAMED * len(pairs) for piece in sentences(text))
