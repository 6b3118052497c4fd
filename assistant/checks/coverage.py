"""Find each problem of the brief again in the finished text, and the measures that answer it there.

Nothing is copied from the plan: a problem counts as answered where a paragraph names it (its words, or its field) and
pledges something, and a measure is what the text itself says of who, what, when and how it is checked.
"""

import re
from collections.abc import Iterator

from assistant.brief import Problem
from assistant.checks.subject import Subject
from assistant.context import Context
from assistant.corpus import Category, Corpus
from assistant.findings import Finding
from assistant.patterns import Pattern
from assistant.speech import Answered, PledgedMeasure
from assistant.wording import clean, field, label
from index.lexical import bigrams
from index.segment import sentences

DEADLINE = Pattern(
    r"(?:(?:反馈|会|接到交办|收到|整改)后)?[\d一二两三四五六七八九十百半]{1,4}个?(?:工作)?[日天周月年](?:之)?内|每(?:次|半|学期|[日天周旬月季年届])[^，。；]{0,8}?(?=[，。；由]|\w)"
    r"|[^，。；]{1,12}(?:之前|前|以后|后|当[日天周月]|以前)(?=，|由|$)|即日起|当[日天周月]|今天(?:起|就)?|年内|月底|年底|学期末|下(?:周|月|学期)|\d{1,2}月\d{0,2}日?"
)
_NAMED = 0.6
MANY = 10
"""From this many problems on, a speech may answer some of them by naming their field in a list."""


class Coverage:
    """What the text says of one problem."""

    def __init__(self, problem: Problem, category: Category | None, subject: Subject, context: Context, corpus: Corpus) -> None:
        self.problem = problem
        self.category = category
        self.sections: list[int] = []
        self.measures: list[PledgedMeasure] = []
        text = clean(problem.text)
        names = [name for name in (text, label(text), field(text)) if len(name) >= 3]
        if category and len(category.topic) >= 3:
            names.append(category.topic)
        wanted = set(bigrams(text))
        for number, section in enumerate(subject.speech.sections, 1):
            for paragraph in section.paragraphs:
                if _names(paragraph.text, names, wanted):
                    if number not in self.sections:
                        self.sections.append(number)
                    if number == 2:
                        self.measures += _pledged(paragraph.text, text, names, category, context)

    @property
    def answered(self) -> bool:
        return bool(self.measures)


def _names(text: str, names: list[str], wanted: set[str]) -> bool:
    plain = text.replace("‘", "“").replace("’", "”")
    if any(name.replace("‘", "“").replace("’", "”") in plain for name in names):
        return True
    own = set(bigrams(text))
    return len(wanted) >= 3 and len(wanted & own) >= _NAMED * len(wanted)


def _pledged(text: str, problem: str, names: list[str], category: Category | None, context: Context) -> list[PledgedMeasure]:
    """Return the measures pledged in a paragraph: those of the corpus recognised whole, then what else has a time."""
    found: list[PledgedMeasure] = []
    rest = text
    for measure in category.measures if category else ():
        what, check = context.fill(measure.what, problem), context.fill(measure.check, problem)
        deadline = context.fill(measure.deadline, problem) or ""
        who = context.owner(measure.who, problem) or ""
        if what and what in text:
            said = next((d for d in (deadline, deadline.replace("反馈后", "会后")) if d and d in text), "")
            found.append(PledgedMeasure(who if who in text else "", what, said, check if check and check in text else "", "proposed"))
            rest = rest.replace(what, "").replace(check or "", "")
    owners = sorted({*context.owners.values(), *(desk.name for desk in context.unit.desks)}, key=len, reverse=True)
    if found:
        return found
    pieces = sentences(rest)
    for place, sentence in enumerate(pieces):
        when = DEADLINE.search(sentence)
        who = next((owner for owner in owners if owner in sentence and owner not in ("我",)), "我" if re.search(r"(?:^|，)我|由我", sentence) else "")
        if when and (who or len(sentence) > 14):
            follow = pieces[place + 1] if place + 1 < len(pieces) else ""
            check = follow if follow and not DEADLINE.search(follow) else ""
            origin = "given" if any(when.group() in words for words in context.brief.deadlines) else "proposed"
            found.append(PledgedMeasure(who, sentence.rstrip("。"), when.group(), check.rstrip("。"), origin))  # type: ignore[arg-type]
    if not found and (who := next((owner for owner in owners if owner in rest and owner != "我"), "")):
        # A measure without a time is still an answer where its finish line is told: some briefs forbid times.
        body = max(pieces, key=len, default="")
        if len(body) >= 16:
            found.append(PledgedMeasure(who, body.rstrip("。"), "", "", "proposed"))
    return found


def cover(subject: Subject, context: Context, corpus: Corpus, categories: dict[str, Category]) -> list[Coverage]:
    """Return what the text says of each problem of the brief, in the brief's order."""
    return [Coverage(p, categories.get(p.text), subject, context, corpus) for p in context.brief.items()]


def answered(coverage: list[Coverage]) -> tuple[Answered, ...]:
    """Return coverage as the speech carries it."""
    return tuple(
        Answered(c.problem.text, c.category.id if c.category else "", tuple(c.sections), tuple(c.measures)) for c in coverage
    )


def check(coverage: list[Coverage]) -> Iterator[Finding]:
    for place, one in enumerate(coverage, 1):
        name = label(one.problem.text) or one.problem.text[:20]
        if not one.sections:
            yield Finding("coverage.unanswered", "error", f"问题{place}", f"“{name}”在稿子里没有提到", "在第二部分写明怎么改，或确认不在这次表态里讲")
        elif not one.measures and len(coverage) > MANY:
            yield Finding("coverage.listed", "note", f"问题{place}", f"“{name}”只列进了清单，没有单独的措施", "问题太多时先讲要紧的；要单独讲就减少问题或加字数")
        elif not one.measures:
            yield Finding("coverage.measure", "error", f"问题{place}", f"“{name}”提到了，没有说谁来改、怎么改", "补一条措施：谁、做什么、什么时候、怎样算改完")
        elif all(sum(map(bool, (m.who, m.deadline, m.check))) < 2 for m in one.measures):
            yield Finding("coverage.vague", "warning", f"问题{place}", f"“{name}”的措施缺责任人、时间、完成标志中的两样", "补全，让旁人看得出改没改")
