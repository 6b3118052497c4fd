"""Wording rules: every shipped one on its own examples, dates in force, the clue filter, and the levels of findings."""

import datetime
import re
from pathlib import Path

import pytest

from assistant import Assistant, Brief
from assistant.checks import wordings
from assistant.checks.subject import Subject, speech_of
from assistant.checks.wordings import check, clues, in_force
from assistant.corpus import Corpus, Formulations, Line, Wording, read_corpus
from assistant.findings import Finding
from assistant.patterns import Pattern
from assistant.speech import Paragraph, Section, Speech
from index.exemplars import read_folder

ROOT = Path(__file__).resolve().parent.parent
CORPUS: Corpus = read_corpus(ROOT / "corpus")
SHIPPED: Formulations = CORPUS.formulations
KNOWN = {one.id: clues(one.pattern) for one in SHIPPED.wordings}
NOW = datetime.date(2026, 11, 23)
ORDINARY = [line for line in (Path(__file__).parent / "data" / "ordinary.txt").read_text(encoding="utf-8").splitlines() if line]
GOOD = (Path(__file__).parent / "data" / "good_speech.txt").read_text(encoding="utf-8")


def said(*sentences: str, heading: str = "先认账") -> Subject:
    section = Section(heading, tuple(map(Paragraph, sentences)), "user")
    return Subject(
        Speech(title="", salutation="", opening=(), transition="", sections=(section,), closing=(), thanks="", writer="user")
    )


def rule(**fields: str) -> Wording:
    plain = {"id": "Z01", "type": "term", "pattern": "旧话", "message": "这是旧话", "fix": "写新话", "level": "error", "bad": "说旧话。"}
    return Wording(**{**plain, **fields})  # type: ignore[arg-type]


def found(subject: Subject, rules: tuple[Wording, ...] = SHIPPED.wordings, day: datetime.date = NOW) -> list[Finding]:
    known = KNOWN if rules is SHIPPED.wordings else {one.id: clues(one.pattern) for one in rules}
    return list(check(subject, rules, day, known))


# -- the shipped rules ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", SHIPPED.wordings, ids=lambda one: one.id)
def test_a_rule_fires_on_its_bad_example_and_on_none_of_its_good_ones(one: Wording) -> None:
    day = NOW if in_force(one, NOW) else datetime.date.fromisoformat(f"{one.until}-01")
    told = found(said(one.bad), (one,), day)
    assert [(f.rule, f.level) for f in told] == [(f"wording.{one.id}", one.level)]
    assert [text for text in one.ok if found(said(text), (one,), day)] == []


def test_no_two_rules_share_an_id() -> None:
    ids = [one.id for one in SHIPPED.wordings]
    assert len(ids) == len(set(ids)) > 150


def test_no_ordinary_sentence_raises_an_error_or_a_warning() -> None:
    told = [(f.rule, sentence) for sentence in ORDINARY for f in found(said(sentence)) if f.level != "note"]
    assert told == []


def test_a_good_speech_raises_nothing() -> None:
    assert found(Subject(speech_of(GOOD))) == []


FALSE_ALARMS = [
    ("D02", "线索移交纪检监察部门，由劳动保障监察局跟进。", "会同县监察局处理。"),
    ("C01", "河长巡查工作由水务站统筹，城管巡查改成两班。", "县委第二巡查组反馈了意见。"),
    ("C02", "重庆市委第三巡视组反馈的问题放在一张表上。", ""),
    ("C05", "重庆市委第三巡视组反馈的问题放在一张表上。", "江州市委第三巡视组反馈了意见。"),
    ("C06", "巡察组对县人民医院党委开展巡察，是一次提醒。", "省委第五巡察组进驻我院。"),
    ("F01", "客观的反馈、深刻的剖析，都听得进去。", "巡察组客观的指出了问题。"),
    ("B18", "我协助书记履行主体责任。", "我将扛起整改主体责任。"),
    ("A13", "每学期开展一次师德主题教育。", "扎实开展党史学习教育。"),
    ("A16", "每学期开展一次师德主题教育。", "以主题教育为契机抓整改。"),
    ("H04", "2件立行立改事项已全部整改到位。", "反馈的问题已全部整改到位。"),
]


@pytest.mark.parametrize(("name", "harmless", "wrong"), FALSE_ALARMS)
def test_a_known_false_alarm_does_not_come_back(name: str, harmless: str, wrong: str) -> None:
    rules = {f.rule for f in found(said(harmless)) if f.level != "note"}
    assert f"wording.{name}" not in rules
    assert not wrong or f"wording.{name}" in {f.rule for f in found(said(wrong))}


# -- dates in force ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "until", "day", "holds"),
    [
        ("", "", "2020-01-01", True), ("2026-01", "", "2025-12-31", False), ("2026-01", "", "2026-01-01", True), ("2026-01", "", "2030-01-01", True), ("", "2025-12", "2025-12-31", True),
        ("", "2025-12", "2026-01-01", False), ("2024-02", "2024-07", "2024-01-31", False), ("2024-02", "2024-07", "2024-05-05", True), ("2024-02", "2024-07", "2024-08-01", False),
    ],
)  # fmt: skip
def test_a_rule_holds_from_its_first_month_to_its_last(since: str, until: str, day: str, holds: bool) -> None:
    one = rule(since=since, until=until)
    date = datetime.date.fromisoformat(day)
    assert in_force(one, date) is holds
    assert bool(found(said("说旧话。"), (one,), date)) is holds


def test_the_last_five_year_plan_is_current_until_it_ends() -> None:
    text = said("我们将紧扣“十四五”规划，谋划好发展。")
    assert "wording.A05" not in {f.rule for f in found(text, day=datetime.date(2025, 12, 31))}
    assert "wording.A05" in {f.rule for f in found(text, day=datetime.date(2026, 1, 1))}


def test_the_day_of_the_meeting_decides_unless_another_is_asked_for(assistant: Assistant) -> None:
    text = GOOD.replace("先改供水。", "我们将紧扣“十四五”规划改供水。")
    brief = {"单位": "云溪县水利局", "职务": "局党组书记、局长", "日期": "2025年12月1日"}
    assert "wording.A05" not in {f.rule for f in assistant.check(text, brief).findings}
    assert "wording.A05" in {f.rule for f in assistant.check(text, brief, as_of="2026-02-01").findings}
    assert "wording.A05" in {f.rule for f in assistant.check(text).findings}


# -- levels and places ---------------------------------------------------------------------------------------------------


def test_a_finding_says_what_is_wrong_where_and_what_to_write() -> None:
    (finding,) = found(said("好话。", "又说旧话。"), (rule(),))
    assert finding == Finding("wording.Z01", "error", "第一部分第2段", "“旧话”：这是旧话", "改为：写新话")


def test_a_rule_without_a_better_wording_says_to_leave_it_out() -> None:
    (finding,) = found(said("说旧话。"), (rule(fix=""),))
    assert finding.fix == "删去，或换一种说法"


def test_one_finding_is_given_for_each_place() -> None:
    told = found(said("旧话，旧话，还是旧话。", "又是旧话。", heading="不说旧话"), (rule(),))
    assert [f.where for f in told] == ["第一部分标题", "第一部分第1段", "第一部分第2段"]


def test_the_users_own_words_get_a_note(assistant: Assistant) -> None:
    context = assistant.context(Brief(unit="云溪县水利局", problems=("有人还在说旧话",)))
    subject = Subject(said("有人还在说旧话。").speech, context)
    assert [f.level for f in found(subject, (rule(),))] == ["note"]


def test_the_users_words_do_not_excuse_others_in_the_same_paragraph(assistant: Assistant) -> None:
    context = assistant.context(Brief(unit="云溪县水利局", problems=("有人还在说旧话甲",)))
    subject = Subject(said("有人还在说旧话甲，我说旧话乙。").speech, context)
    (finding,) = found(subject, (rule(pattern="旧话[甲乙]"),))
    assert (finding.level, finding.message[:5]) == ("error", "“旧话乙”")


def test_a_pattern_for_the_end_of_a_text_is_tried_at_the_end_of_every_paragraph() -> None:
    told = found(said("先说旧话", "后来改了。", heading="莫说旧话"), (rule(pattern="旧话$"),))
    assert [f.where for f in told] == ["第一部分标题", "第一部分第1段"]


# -- clues ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("旧话", ("旧话",)), ("(?:说|讲)旧话", ("旧话",)), ("旧话|老词", ("旧话", "老词")), ("[甲乙]旧", ("甲", "乙")), ("旧?话", ("话",)), ("旧*", ()), ("(?:旧话)?", ()), ("旧{2,3}", ("旧",)),
        ("(?<!不)说[^，]{0,4}旧话", ("旧话",)), ("说(?=旧话)", ("说",)), ("旧话|[0-9]", ()), (r"\d+", ()),
    ],
)  # fmt: skip
def test_the_clues_of_a_pattern_are_strings_that_it_cannot_do_without(pattern: str, expected: tuple[str, ...]) -> None:
    assert clues(pattern) == expected


@pytest.mark.parametrize("one", SHIPPED.wordings, ids=lambda one: one.id)
def test_the_bad_example_of_a_rule_holds_one_of_its_clues(one: Wording) -> None:
    own = clues(one.pattern)
    assert not own or any(clue in one.bad for clue in own)


def texts_of_the_corpus() -> list[str]:
    texts = [sentence for exemplar in read_folder(ROOT / "corpus" / "speeches") for sentence in exemplar.plain().splitlines()]
    for category in CORPUS.categories.values():
        texts += [text for measure in category.measures for text in (measure.what, measure.check, measure.deadline)]
        for field in ("weight", "own", "results", "seen"):
            texts += [line.text if isinstance(line, Line) else line for line in getattr(category, field)]
        texts += [*category.keywords, *category.colloquial]
    for unit in CORPUS.units:
        texts += [*unit.aims, *unit.priorities, *unit.risks]
    for one in SHIPPED.wordings:
        texts += [one.bad, *one.ok]
    return [*texts, *SHIPPED.set_phrases, *ORDINARY]


def test_the_clues_never_keep_a_rule_from_firing() -> None:
    texts = texts_of_the_corpus()
    assert len(texts) > 5000
    documents = ["\n".join(texts[at : at + 60]) for at in range(0, len(texts), 60)]
    kept_back = []
    for one in SHIPPED.wordings:
        own, pattern = clues(one.pattern), re.compile(one.pattern)
        for document in documents:
            if own and not any(clue in document for clue in own) and (match := pattern.search(document)):
                kept_back.append((one.id, match.group()))
    assert kept_back == []


def test_filtered_and_unfiltered_rules_find_the_same() -> None:
    subject = said(*(text for one in SHIPPED.wordings for text in (one.bad, *one.ok)))
    filtered = found(subject)
    assert filtered == list(check(subject, SHIPPED.wordings, NOW, {}))
    assert len(filtered) > len(SHIPPED.wordings)


def test_a_rule_without_a_clue_in_the_text_is_not_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    monkeypatch.setattr(wordings, "_compiled", lambda pattern: compiled.append(pattern) or re.compile(pattern))
    found(said("说旧话。"), (rule(), rule(id="Z02", pattern="老词")))
    assert compiled == ["旧话"]


def test_the_compiled_corpus_knows_the_clues_of_every_rule(assistant: Assistant) -> None:
    knowledge = assistant.knowledge
    rules = knowledge.corpus.formulations.wordings
    assert knowledge.clues == {one.id: clues(one.pattern) for one in rules}


# -- patterns that are compiled when first needed ------------------------------------------------------------------------


def test_a_pattern_matches_only_where_a_clue_stands() -> None:
    pattern = Pattern("旧.", "旧话")
    assert [match.group() for match in pattern.finditer("旧话和旧词")] == ["旧话", "旧词"]
    assert list(pattern.finditer("只有旧词")) == []
    assert (pattern.search("只有旧词"), pattern.match("旧词")) == (None, None)


def test_a_pattern_without_clues_is_always_tried() -> None:
    pattern = Pattern("旧.")
    assert pattern.search("只有旧词") is not None
    assert pattern.match("旧词") is not None
    assert pattern.match("有旧词") is None


def patterns_of_the_checks() -> list[tuple[str, Pattern]]:
    from assistant.checks import authority, coverage, leaks

    modules = (authority, coverage, leaks)
    return [(f"{m.__name__}{name}", value) for m in modules for name, value in vars(m).items() if isinstance(value, Pattern)]


def test_the_clues_of_the_checks_own_patterns_never_keep_a_match_back() -> None:
    patterns = patterns_of_the_checks()
    assert len(patterns) > 25
    texts = texts_of_the_corpus()
    documents = ["\n".join(texts[at : at + 20]) for at in range(0, len(texts), 20)]
    kept_back = [
        (name, match.group())
        for name, pattern in patterns
        for document in documents
        if (match := pattern.compiled.search(document)) and pattern.search(document) is None
    ]
    assert kept_back == []
