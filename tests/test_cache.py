"""A cache entry is built once, never seen half-made, and built again where it is damaged."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.cache import Cache, key_of
from index.embed import StaticEmbedder
from index.errors import CorpusError
from index.passages import Part, Passage
from index.search import Index

ROOT = Path(__file__).resolve().parent.parent
Damage = Callable[[Path], object]


class Builder:
    """Builds an entry of two files and counts how often it was asked to."""

    def __init__(self, text: str = "段落") -> None:
        self.text = text
        self.built = 0

    def build(self, folder: Path) -> None:
        self.built += 1
        (folder / "里层").mkdir()
        (folder / "一.txt").write_text(self.text, encoding="utf-8")
        (folder / "里层" / "二.txt").write_text(self.text * 2, encoding="utf-8")

    @staticmethod
    def load(folder: Path) -> str:
        return (folder / "一.txt").read_text(encoding="utf-8") + (folder / "里层" / "二.txt").read_text(encoding="utf-8")

    def get(self, cache: Cache, key: str = "k1", name: str = "passages") -> str:
        return cache.get(name, key, self.build, self.load)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "状态 文件夹" / "cache")


@pytest.fixture
def builder() -> Builder:
    return Builder()


def entries(cache: Cache) -> list[str]:
    return sorted(path.name for path in cache.folder.iterdir())


# Keys


def test_the_same_parts_give_the_same_key() -> None:
    assert key_of(["范文", b"\x00"]) == key_of(part for part in ("范文".encode(), "\x00")) == "eac76b95e14ed3ca4bd8535a"


@pytest.mark.parametrize("parts", [["ab", ""], ["", "ab"], ["b", "a"], ["ab"], ["a", "b", ""], []])
def test_another_order_or_cut_gives_another_key(parts: list[str]) -> None:
    assert key_of(parts) != key_of(["a", "b"])


# Building once


def test_an_entry_is_built_once(cache: Cache, builder: Builder) -> None:
    assert [builder.get(cache), builder.get(cache), builder.get(Cache(cache.folder))] == ["段落段落段落"] * 3
    assert builder.built == 1


def test_an_entry_is_named_by_name_and_key(cache: Cache, builder: Builder) -> None:
    builder.get(cache, "k1")
    builder.get(cache, "k2")
    builder.get(cache, "k1", "corpus")
    assert (entries(cache), builder.built) == (["corpus-k1", "passages-k1", "passages-k2"], 3)


def test_two_loads_can_share_an_entry(cache: Cache, builder: Builder) -> None:
    builder.get(cache)
    assert cache.get("passages", "k1", builder.build, lambda folder: (folder / "一.txt").read_text(encoding="utf-8")) == "段落"
    assert builder.built == 1


def test_an_entry_is_not_there_before_it_is_whole(cache: Cache, builder: Builder) -> None:
    seen: list[list[str]] = []

    def build(folder: Path) -> None:
        builder.build(folder)
        seen.append([name for name in entries(cache) if not name.startswith(".")])

    cache.get("passages", "k1", build, builder.load)
    assert (seen, entries(cache)) == ([[]], ["passages-k1"])


def test_a_build_that_fails_leaves_nothing_and_says_why(cache: Cache, builder: Builder) -> None:
    def build(folder: Path) -> None:
        builder.build(folder)
        raise CorpusError("范文写错了")

    with pytest.raises(CorpusError, match="范文写错了"):
        cache.get("passages", "k1", build, builder.load)
    assert entries(cache) == [] and builder.get(cache) == "段落段落段落"


# Damage


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


DAMAGES: dict[str, Damage] = {
    "a flipped bit": lambda entry: flip(entry / "一.txt"),
    "a flipped bit further in": lambda entry: flip(entry / "里层" / "二.txt"),
    "a cut-off file": lambda entry: (entry / "一.txt").write_bytes(b"\xe6\xae"),
    "an empty file": lambda entry: (entry / "一.txt").write_bytes(b""),
    "a missing file": lambda entry: (entry / "里层" / "二.txt").unlink(),
    "a file too many": lambda entry: (entry / "三.txt").write_text("?", encoding="utf-8"),
    "missing checksums": lambda entry: (entry / "checksums.json").unlink(),
    "an empty checksum file": lambda entry: (entry / "checksums.json").write_bytes(b""),
    "no checksums in the file": lambda entry: (entry / "checksums.json").write_text("{}", encoding="utf-8"),
    "checksums of another form": lambda entry: (entry / "checksums.json").write_text("[1]", encoding="utf-8"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_entry_is_built_again_with_a_word_about_it(
    cache: Cache, builder: Builder, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    builder.get(cache)
    damage(cache.folder / "passages-k1")
    with caplog.at_level(logging.WARNING):
        assert builder.get(cache) == "段落段落段落"
    assert builder.built == 2
    assert [record.message[:16] for record in caplog.records] == ["缓存 passages-k1 已"]
    assert "重新生成" in caplog.text


def test_a_mended_entry_is_good_again(cache: Cache, builder: Builder, caplog: pytest.LogCaptureFixture) -> None:
    builder.get(cache)
    flip(cache.folder / "passages-k1" / "一.txt")
    builder.get(cache)
    caplog.clear()
    builder.get(cache)
    assert (builder.built, caplog.records, entries(cache)) == (2, [], ["passages-k1"])


def test_a_whole_entry_raises_no_warning(cache: Cache, builder: Builder, caplog: pytest.LogCaptureFixture) -> None:
    builder.get(cache)
    builder.get(cache)
    assert caplog.records == []


def test_an_entry_that_its_reader_refuses_is_built_again(cache: Cache, builder: Builder) -> None:
    Builder("旧格式").get(cache)

    def load(folder: Path) -> str:
        if (folder / "一.txt").read_text(encoding="utf-8") == "旧格式":
            raise ValueError("another shape")
        return builder.load(folder)

    assert cache.get("passages", "k1", builder.build, load) == "段落段落段落"


# A folder that can't be used


def test_where_the_folder_is_a_file_a_temporary_one_serves(
    tmp_path: Path, builder: Builder, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "占位").write_text("", encoding="utf-8")
    assert builder.get(Cache(tmp_path / "占位")) == "段落段落段落"
    assert "不能用" in caplog.text and "临时文件夹" in caplog.text
    assert (tmp_path / "占位").is_file()


def test_where_the_folder_lies_below_a_file_a_temporary_one_serves(tmp_path: Path, builder: Builder) -> None:
    (tmp_path / "占位").write_text("", encoding="utf-8")
    assert builder.get(Cache(tmp_path / "占位" / "cache")) == "段落段落段落"


def test_where_the_entrys_name_is_taken_by_a_file_a_temporary_one_serves(cache: Cache, builder: Builder) -> None:
    cache.folder.mkdir(parents=True)
    (cache.folder / "passages-k1").write_text("", encoding="utf-8")
    assert builder.get(cache) == "段落段落段落" and entries(cache) == ["passages-k1"]


def test_a_disk_without_room_is_gone_around(cache: Cache, builder: Builder) -> None:
    def build(folder: Path) -> None:
        if folder.parent == cache.folder:
            raise OSError(28, "No space left on device")
        builder.build(folder)

    assert cache.get("passages", "k1", build, builder.load) == "段落段落段落" and entries(cache) == []


def test_a_temporary_folder_is_not_left_behind(tmp_path: Path, builder: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "占位").write_text("", encoding="utf-8")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    builder.get(Cache(tmp_path / "占位"))
    assert list((tmp_path / "tmp").iterdir()) == []


# Two at once


def test_what_another_process_put_there_first_is_taken(cache: Cache, builder: Builder) -> None:
    other = Builder()

    def build(folder: Path) -> None:
        builder.build(folder)
        other.get(cache)

    assert cache.get("passages", "k1", build, builder.load) == "段落段落段落"
    assert (other.built, entries(cache)) == (1, ["passages-k1"])


def test_an_entry_taken_away_before_it_is_read_is_made_elsewhere(cache: Cache, builder: Builder) -> None:
    calls: list[Path] = []

    def load(folder: Path) -> str:
        calls.append(folder)
        if len(calls) == 1:
            (folder / "一.txt").unlink()
        return builder.load(folder)

    assert cache.get("passages", "k1", builder.build, load) == "段落段落段落"
    assert calls[1].parent != cache.folder


RACE = """
import sys, time
from pathlib import Path
from index.cache import Cache

folder, start = Path(sys.argv[1]), Path(sys.argv[2])
def build(entry):
    (entry / "a").write_text("甲" * 20_000, encoding="utf-8")
    time.sleep(0.05)
    (entry / "b").write_text("乙" * 20_000, encoding="utf-8")
def load(entry):
    return len((entry / "a").read_text(encoding="utf-8")) + len((entry / "b").read_text(encoding="utf-8"))
print("ready", flush=True)
while not start.exists():
    time.sleep(0.001)
print([Cache(folder).get("passages", f"k{i}", build, load) for i in range(5)])
"""


@pytest.mark.parametrize("damaged", [False, True], ids=["nothing there", "a damaged entry there"])
def test_processes_that_build_at_once_all_end_well(tmp_path: Path, damaged: bool) -> None:
    folder = tmp_path / "缓存 夹"
    if damaged:
        for i in range(5):
            (folder / f"passages-k{i}").mkdir(parents=True)
            (folder / f"passages-k{i}" / "checksums.json").write_text('{"a": 1}', encoding="utf-8")
    command = [sys.executable, "-c", RACE, str(folder), str(tmp_path / "start")]
    racers = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        for _ in range(3)
    ]
    for racer in racers:
        assert racer.stdout and racer.stdout.readline() == "ready\n"
    (tmp_path / "start").touch()
    answers = [racer.communicate(timeout=60) for racer in racers]
    assert [(answer.strip(), racer.returncode) for (answer, _), racer in zip(answers, racers, strict=True)] == [
        ("[40000, 40000, 40000, 40000, 40000]", 0)
    ] * 3, answers
    assert sorted(path.name for path in folder.iterdir()) == [f"passages-k{i}" for i in range(5)]


# Tidying


def test_entries_long_passed_by_are_removed(cache: Cache, builder: Builder) -> None:
    for number in range(8):
        builder.get(cache, f"k{number}")
        os.utime(cache.folder / f"passages-k{number}", (1_000_000 + number, 1_000_000 + number))
    assert entries(cache) == [f"passages-k{number}" for number in (3, 4, 5, 6, 7)]


def test_entries_of_another_name_are_left_alone(cache: Cache, builder: Builder) -> None:
    builder.get(cache, "k1", "corpus")
    for number in range(8):
        builder.get(cache, f"k{number}")
    assert "corpus-k1" in entries(cache)


def test_what_an_ended_process_left_half_made_is_removed_and_what_is_being_made_stays(cache: Cache, builder: Builder) -> None:
    for name, age in ((".passages-k0.77.old", 90_000), (".passages-k0.78.new", 10)):
        (cache.folder / name).mkdir(parents=True)
        now = cache.folder.stat().st_mtime
        os.utime(cache.folder / name, (now - age, now - age))
    builder.get(cache)
    assert entries(cache) == [".passages-k0.78.new", "passages-k1"]


# With an index inside


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder()


def indexed(cache: Cache, embedder: StaticEmbedder) -> Index:
    texts = ["采购要留痕", "食堂要公示", "干部要轮岗"]
    passages = [Passage(id=f"甲#{i}", text=text, part=Part.BODY, document="甲") for i, text in enumerate(texts)]
    return cache.get(
        "passages",
        key_of(["1", embedder.name]),
        lambda folder: Index.build(passages, embedder).save(folder),
        lambda folder: Index.load(folder, lambda: embedder),
    )


def found(index: Index) -> list[str]:
    return [hit.passage.text for hit in index.search("干部轮岗", 1)]


def test_an_index_comes_back_from_the_cache(
    cache: Cache, embedder: StaticEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    assert found(indexed(cache, embedder)) == found(indexed(cache, embedder)) == ["干部要轮岗"]
    assert caplog.records == []


def test_an_index_changed_after_loading_leaves_its_entry_whole(
    cache: Cache, embedder: StaticEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    indexed(cache, embedder).remove("甲")
    assert found(indexed(cache, embedder)) == ["干部要轮岗"] and caplog.records == []


@pytest.mark.parametrize("name", ["passages.msgpack", "vectors.faiss", "words/meta.json"])
def test_an_index_with_a_damaged_file_is_built_again(
    cache: Cache, embedder: StaticEmbedder, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    indexed(cache, embedder)
    entry = next(cache.folder.iterdir())
    flip(entry / name)
    assert found(indexed(cache, embedder)) == ["干部要轮岗"]
    assert f"（{name} 与校验和不符），重新生成" in caplog.text


def test_an_index_in_a_temporary_folder_can_be_searched_and_changed(tmp_path: Path, embedder: StaticEmbedder) -> None:
    (tmp_path / "占位").write_text("", encoding="utf-8")
    index = indexed(Cache(tmp_path / "占位"), embedder)
    index.add([Passage(id="乙#1", text="接待要公函", part=Part.BODY, document="乙")])
    assert found(index) == ["干部要轮岗"] and [hit.passage.id for hit in index.search("公函", 1)] == ["乙#1"]


def test_every_file_of_an_entry_has_its_checksum(cache: Cache, embedder: StaticEmbedder) -> None:
    indexed(cache, embedder)
    entry = next(cache.folder.iterdir())
    sums = json.loads((entry / "checksums.json").read_text(encoding="utf-8"))
    assert {"passages.msgpack", "vectors.faiss", "words/meta.json"} < set(sums)
