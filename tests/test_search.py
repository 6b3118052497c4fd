"""Search finds by words and by meaning, says why, and says so where nothing is relevant."""

import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import Filter, Hit, Index, Part, Passage, RetrievalError, StaticEmbedder
from index.embed import Embedder, Vectors
from index.lexical import bigrams
from index.search import FLOOR
from index.text import searchable

ROOT = Path(__file__).resolve().parent.parent


class Axes:
    """An embedder with one axis a word, or a group of words that mean the same: a vector counts them."""

    def __init__(self, *words: str, name: str = "axes") -> None:
        self.words = words
        self.name = name

    @property
    def dimension(self) -> int:
        return len(self.words)

    def passages(self, texts: list[str]) -> Vectors:
        rows: Vectors = np.array([[len(re.findall(word, text)) for word in self.words] for text in texts], dtype=np.float32)
        rows = rows.reshape(len(texts), len(self.words))
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths > 0, lengths, 1)
        return rows

    def query(self, text: str) -> Vectors:
        row: Vectors = self.passages([text])[0]
        return row


AXES = Axes("采购", "食堂", "轮岗", "接待")


def passage(text: str, document: str = "甲", number: int = 1, part: Part = Part.BODY, **about: Any) -> Passage:
    return Passage(id=f"{document}#{number}", text=text, part=part, document=document, **about)


def index_of(*texts: str, embedder: Embedder = AXES) -> Index:
    """Return an index in which every text is a document of its own: 一, 二, 三 ..."""
    documents = "一二三四五六七八九"
    return Index.build([passage(text, name) for name, text in zip(documents, texts, strict=False)], embedder)


OFFICE = [
    "采购岗位把近三年的供应商按次数排个队，排在前头的逐单说明为什么是它，由本单位纪检干部复看。",
    "食堂排在最前面，哪家供的货、单价多少、谁验的收，总务处每天在门口公示，家长委员会可以翻账。",
    "反馈指出执法裁量标准不统一。法规科三十日内重看近两年的处罚案卷，相同情形罚得不一样的，逐件讲清道理。",
    "“三重一大”管到哪些事，写成一页纸。会前没有酝酿、材料没有送到的，不上会；决策记录当场签字。",
    "村里的地边到哪里、合同几时到期、租金几时交，村委会带着皮尺和合同一块一块核，账贴在村口。",
    "给基层减负，先数发下去的表格和工作群，停几样、并几样，名单公开，下级可以拒收名单外的表。",
    "党建和业务不分两本账。每个支部领一道办事难题，党员带头办，办成没有由来办事的人说。",
    "窗口首问负责，材料一次告知，来回跑的一律由窗口负责人打电话说清缘故，每月公布差评和整改。",
    "重点岗位满五年必须轮岗，人事科列出名单，离岗先交账，交不清的不办手续。",
    "接待凭公函，无公函不接待。接待科和财务科把近三年的凭证逐单核对，超出标准的由签字的人退。",
    "一岗双责，班子成员先做。每半年到分管部门开一次廉政分析会，哪一步一个人说了算，就在哪一步设两个人。",
    "隐患排查要见闭环：谁发现、谁整改、谁复查，三个名字写在一张单子上，安全科每周抽查。",
    "再次感谢巡察组，谢谢大家。",
]


def documents(hits: list[Hit]) -> list[str]:
    return [hit.passage.document for hit in hits]


@pytest.fixture(scope="module")
def static() -> StaticEmbedder:
    return StaticEmbedder()


@pytest.fixture(scope="module")
def office(static: StaticEmbedder) -> Index:
    """What an office would have in its speeches, with the shipped embedding."""
    return Index.build([passage(text, str(i)) for i, text in enumerate(OFFICE)], static)


# Names


WORDS = ["整改", "采购", "台账", "责任", "党组", "巡察", "反馈", "问题", "销号", "会议", "公示", "项目", "资金", "监管", "群众", "干部"]
NAMES = ["禾嘉", "珩璟", "檀溪镇", "柏屿医院", "栖霞岭水司", "云岫县住建局", "青坞镇中心学校", "澜湾市交投集团公司", "ABC公司", "李 泓旻"]


@pytest.fixture(scope="module")
def five_hundred(static: StaticEmbedder) -> tuple[Index, dict[str, str]]:
    """An index over 500 generated passages and, by name, the one passage each invented name was put into."""
    rng = random.Random(7)
    texts = ["，".join("".join(rng.choices(WORDS, k=4)) for _ in range(5)) + "。" for _ in range(500)]
    where: dict[str, str] = {}
    for number, name in enumerate(NAMES):
        place = 37 * number + 5
        texts[place] = texts[place].replace("，", f"，{name}", 1)
        where[name] = f"{place // 10}#{place}"
    passages = [passage(text, str(i // 10), i) for i, text in enumerate(texts)]
    return Index.build(passages, static), where


@pytest.fixture(scope="module", params=["built", "loaded"])
def big(
    request: pytest.FixtureRequest,
    five_hundred: tuple[Index, dict[str, str]],
    static: StaticEmbedder,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Index, dict[str, str]]:
    index, where = five_hundred
    if request.param == "built":
        return index, where
    folder = tmp_path_factory.mktemp("big") / "索 引"
    index.save(folder)
    return Index.load(folder, lambda: static), where


@pytest.mark.parametrize("name", NAMES)
def test_an_exact_name_is_found_first_among_500(big: tuple[Index, dict[str, str]], name: str) -> None:
    index, where = big
    hit = index.search(name, 3)[0]
    assert hit.passage.id == where[name] and hit.score >= 0.9 and hit.why[0].startswith("原文：")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_quotes_is_found_first(big: tuple[Index, dict[str, str]], name: str) -> None:
    index, where = big
    assert index.search(f"“{name}”", 3)[0].passage.id == where[name]


@pytest.mark.parametrize("name", [name for name in NAMES if len(name) > 2])
@pytest.mark.parametrize("question", ["{}的整改情况怎么样", "请问{}在采购方面是怎么整改的？", "想看讲到{}的那一段"])
def test_a_name_within_a_question_is_found_first(big: tuple[Index, dict[str, str]], name: str, question: str) -> None:
    index, where = big
    assert index.search(question.format(name), 3)[0].passage.id == where[name]


def test_a_spaced_name_and_a_closed_one_are_the_same() -> None:
    index = index_of("由李 明牵头采购", "由王 芳牵头采购")
    assert documents(index.search("李明", 1)) == documents(index.search("李\u3000明", 1)) == ["一"]


def test_a_name_that_stands_twice_in_one_document_is_still_its_own(static: StaticEmbedder) -> None:
    rest = [passage(f"{word}的整改由{word}科负责", f"丙{word}") for word in WORDS]
    twice = [passage("采购台账由泓澜村报。村里有人看。", "乙", 1), passage("采购台账由泓澜村报。", "乙", 2, Part.PLEDGE)]
    hit = Index.build([*rest, *twice], static).search("采购的整改泓澜村做了吗", 1)[0]
    assert hit.passage.document == "乙" and hit.why[0].startswith("仅见于本篇：泓澜村")


def test_the_tail_of_a_common_phrase_is_no_name() -> None:
    index = index_of("集体账目管理混乱", "采购管理", "食堂管理", "接待管理", "轮岗管理")
    why = index.search("公车油卡管理混乱", 1)[0].why
    assert not any(reason.startswith("仅见于本篇") for reason in why)


# Relevance


@pytest.mark.parametrize("question", ["", " ", "\n", "。，！？", "“”《》", "🙂", "\u200b", "的", "是的", "了"])
def test_a_question_without_a_word_finds_nothing(static: StaticEmbedder, question: str) -> None:
    assert index_of("采购的事", "食堂的事", embedder=static).search(question, floor=0.0) == []


@pytest.mark.parametrize("question", ["龘靐齉爩", "xyzzy", "☃"])
def test_a_question_of_unknown_characters_finds_nothing(static: StaticEmbedder, question: str) -> None:
    assert index_of("采购要留痕", "食堂要公示", embedder=static).search(question, floor=0.0) == []


def test_half_a_surrogate_in_a_question_does_no_harm(static: StaticEmbedder) -> None:
    assert documents(index_of("采购要留痕", embedder=static).search("\udcff采购")) == ["一"]


@pytest.mark.parametrize("question", ["红烧肉怎么做", "宇宙大爆炸", "王者荣耀攻略", "唐诗宋词鉴赏", "西红柿炒鸡蛋", "马拉松训练"])
def test_nothing_relevant_is_an_answer(office: Index, question: str) -> None:
    assert office.search(question) == []


def test_a_passage_that_scores_zero_both_ways_never_comes_in() -> None:
    index = index_of("采购要留痕", "食堂要比价", "干部轮岗")
    assert documents(index.search("采购", 5, floor=0.0)) == ["一"]


def test_a_passage_near_in_meaning_alone_is_found() -> None:
    index = index_of("采购要留痕", "干部轮岗", embedder=Axes("采购|进货", "轮岗"))
    hits = index.search("进货", 5)
    assert documents(hits) == ["一"] and hits[0].why == ("意近 1.00",)


def test_meaning_counts_for_less_where_the_index_knows_none_of_the_words() -> None:
    same = Axes("采购|进货", "轮岗")
    unknown = index_of("采购要留痕", embedder=same).search("进货清单")[0]
    known = index_of("采购要留痕", "交清单", embedder=same).search("进货清单", floor=0.0)
    assert unknown.why == ("意近 1.00",) and max(hit.score for hit in known if hit.why == unknown.why) > unknown.score


def test_a_passage_found_by_words_alone_is_found() -> None:
    index = index_of("公章由专人保管", "采购要留痕")
    hits = index.search("公章保管", 5)
    assert documents(hits) == ["一"] and hits[0].why == ("词：公章、保管",)


def test_the_floor_keeps_weak_hits_out() -> None:
    index = index_of("采购要留痕", "采购要比价，食堂要公示，账目要清楚")
    weak = index.search("采购留痕", 5, floor=0.0)[-1]
    assert documents(index.search("采购留痕", 5, floor=weak.score + 0.001)) == ["一"]
    assert FLOOR > 0


def test_how_a_question_is_put_does_not_change_what_is_found(static: StaticEmbedder) -> None:
    index = index_of("采购要留痕", "怎么办事，请问窗口", "食堂要公示", embedder=static)
    assert documents(index.search("请问采购怎么留痕呢", 1)) == ["一"]


# Filters


SHELF = [
    passage("采购要留痕", "甲", 1, Part.BODY, section=2, role="secretary", kind="局", body="党组", sector="U01"),
    passage("采购三十日内建账", "甲", 2, Part.PLEDGE, section=2, role="secretary", kind="局", body="党组", sector="U01"),
    passage("把采购管住", "乙", 1, Part.HEADING, section=1, role="head", kind="医院", body="党委", sector="U09"),
    passage("谈采购的一段", "丙", 1, Part.BODY, section=3, role="member", kind="学校", body="党总支", sector="U20"),
]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (Filter(), ["甲#1", "甲#2", "乙#1", "丙#1"]),
        (Filter(parts=(Part.BODY,)), ["甲#1", "丙#1"]),
        (Filter(parts=(Part.PLEDGE, Part.HEADING)), ["甲#2", "乙#1"]),
        (Filter(section=2), ["甲#1", "甲#2"]),
        (Filter(role="head"), ["乙#1"]),
        (Filter(body="党总支"), ["丙#1"]),
        (Filter(sector="U01"), ["甲#1", "甲#2"]),
        (Filter(sector="医院"), ["乙#1"]),
        (Filter(role="secretary", parts=(Part.PLEDGE,)), ["甲#2"]),
        (Filter(role="acting"), []),
    ],
)
def test_a_filter_lets_through_what_it_names(where: Filter, found: list[str]) -> None:
    different = Axes("采购", "留痕", "建账", "管住", "一段")
    hits = Index.build(SHELF, different).search("采购", 9, where)
    assert sorted(hit.passage.id for hit in hits) == sorted(found)


def test_a_filter_reaches_below_the_best_of_the_whole_index() -> None:
    many = [passage(f"采购采购采购第{i}次{chr(0x4E00 + i)}", "甲", i) for i in range(120)]
    index = Index.build([*many, passage("末了谈到采购", "乙", role="head")], AXES)
    assert documents(index.search("采购", 1, Filter(role="head"))) == ["乙"]


# Order and variety


def test_scores_lie_between_nought_and_one_and_fall(office: Index) -> None:
    for question in ("采购不规范", "近三年的凭证", "再次感谢巡察组，谢谢大家。", "执法裁量标准不统一"):
        scores = [hit.score for hit in office.search(question, 20, floor=0.0)]
        assert len(scores) > 1 and scores == sorted(scores, reverse=True)
        assert scores[-1] > 0 and scores[0] <= 1


@pytest.mark.parametrize("texts", [("采购张三管", "采购李四管"), ("采购李四管", "采购张三管")])
def test_ties_keep_the_order_in_which_passages_came(texts: tuple[str, str]) -> None:
    index = index_of(*texts, embedder=Axes("张三", "李四"))
    assert [hit.passage.text for hit in index.search("采购", 2)] == list(texts)


def test_a_near_copy_is_not_returned_beside_its_original(static: StaticEmbedder) -> None:
    text = "采购的单子逐个翻开，需求谁提、货由谁验，列成一张对照表，由纪检抽三成复核"
    index = index_of(text, text.replace("逐个", "一个个"), "采购员每季度换岗，离岗要交账", embedder=static)
    assert sorted(documents(index.search("采购的单子怎么复核", 3))) in (["一", "三"], ["三", "二"])


def test_a_sentence_is_not_returned_beside_the_paragraph_it_stands_in() -> None:
    index = index_of("采购要留痕。食堂要比价，单子贴在门口。", "采购要留痕。", "采购和接待都要公示。")
    assert set(documents(index.search("采购要留痕", 3))) in ({"一", "三"}, {"二", "三"})


def test_copies_do_not_use_up_the_places_of_others() -> None:
    copies = [passage("采购要留痕", f"副本{i}") for i in range(40)]
    index = Index.build([*copies, passage("接待和采购都要公示", "另一篇")], AXES)
    assert documents(index.search("采购", 3)) == ["副本0", "另一篇"]


@pytest.mark.parametrize(("k", "count"), [(-1, 0), (0, 0), (1, 1), (2, 2), (9, 3)])
def test_at_most_k_are_returned(k: int, count: int) -> None:
    assert len(index_of("采购张三", "采购李四", "采购王五", embedder=Axes("张三", "李四", "王五")).search("采购", k)) == count


def test_an_empty_index_finds_nothing() -> None:
    assert Index.build([], AXES).search("采购") == []


# Reasons


def test_the_reasons_name_the_whole_words_and_the_nearness() -> None:
    hit = index_of("食堂采购由纪检抽查", "干部轮岗").search("纪检抽查食堂", 1)[0]
    assert hit.why == ("仅见于本篇：纪检抽查", "词：纪检抽查、食堂", "意近 0.71")


def test_latin_words_are_named_among_the_reasons() -> None:
    hit = index_of("用了OA系统办公", "用了系统").search("ＯＡ平台系统", 1)[0]
    assert hit.passage.document == "一" and hit.why == ("词：oa、系统",)


QUESTIONS = {
    "政府采购化整为零": 0, "食堂老从一家进货": 1, "执法裁量标准不统一": 2, "三重一大决策记录不全": 3, "土地发包合同不清": 4,
    "基层减负": 5, "党建和业务两张皮": 6, "窗口服务态度生硬": 7, "重点岗位长期不轮岗": 8, "一岗双责落实不力": 10,
}  # fmt: skip


@pytest.mark.parametrize(("question", "place"), QUESTIONS.items())
def test_an_offices_question_finds_the_passage_that_answers_it(office: Index, question: str, place: int) -> None:
    assert office.search(question, 1)[0].passage.document == str(place)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_reason_given_is_true(office: Index, question: str) -> None:
    hits = office.search(question, 5)
    assert hits
    for hit in hits:
        text = searchable(hit.passage.text)
        assert hit.why
        for reason in hit.why:
            kind, _, named = reason.partition("：")
            if kind == "词":
                assert all(run in question and set(bigrams(run)) <= set(bigrams(text)) for run in named.split("、"))
            elif kind in ("原文", "仅见于本篇"):
                assert set(bigrams(named)) <= set(bigrams(text))
            else:
                assert re.fullmatch(r"意近 0\.\d\d|意近 1\.00", reason)


# Adding, removing, saving


@pytest.fixture
def two() -> Index:
    return Index.build([passage("采购要留痕", "甲"), passage("食堂要公示", "乙", 1), passage("食堂要比价", "乙", 2)], AXES)


def reopened(index: Index, folder: Path) -> Index:
    index.save(folder)
    return Index.load(folder, lambda: AXES)


def test_an_added_passage_is_found(two: Index) -> None:
    two.add([passage("干部轮岗", "丙")])
    assert documents(two.search("轮岗")) == ["丙"] and two.documents == ["甲", "乙", "丙"]


def test_an_id_that_is_there_already_is_refused(two: Index) -> None:
    with pytest.raises(RetrievalError, match="段落 甲#1 已在索引里；请先删去旧的"):
        two.add([passage("干部轮岗", "甲")])


def test_an_id_given_twice_at_once_is_refused(two: Index) -> None:
    with pytest.raises(RetrievalError, match="段落 丙#1 已在索引里"):
        two.add([passage("干部轮岗", "丙"), passage("接待", "丙")])


def test_an_id_is_refused_after_loading_too(two: Index, tmp_path: Path) -> None:
    with pytest.raises(RetrievalError, match="段落 乙#2 已在索引里"):
        reopened(two, tmp_path / "索 引").add([passage("干部轮岗", "乙", 2)])


def test_of_a_refused_batch_nothing_is_added(two: Index) -> None:
    with pytest.raises(RetrievalError):
        two.add([passage("干部轮岗", "丙"), passage("接待", "甲")])
    assert len(two) == 3 and two.search("轮岗") == []


def test_a_removed_document_is_found_no_more(two: Index) -> None:
    assert two.remove("乙") == 2
    assert (two.search("食堂"), len(two), two.documents) == ([], 1, ["甲"])


def test_removing_an_unknown_document_removes_nothing(two: Index) -> None:
    assert (two.remove("没有"), len(two)) == (0, 3)


def test_a_removed_document_can_be_added_again(two: Index) -> None:
    two.remove("甲")
    two.add([passage("采购要比价", "甲")])
    assert [hit.passage.text for hit in two.search("采购", 5)] == ["采购要比价"]


def test_removal_works_after_loading(two: Index, tmp_path: Path) -> None:
    index = reopened(two, tmp_path / "索 引")
    assert (index.remove("乙"), index.search("食堂"), documents(index.search("采购"))) == (2, [], ["甲"])


def test_removal_is_kept_by_saving_again(two: Index, tmp_path: Path) -> None:
    index = reopened(two, tmp_path / "一")
    index.remove("乙")
    again = reopened(index, tmp_path / "二")
    assert (again.search("食堂"), again.documents) == ([], ["甲"])


def test_what_was_saved_stays_as_it_was_whatever_happens_to_the_loaded_one(two: Index, tmp_path: Path) -> None:
    index = reopened(two, tmp_path / "索 引")
    index.remove("乙")
    index.add([passage("干部轮岗", "丙")])
    fresh = Index.load(tmp_path / "索 引", lambda: AXES)
    assert fresh.search("轮岗") == [] and documents(fresh.search("食堂公示", 1)) == ["乙"]


def test_a_new_passage_never_takes_the_key_of_a_removed_one(two: Index, tmp_path: Path) -> None:
    two.remove("乙")
    index = reopened(two, tmp_path / "索 引")
    index.add([passage("干部轮岗", "丙")])
    assert documents(index.search("轮岗")) == ["丙"] and documents(index.search("采购")) == ["甲"]


def test_a_loaded_index_gives_the_same_hits(two: Index, tmp_path: Path) -> None:
    loaded = reopened(two, tmp_path / "中文 文件夹" / "索 引")
    assert [loaded.search(q, 5) for q in ("采购留痕", "食堂")] == [two.search(q, 5) for q in ("采购留痕", "食堂")]
    assert list(loaded) == list(two)


def test_an_index_is_not_saved_over_another(two: Index, tmp_path: Path) -> None:
    two.save(tmp_path / "索 引")
    with pytest.raises(RetrievalError, match="里已有文件；请换一个空文件夹"):
        two.save(tmp_path / "索 引")


def test_the_embedder_is_made_only_when_a_question_comes(two: Index, tmp_path: Path) -> None:
    made: list[str] = []
    two.save(tmp_path / "索 引")
    index = Index.load(tmp_path / "索 引", lambda: made.append("made") or AXES)  # type: ignore[func-returns-value]
    assert made == []
    index.search("采购")
    index.search("食堂")
    assert made == ["made"]


def test_a_question_through_another_model_is_refused(two: Index, tmp_path: Path) -> None:
    two.save(tmp_path / "索 引")
    index = Index.load(tmp_path / "索 引", lambda: Axes("采购", "食堂", "轮岗", "接待", name="other"))
    with pytest.raises(RetrievalError, match="另一个向量模型"):
        index.search("采购")


@pytest.mark.parametrize("name", ["passages.msgpack", "vectors.faiss"])
@pytest.mark.parametrize("keep", [0, 20, None])
def test_a_damaged_or_missing_file_is_refused(two: Index, tmp_path: Path, name: str, keep: int | None) -> None:
    two.save(tmp_path / "索 引")
    file = tmp_path / "索 引" / name
    if keep is None:
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(RetrievalError, match="读不了；请删掉这个文件夹后重新生成"):
        Index.load(tmp_path / "索 引", lambda: AXES)


def test_an_index_without_its_words_is_refused(two: Index, tmp_path: Path) -> None:
    two.save(tmp_path / "索 引")
    (tmp_path / "索 引" / "words").rename(tmp_path / "挪走")
    with pytest.raises(RetrievalError, match="不完整"):
        Index.load(tmp_path / "索 引", lambda: AXES)


# The text that is searched


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{党组织}抓{系统}采购", "抓 采购"),
        ("第一行\n  second line", "第一行 second line"),
        ("李 明、王\u3000芳", "李明、王芳"),
        ("采购 2026 年", "采购 2026 年"),
        ("  ", ""),
    ],
)
def test_slots_and_gaps_are_not_searched(text: str, found: str) -> None:
    assert searchable(text) == found


def test_a_slot_parts_what_stands_at_its_sides() -> None:
    assert index_of("抓采{系统}购", "采购要留痕").search("采购", 5)[0].passage.document == "二"


# What importing costs


@pytest.mark.parametrize("name", ["index", "assistant", "index.passages", "index.cache", "index.segment"])
def test_importing_a_package_loads_no_engine(name: str) -> None:
    code = f"import sys, {name}; print([m for m in ('faiss', 'openai', 'numpy', 'torch', 'tantivy') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"


def test_a_likely_topic_raises_its_passages_even_without_a_shared_word() -> None:
    on_topic = Passage(id="a#1", text="单子拆得再碎，也要并起来看。", part=Part.BODY, document="a", topics=("P30",))
    other = Passage(id="b#1", text="食堂门口贴着菜价。", part=Part.BODY, document="b", topics=("P67",))
    index = Index.build([on_topic, other], StaticEmbedder())
    found = index.search("老从一家进货", k=2, topics={"P30": (0.9, "政府采购不规范")})
    assert found[0].passage.id == "a#1"
    assert found[0].why[-1] == "同类：政府采购不规范"
    assert 0 < found[0].score <= 1


def test_a_passage_on_two_likely_topics_comes_before_one_on_the_likelier_of_them() -> None:
    one = Passage(id="a#1", text="单子拆得再碎，也要并起来看。", part=Part.BODY, document="a", topics=("P30",))
    both = Passage(id="b#1", text="供货的名单贴在取餐口。", part=Part.BODY, document="b", topics=("P67", "P30"))
    index = Index.build([one, both], StaticEmbedder())
    found = index.search("老从一家进货", k=2, topics={"P30": (0.5, "政府采购不规范"), "P67": (0.3, "校园食堂")})
    assert [hit.passage.id for hit in found] == ["b#1", "a#1"]
    assert found[0].why[-1] == "同类：政府采购不规范"
    assert all(0 < hit.score <= 1 for hit in found)


def test_topics_reach_a_passage_that_came_later_and_none_that_was_removed() -> None:
    topics = {"P30": (0.9, "政府采购不规范")}
    texts = {"a": "单子拆得再碎，也要并起来看。", "b": "货到那天点数的人在场。"}
    first, later = (Passage(id=f"{n}#1", text=t, part=Part.BODY, document=n, topics=("P30",)) for n, t in texts.items())
    index = Index.build([first], StaticEmbedder())
    assert [hit.passage.id for hit in index.search("谁家便宜", topics=topics)] == ["a#1"]
    index.add([later])
    assert {hit.passage.id for hit in index.search("谁家便宜", topics=topics)} == {"a#1", "b#1"}
    index.remove("a")
    assert [hit.passage.id for hit in index.search("谁家便宜", topics=topics)] == ["b#1"]
