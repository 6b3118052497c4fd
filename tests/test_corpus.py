"""The shipped corpus keeps its promises, and a file against its format is refused with file, line and what to do."""

import re
import shutil
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.copying import CopyTable
from assistant.corpus import GENERAL, OWNERS, read_corpus
from index.errors import CorpusError
from index.exemplars import SLOTS, read_folder

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
EXEMPLARS = read_folder(CORPUS / "speeches")
EVERYWHERE = ("书记", "党组织", "班子", "分管领导", "办公室", "财务", "纪检", "支部", "基层")
"""Owners that every kind of unit has."""


def test_there_are_exemplars_across_kinds_and_roles() -> None:
    assert len(EXEMPLARS) >= 16
    assert len({exemplar.about.unit for exemplar in EXEMPLARS}) >= 12
    assert len({exemplar.about.role for exemplar in EXEMPLARS}) >= 5


@pytest.mark.parametrize("exemplar", EXEMPLARS, ids=lambda exemplar: exemplar.name)
def test_an_exemplar_is_whole_and_of_a_speech_s_length(exemplar) -> None:  # type: ignore[no-untyped-def]
    speech = exemplar.speech
    assert speech.title.endswith("表态发言")
    assert speech.salutation
    assert speech.thanks
    assert 900 <= len(re.sub(r"\s", "", exemplar.plain())) <= 1900
    named = {topic for section in speech.sections for p in section.paragraphs for topic in p.topics}
    assert set(exemplar.about.topics) <= named


def test_no_two_exemplars_are_alike() -> None:
    official = read_corpus(CORPUS).formulations.set_phrases
    for exemplar in EXEMPLARS:
        others = CopyTable.of((other.name, other.plain()) for other in EXEMPLARS if other is not exemplar)
        copied = others.compare(re.sub(r"\{[^}]*\}", "，", exemplar.plain()), official)
        assert copied.one_source <= 0.08, (exemplar.name, copied)
        assert copied.longest <= 40, (exemplar.name, copied)


def test_exemplars_hold_no_date_amount_or_document_number() -> None:
    for exemplar in EXEMPLARS:
        assert not re.search(r"\d{4}年|\d+月\d+日|\d+(?:\.\d+)?(?:万元|亿元|%)|〔\d{4}〕", exemplar.plain()), exemplar.name


def test_every_kind_of_unit_has_the_owners_that_every_measure_may_count_on(assistant: Assistant) -> None:
    corpus = assistant.knowledge.corpus
    for kind, row in corpus.kinds.items():
        assert set(row.owners) <= OWNERS
        for owner in EVERYWHERE:
            assert row.owners.get(owner), f"{kind} lacks {owner}"


def test_every_category_offers_every_kind_two_measures_or_none_where_it_makes_no_sense(assistant: Assistant) -> None:
    corpus = assistant.knowledge.corpus
    poor = []
    for category in corpus.categories.values():
        for kind, row in corpus.kinds.items():
            offered = [m for m in category.measures if m.fits(kind, "secretary") and row.owners.get(m.who)]
            if len(offered) == 1:
                poor.append(f"{category.id} {kind}")
    assert poor == []
    assert len(corpus.categories) >= 66
    assert all(len(category.measures) >= 6 for category in corpus.categories.values())


def test_nothing_is_filled_in_afterwards(assistant: Assistant) -> None:
    forbidden = re.compile(r"补(?:记录|签(?!劳动)|办手续|齐程序|程序|正|课|台账|会议)|倒签")
    for category in assistant.knowledge.corpus.categories.values():
        for measure in category.measures:
            assert not forbidden.search(measure.what + measure.check), measure.id


def test_texts_of_the_corpus_are_all_different(assistant: Assistant) -> None:
    corpus = assistant.knowledge.corpus
    seen: dict[str, str] = {}
    for category in corpus.categories.values():
        for measure in category.measures:
            for text in (measure.what, measure.check):
                assert seen.setdefault(text, measure.id) == measure.id, text
        for field in ("weight", "own", "results", "seen"):
            for line in getattr(category, field):
                text = line if isinstance(line, str) else line.text
                assert seen.setdefault(text, category.id + field) == category.id + field, text


def test_the_general_category_is_there(assistant: Assistant) -> None:
    assert len(assistant.knowledge.corpus.categories[GENERAL].measures) >= 12


def test_headings_are_parallel(assistant: Assistant) -> None:
    families = assistant.knowledge.corpus.headings
    assert len(families) >= 30
    for family in families:
        clauses = [re.split("，", heading) for heading in family.headings]
        assert len({len(parts) for parts in clauses}) == 1, family.id
        assert len(set(family.headings)) == 3
        for heading in family.headings:
            assert 6 <= len(heading) <= 26, heading
            assert not re.search(r"[。；！？的了]$", heading), heading
        for parts in zip(*clauses, strict=True):
            sizes = [len(part) for part in parts]
            assert max(sizes) - min(sizes) <= 2, family.id


def test_every_role_at_every_meeting_has_headings(assistant: Assistant) -> None:
    from assistant.brief import MEETINGS
    from assistant.roles import ROLE_NAMES

    corpus = assistant.knowledge.corpus
    for role in ROLE_NAMES:
        for meeting in MEETINGS:
            for kind in corpus.kinds:
                assert any(family.fits(kind, role, meeting) for family in corpus.headings), (role, meeting, kind)


def test_every_slot_in_the_readme_is_known_and_every_known_slot_is_in_the_readme() -> None:
    text = (CORPUS / "README.md").read_text(encoding="utf-8")
    table = set(re.findall(r"\| `\{(\w+)\}` \|", text)) | set(re.findall(r"`\{(\w+)\}` \| [^|]+ \|$", text, re.M))
    assert table >= SLOTS


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A corpus of one's own to break, in a folder with Chinese characters."""
    target = tmp_path / "语料 副本"
    shutil.copytree(CORPUS, target)
    return target


MISTAKES = [
    ("measures/P30.yaml", "topic: 采购管理", "topik: 采购管理", r"P30\.yaml 第\d+行：.*(缺少“topic”|没有“topik”)"),
    ("measures/P30.yaml", "who: 财务", "who: 财神", r"P30\.yaml.*“财神”"),
    ("measures/P30.yaml", "id: P30-1", "id: P31-1", r"P30\.yaml.*P30-"),
    ("measures/P30.yaml", "id: P30\n", "id: P100\n", r"P30\.yaml 第1行"),
    ("measures/P30.yaml", "{纪检}", "{纪纪}", r"P30\.yaml 第\d+行：没有“\{纪纪\}”"),
    ("units/U01.yaml", "self: [我局]", "self: 我局", r"U01\.yaml 第\d+行：self 应为列表"),
    ("units/U01.yaml", "kind: 局", "kind: 菊", r"U01\.yaml 第\d+行"),
    ("units/U01.yaml", "市场监管局,", "市场监管局, 财政局,", r"别名“财政局”"),
    ("headings.yaml", "temper: 平实", "temper: 平平", r"headings\.yaml 第\d+行"),
    ("formulations/formulations.yaml", "level: error", "level: fatal", r"formulations\.yaml 第\d+行"),
    ("speeches/market-bureau-secretary.md", "role: secretary", "role: boss", r"market-bureau-secretary\.md 第\d+行"),
    ("speeches/market-bureau-secretary.md", "{党组织}", "{党小组}", r"market-bureau-secretary\.md 第\d+行：没有“\{党小组\}”"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "told"), MISTAKES, ids=[f"{m[0]}-{m[2][:14]}" for m in MISTAKES])
def test_a_mistake_names_file_line_and_what_to_do(copy: Path, name: str, right: str, wrong: str, told: str) -> None:
    path = copy / name
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read_folder(copy / "speeches") if name.startswith("speeches") else read_corpus(copy)
    message = str(caught.value)
    assert re.search(told, message), message
    assert "\n" not in message
    assert re.search(r"请|应", message), message


def test_a_corpus_in_a_folder_with_chinese_characters_gives_the_same_speech(copy: Path, tmp_path: Path, assistant: Assistant) -> None:
    brief = {"单位": "云溪县水利局", "职务": "局党组书记、局长", "问题": ["采购验收把关不严"]}
    other = Assistant(corpus=copy, home=tmp_path / "数据 文件夹", today=assistant._today)
    assert other.draft(brief, seed=3).text == assistant.draft(brief, seed=3).text


def test_an_edited_exemplar_is_seen_at_the_next_start(copy: Path, tmp_path: Path) -> None:
    path = copy / "speeches" / "market-bureau-secretary.md"
    before = Assistant(corpus=copy, home=tmp_path).search("青石桥边的老茶馆", k=1)
    path.write_text(path.read_text(encoding="utf-8").replace("\n## 一、", "\n青石桥边的老茶馆。\n\n## 一、"), encoding="utf-8")
    after = Assistant(corpus=copy, home=tmp_path).search("青石桥边的老茶馆", k=1)
    assert [hit.passage.text for hit in after] == ["青石桥边的老茶馆。"]
    assert [hit.passage.text for hit in before] != ["青石桥边的老茶馆。"]
