"""The library joins search, drafting and the copy check; its files are the truth, and no fault of one stops the rest."""

import datetime
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Brief, leaktest
from assistant.checks import leaks
from assistant.ingest import Ingest
from assistant.knowledge import Knowledge
from assistant.library import FANOUT, Library
from assistant.settings import library_weight
from assistant.slotting import marks
from index.passages import Part, Passage

DAY = datetime.date(2026, 6, 1)
BRIEF = Brief(unit="云溪县水利局", role="局党组书记、局长", problems=("采购验收把关不严", "支部活动流于形式"))


@pytest.fixture(scope="module")
def speeches(assistant: Assistant) -> list[str]:
    return [one.text for one in leaktest.speeches(assistant.knowledge, 24, 7)]


@pytest.fixture
def home(tmp_path: Path, shared_home: Path, assistant: Assistant) -> Path:
    """A state folder of its own with the session's compiled corpus in it."""
    assert assistant.knowledge.shipped_passages and assistant.knowledge.categories and assistant.knowledge.corpus
    shutil.copytree(shared_home / "cache", tmp_path / "cache")
    return tmp_path


def fill(home: Path, speeches: list[str], batch: int = 0) -> list[str]:
    """Ingest speeches, the library computed anew after each batch, and return their names."""
    run = Ingest(Knowledge(home=home), DAY)
    (home / "in").mkdir(exist_ok=True)
    names = []
    for number, text in enumerate(speeches):
        path = home / "in" / f"{number}.txt"
        path.write_text(text, encoding="utf-8")
        names += [one.name for one in run.take(path).taken]
        if batch and (number + 1) % batch == 0:
            run.settle()
    run.settle()
    assert len(names) == len(speeches)
    return names


def later(path: Path) -> None:
    """Set a file's time on, as an editor would."""
    os.utime(path, ns=(time.time_ns(), time.time_ns()))


def drafted(home: Path) -> bytes:
    return Assistant(home=home, today=lambda: DAY).draft(BRIEF, seed=3).to_json()


def test_without_a_library_nothing_is_opened(home: Path) -> None:
    knowledge = Knowledge(home=home)
    assert knowledge.library is None and knowledge.passages is knowledge.shipped_passages and knowledge.copies is knowledge.shipped_copies
    assert not (home / "library").exists()


def test_a_library_is_searched_with_the_shipped_exemplars(home: Path, speeches: list[str]) -> None:
    names = fill(home, speeches[:3])
    knowledge = Knowledge(home=home)
    own = [p for p in knowledge.passages if p.document in names]
    assert len(knowledge.passages) == len(knowledge.shipped_passages) + len(own) and own
    wanted = next(p for p in own if p.part == Part.BODY)
    assert knowledge.passages.search(wanted.text, k=1)[0].passage == wanted


def test_drafting_with_a_library_has_cards_for_its_exemplars(home: Path, speeches: list[str]) -> None:
    names = fill(home, speeches[:4])
    knowledge = Knowledge(home=home)
    assert set(names) <= set(knowledge.cards)
    assert drafted(home) == drafted(home)


def test_how_the_segments_lie_changes_no_answer_and_no_draft(tmp_path: Path, home: Path, speeches: list[str]) -> None:
    other = tmp_path / "other"
    shutil.copytree(home / "cache", other / "cache")
    fill(home, speeches[:9], batch=1)
    fill(other, list(reversed(speeches[:9])))
    one, two = Knowledge(home=home), Knowledge(home=other)
    assert one.library and two.library and one.library.manifest.segments != two.library.manifest.segments
    for question in ("采购验收把关不严", "党组会议记录", "窗口服务态度生硬", "项目资金拨付慢"):
        first, second = ([(h.passage, h.score, h.why) for h in k.passages.search(question, 20)] for k in (one, two))
        assert first == second
    assert drafted(home) == drafted(other)


def test_many_small_segments_are_merged_and_hold_the_same_passages(home: Path, speeches: list[str]) -> None:
    names = fill(home, speeches[: FANOUT + 2], batch=1)
    library = Knowledge(home=home).library
    assert library and len(library.manifest.segments) == 3
    assert {p.document for p in library.bank.passages} == set(names)
    merged = list(library.bank.passages)
    library.rebuild()
    assert merged == library.bank.passages and set(library.cards) == set(names)


def test_a_draft_that_is_a_library_exemplar_with_names_exchanged_is_an_error(home: Path, speeches: list[str]) -> None:
    names = fill(home, speeches[:2])
    for weight in ("1", "0"):
        os.environ["BIAOTAI_LIBRARY_WEIGHT"] = weight
        try:
            report = Assistant(home=home, today=lambda: DAY).check(speeches[0])
        finally:
            del os.environ["BIAOTAI_LIBRARY_WEIGHT"]
        assert [f.rule for f in report.findings if f.rule.startswith("copying.exchanged")] == ["copying.exchanged"]
        assert report.measures.source in names


def test_weight_raises_lowers_and_leaves_out(home: Path, speeches: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    names = set(fill(home, speeches[:6]))

    def share(weight: str) -> int:
        monkeypatch.setenv("BIAOTAI_LIBRARY_WEIGHT", weight)
        return sum(hit.passage.document in names for hit in Assistant(home=home, today=lambda: DAY).search("采购验收把关不严", 20))

    assert share("0") == 0 <= share("0.5") <= share("1") <= share("2")
    assert share("2") > share("0.5")


@pytest.mark.parametrize("text", ["很多", "-1", "9", "nan"])
def test_a_weight_that_is_none_is_refused_in_one_line(run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("BIAOTAI_LIBRARY_WEIGHT", text)
    with pytest.raises(Exception, match="0 到 3"):
        library_weight()


# -- the files are the library -------------------------------------------------------------------------------------------


def test_a_mended_file_is_seen_and_a_deleted_one_is_gone(home: Path, speeches: list[str]) -> None:
    names = fill(home, speeches[:3])
    path = home / "library" / "speeches" / f"{names[0]}.md"
    path.write_text(path.read_text(encoding="utf-8").replace("## 三、", "青鸾火凤各一只。\n\n## 三、"), encoding="utf-8")
    later(path)
    found = Knowledge(home=home).passages.search("青鸾火凤", k=1)
    assert found[0].passage.document == names[0]
    path.unlink()
    passages = Knowledge(home=home).passages
    assert not passages.search("青鸾火凤", k=1) and names[0] not in passages.documents and names[1] in passages.documents


def test_a_broken_file_is_named_in_one_line_and_left_out(home: Path, speeches: list[str], caplog: pytest.LogCaptureFixture) -> None:
    names = fill(home, speeches[:2])
    path = home / "library" / "speeches" / f"{names[0]}.md"
    for text in ("没有说明", path.read_text(encoding="utf-8").replace("role: ", "role: 皇帝"), path.read_text(encoding="utf-8").replace("{自称}", "{天子}", 1) + "{天子}", "\x00"):
        path.write_text(text, encoding="utf-8")
        later(path)
        caplog.clear()
        assert drafted(home)
        told = [record.getMessage() for record in caplog.records]
        assert len(told) == 1 and names[0] in told[0] and "\n" not in told[0]
        knowledge = Knowledge(home=home)
        assert names[0] not in knowledge.passages.documents and names[1] in knowledge.passages.documents


@pytest.mark.parametrize("damage", [b"", b"{", b'{"format":"x"}', b"\xff\xfe\x00", b'{"format":1}', b"[]"])
def test_a_damaged_manifest_is_made_again_from_the_files(home: Path, speeches: list[str], damage: bytes) -> None:
    names = fill(home, speeches[:2])
    before = drafted(home)
    (home / "library" / "manifest.json").write_bytes(damage)
    assert drafted(home) == before
    assert set(Knowledge(home=home).library.manifest.documents) == set(names)  # type: ignore[union-attr]


def test_a_damaged_or_missing_segment_is_made_again_from_the_files(home: Path, speeches: list[str]) -> None:
    fill(home, speeches[:2])
    before = drafted(home)
    segment = next((home / "library" / "segments").iterdir())
    for name in ("passages/pairs.u64", "passages/passages.msgpack", "copies.grams", "cards.msgpack"):
        (segment / name).write_bytes(b"x")
        assert drafted(home) == before
    shutil.rmtree(home / "library" / "segments")
    assert drafted(home) == before


def test_a_manifest_that_cannot_be_written_costs_nothing_but_time(home: Path, speeches: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    fill(home, speeches[:2])
    before = drafted(home)
    (home / "library" / "manifest.json").unlink()
    shutil.rmtree(home / "library" / "segments")
    real, real_mkdir = Path.write_bytes, Path.mkdir

    def full(self: Path, data: bytes) -> int:
        if "library" in self.parts:
            raise OSError(28, "No space left on device")
        return real(self, data)

    def read_only(self: Path, *rest: object, **named: object) -> None:
        if "segments" in self.parts:
            raise OSError(30, "Read-only file system")
        real_mkdir(self, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_bytes", full)
    monkeypatch.setattr(Path, "mkdir", read_only)
    assert drafted(home) == before


def test_two_that_add_at_once_lose_nothing(home: Path, speeches: list[str]) -> None:
    (home / "in").mkdir()
    runs = [Ingest(Knowledge(home=home), DAY) for _ in range(2)]
    names = []
    for number, text in enumerate(speeches[:6]):
        path = home / "in" / f"{number}.txt"
        path.write_text(text, encoding="utf-8")
        names += [one.name for one in runs[number % 2].take(path).taken]
    for run in runs:
        run.settle()
    assert len(names) == 6
    assert set(Knowledge(home=home).passages.documents) >= set(names)


# -- nothing leaks ---------------------------------------------------------------------------------------------------------


def test_no_canary_of_ingested_speeches_stands_in_file_passage_or_draft(assistant: Assistant) -> None:
    found = leaktest.leak_test(assistant, 20, 10)
    assert (found.speeches, found.refused, found.found) == (20, (), 0) and found.canaries > 100


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A slotter that sees no names."""
    monkeypatch.setattr(marks, "names_of", lambda *_: [])
    monkeypatch.setattr(marks, "people_in", lambda *_: [])
    monkeypatch.setattr(marks, "figures_in", lambda *_: [])
    monkeypatch.setattr(marks, "leftovers", lambda *_: [])
    yield


def test_the_leak_test_fires_where_names_are_not_taken_out(assistant: Assistant, blind: None) -> None:
    found = leaktest.leak_test(assistant, 6, 1)
    assert len(found.in_files) > 10 and len(found.in_passages) > 10
    assert leaks.figures_in is not None


def test_selftest_answers_by_its_exit_code(run: Callable[..., tuple[int, str, str]], blind: None) -> None:
    code, out, err = run("selftest", "leak", "--speeches", 2, "--drafts", 1, "--json")
    assert code == 1 and '"in_files"' in out and "漏出" in err


# -- the commands ----------------------------------------------------------------------------------------------------------


def test_library_lists_shows_removes_rebuilds_and_exports(
    run: Callable[..., tuple[int, str, str]], home: Path, speeches: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = fill(home, speeches[:2])
    monkeypatch.setenv("BIAOTAI_HOME", str(home))
    code, out, _ = run("library", "list")
    assert code == 0 and all(name in out for name in names)
    assert run("library", "show", names[0])[1].startswith("---\ntitle:")
    assert run("library", "rebuild")[0] == 0
    assert run("library", "export", home / "out")[0] == 0
    assert sorted(p.stem for p in (home / "out").iterdir()) == sorted(names)
    assert run("library", "remove", names[0])[0] == 0
    assert names[0] not in run("library", "list", "--json")[1]
    for asked in (("show", "没有的"), ("remove", "../../x"), ("show",), ("export",)):
        code, out, err = run("library", *asked)
        assert code == 2 and err.count("\n") == 1 and not out


def test_a_library_of_nothing_is_listed_empty(run: Callable[..., tuple[int, str, str]], home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIAOTAI_HOME", str(home))
    assert run("library", "list", "--json")[1].strip() == "[]"
    assert not (home / "library").exists()


def test_a_passage_of_a_dead_document_is_not_counted(assistant: Assistant) -> None:
    from index.segments import Bank, Segment

    passages = [Passage(id=f"{d}#1", text=text, part=Part.BODY, document=d) for d, text in (("a", "采购验收"), ("b", "采购公开"))]
    segment = Segment.build(passages, assistant.knowledge.embedder.passages([p.text for p in passages]))
    assert len(Bank([(segment, frozenset("a"))]).postings_of("采购")[0]) == 1
    assert len(Bank([(segment, frozenset("ab"))]).postings_of("采购")[0]) == 2
    assert Bank([(segment, frozenset("ab"))]).holding(["采购", "购公"]) == [1]
    assert isinstance(Library, type)
