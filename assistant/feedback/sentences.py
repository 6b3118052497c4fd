"""Tell what each sentence of a feedback document does, by what a conditional random field has learnt from labelled documents.

A field weighs each sentence together with its neighbours: its words, its place, and what the rules made of it. So it finds a fault
told in words that no rule knows, and the turn from faults to advice where nothing but the tone changes.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import cast

import msgspec

from assistant.feedback.facts import DEADLINE, is_deadline
from assistant.feedback.items import EVIDENCE, FAULT, OPENERS, ORDINAL, SUCH, Piece, is_statement, pieces, topic_of
from assistant.feedback.layout import Block
from assistant.feedback.zones import CLUE, LACK, REPLY, TO_ADVICE, TO_PROBLEMS, Label, Reading, is_furniture
from assistant.tagging.sequence import Features, Sequences

MODEL = Path(__file__).parent / "sentences.crf"

_SAID = tuple(
    (name, re.compile(source))
    for name, source in (
        ("advise", r"建议|希望|要求|意见"),
        ("must", r"(?:^|[，；：])[^，。；]{0,10}?(?:要(?![求害])|应当|应(?![付急收])|须|必须|务必|请)"),
        ("with", r"(?:^|，)(?:把|将|对照|以|从)"),
        ("deny", r"[没未无不]"),
        ("still", r"[仍还至]今|仍|还|一直|长期|连续|从未|从来"),
        ("we", r"我们|我|你们|你|大家|同志"),
        ("ask", r"？|什么|怎么"),
        ("found", r"巡察组|发现|抽查|抽看|抽取|暗访|调取|走访|核查|实地|问到|反映|说"),
        ("some", r"^(?:有的|个别|其中|有[一两三\d])"),
        ("topic", r"^[^，。]{2,14}[方面上]，|^(?:先|再|最后|第[一二三四五六]|另外|还|此外|首先|其次)"),
        ("mend", r"要(?:把|将|以|在)|加强|健全|完善|切实|严格|强化|进一步|提高|抓好|落实|逐[一项条]"),
        ("cause", r"导致|造成|致使|说明|反映出|原因|根子|责任"),
        ("praise", r"取得|成效|肯定|提高|提升|改善|好评|认真|扎实|积极|表彰|较好|努力|改观|得到|保持"),
        ("answered", r"(?:指出|提出|反馈|要求|通报)的?[^，。]{2,30}(?:问题|要求|建议|意见)[^，。]{0,8}，"),
        ("settled", r"问题，?(?:均|也|都)?(?:已|全部|基本)|(?:已经|整改|完成)[^。，；]{0,6}(?:到位|整改|解决)的(?:有|是|\d)"),
        ("done", r"已(?:经|全部|基本|完成|退|清退|打通|停止|成立|建立|解决|处理|追|整改|改)|改好|根除|到位(?:的)?\d|完成整改"),
        ("but", r"但|然而|同时|不过|可是"),
        ("lack", LACK),
        ("report", r"报(?:送|告|县|市|区)|方案|集中整改"),
    )
)  # fmt: skip
_TOPIC = re.compile(r"(?:再|还有|头|最后)?(?:一个|一条|一块|第[一二三四五六七八九]个?)[是，、讲说就][^。]{0,12}。?$|(?:先|再|最后)(?:来)?[讲说看谈][^。]{0,12}。?$")
"""A sentence that only names what is told of next, as a speaker does."""

_AMONG = ("problem", "more", "over")
_APART = ("praise", "advice", "order", "clue", "reply")
_SURE = 0.8
"""How probable a problem must be where the rules read praise, advice, orders, clues or a reply."""

_SETTLED = re.compile(r"(?:已|完成)[^。，；：]{0,6}(?:到位|整改|解决|办结|销号)的?[^。，；：]{0,4}(?:有|是|包括)：")
_CAUSE = re.compile(r"(?:造成|产生|出现|形成|究其|存在)(?:这些|上述|以上|此类|根源|原因)|(?:以上|上述|这些)问题")
_PROPOSAL = re.compile(r"(?:(?:这方面|对此|为此|因此)，)?(?:巡[察视]组|我们)?(?:建议|希望|责成)(?!得|很|不|没|未|的)")
"""What is proposed right where a problem is told."""

_COUNTED = re.compile(r"\d|[一二三四五六七八九十两]{1,4}[个名次户条家件份年万人]")


class Sentence(msgspec.Struct, frozen=True):
    """A sentence or a table's row, with the block it stands in, its place among the block's and how many they are."""

    piece: Piece
    block: Block
    place: int
    of: int


def sentences(found: Sequence[Block]) -> list[Sentence]:
    """Return the sentences of blocks in order."""
    told = []
    for block in found:
        own = [Piece(block.raw, block.text, block.at)] if block.kind == "表" else pieces(block)
        told += [Sentence(piece, block, place, len(own)) for place, piece in enumerate(own)]
    return told


def labels(told: Sequence[Sentence], rules: Reading, field: Sequences | None = None) -> dict[int, Label]:
    """Return what each sentence does, by where it begins; `rules` is the reading of the same document without labels."""
    starts = _starts(rules)
    given: list[Label] = []
    for sentence, (label, sure) in zip(told, (field or shipped()).labels(features(told, rules)), strict=True):
        kind, begun = _made(sentence, rules, starts)
        text = sentence.piece.text
        numbered = sentence.block.kind not in ("", "引", "标题", "表") and kind in ("problem", "general")
        if (numbered or sentence.piece.at in rules.held) and label in _AMONG:  # what numbers hold together, the rules tell better
            label = "problem" if begun else "over" if kind == "general" or (numbered and not sentence.place) else "more"
        elif label == "problem" and kind in _APART and sure < _SURE:
            label = "front" if kind == "praise" else "after"
        elif label == "problem" and (text.endswith("？") or _CAUSE.match(text)):
            label = "over" if _CAUSE.match(text) else "more"
        given.append(cast(Label, "after" if label in _AMONG and _PROPOSAL.match(text) else label))
    _leave_settled(told, given)
    _lift_general(told, given)
    _join_single(told, given)
    return {sentence.piece.at: label for sentence, label in zip(told, given, strict=True)}


def _leave_settled(told: Sequence[Sentence], given: list[Label]) -> None:
    """Label what a list tells of problems that are settled as standing before those that are not."""
    settled = False
    for at, sentence in enumerate(told):
        if not (sentence.place and told[at - 1].piece.text.endswith("；")):
            settled = bool(_SETTLED.search(sentence.piece.text))
        if settled and given[at] in _AMONG:
            given[at] = "front"


def _lift_general(told: Sequence[Sentence], given: list[Label]) -> None:
    """Label as standing over others what only names a topic, and a bare fault that opens a paragraph of several shown by facts."""
    for at, (one, other) in enumerate(pairwise(told)):
        topic = _TOPIC.match(one.piece.text) and not FAULT.search(one.piece.text) and not one.block.kind
        if topic and other.place and given[at] == "problem" and given[at + 1] in ("problem", "more"):
            given[at : at + 2] = ["over", "problem"]
        if one.place or one.block.kind or given[at : at + 2] != ["problem", "problem"] or not other.place:
            continue
        bare = not re.search(r"[，：；]|\d", one.piece.text.removeprefix(one.piece.text[: topic_of(one.piece.text)]))
        if bare and re.search("，.", other.piece.text) and given[at + 1 : at + one.of].count("problem") >= 2:
            given[at] = "over"


def _join_single(told: Sequence[Sentence], given: list[Label]) -> None:
    """Make one problem of a fault told in general words and the only fault that its block tells after it."""
    for at, (one, other) in enumerate(pairwise(told)):
        if given[at : at + 2] == ["over", "problem"] and other.place and FAULT.search(one.piece.text):
            rest = given[at + 1 : at + one.of - one.place]
            if rest.count("problem") == 1 and "over" not in rest:
                given[at], given[at + 1] = "problem", "more"


@lru_cache
def shipped() -> Sequences:
    """Return the field that `python -m assistant.feedback.train` has learnt."""
    return Sequences(MODEL)


def features(told: Sequence[Sentence], rules: Reading) -> Features:
    """Return for each sentence the names of what is true of it, of its neighbours, and of what came before."""
    own = [_own(sentence) for sentence in told]
    starts = _starts(rules)
    length = told[-1].piece.at + 1 if told else 1
    marked = sum(sentence.place == 0 and sentence.block.kind not in ("", "标题") for sentence in told)
    style = f"marked{min(3, 8 * marked // len(told))}" if told else ""
    turned = advised = False
    found: list[list[str]] = []
    head = 0
    for at, sentence in enumerate(told):
        listed = sentence.place > 0 and told[at - 1].piece.text.endswith("；")
        head = head if listed else at
        block, place = sentence.block, min(sentence.place, 2)
        names = [*own[at], style, f"kind{block.kind}", f"kind{block.kind}{block.head}", f"place{place}", f"of{min(sentence.of, 4)}"]
        names += [f"{style}&{place}", f"part{5 * sentence.piece.at // length}", f"turned{turned}{advised}"]
        names += ["head"] if block.head else []
        names += ["last"] if sentence.place == sentence.of - 1 else []
        names += [f"front{min(at, 4)}"] if at < 6 else []
        names += [f"tail{len(told) - at}"] if len(told) - at < 5 else []
        names += _neighbours(told, own, at)
        names += _by_rules(sentence, rules, starts)
        if listed:
            names += ["listed", *(f"p{name}" for name in own[head] if name.startswith("w:"))]
        if "stated" in own[at]:
            names += [f"stated&{min(place, 1)}", f"stated&{block.kind}"]
        turned = turned or "turn" in own[at]
        advised = advised or (turned and "advice" in own[at])
        found.append(names)
    return found


def _own(sentence: Sentence) -> list[str]:
    """Return what the words of a sentence show; the first clause counts twice."""
    text = sentence.piece.text
    clauses = re.split(r"[，：。；]", OPENERS.sub("", text))
    first = clauses[0]
    names = [f"w:{name}" for name, said in _SAID if said.search(text)] + [f"f:{name}" for name, said in _SAID if said.search(first)]
    for name, holds in (
        ("fault", FAULT.search(text)), ("fault first", FAULT.search(first)), ("fault second", len(clauses) > 1 and FAULT.search(clauses[1])),
        ("stated", is_statement(text)), ("evidence", EVIDENCE.match(text)), ("such", SUCH.match(text)), ("ordinal", ORDINAL.match(text)),
        ("digit first", re.search(r"\d", first)), ("counted", _COUNTED.search(text, len(first))), ("time", DEADLINE.search(text)),
        ("order", is_deadline(text)), ("clue", CLUE.search(text)), ("reply", REPLY.search(text)), ("turn", TO_PROBLEMS.search(text)),
        ("advice", TO_ADVICE.search(text)), ("furniture", is_furniture(text)),
    ):  # fmt: skip
        names += [name] if holds else []
    end = text[-1:] if text[-1:] in "。；：，？！" else ""
    names += [f"long{min(4, len(text) // 15)}", f"first{min(4, len(first) // 6)}", f"clauses{min(4, len(clauses))}", f"end{end}"]
    words = re.sub(r"\d+", "0", first)
    return [*names, *(f"c:{words[at : at + 2]}" for at in range(len(words) - 1)), f"s:{words[:1]}", f"ss:{words[:2]}", f"e:{words[-1:]}", f"ee:{words[-2:]}"]


_SIZE = re.compile(r"(?:long|first|clauses)\d|[cse]{1,2}:")


def _neighbours(told: Sequence[Sentence], own: Sequence[list[str]], at: int) -> list[str]:
    names: list[str] = []
    for step in (-1, 1):
        if 0 <= at + step < len(told):
            same = told[at + step].block.at == told[at].block.at
            names += [f"{step}{same}{name}" for name in own[at + step] if not _SIZE.match(name)]
        else:
            names.append(f"edge{step}")
    return names


def _by_rules(sentence: Sentence, rules: Reading, starts: Sequence[int]) -> list[str]:
    """Return what the rules made of a sentence: its kind, and whether they saw problems begin in it."""
    kind, begun = _made(sentence, rules, starts)
    return [f"rule:{kind}", f"begun{min(2, begun)}", f"rule:{kind}{begun > 0}", f"rule:{sentence.block.kind}{kind}{begun > 0}"]


def _made(sentence: Sentence, rules: Reading, starts: Sequence[int]) -> tuple[str, int]:
    """Return what the rules hold a sentence for, and how many problems they see begin in it."""
    piece = sentence.piece
    kind = rules.kinds[piece.at + len(piece.raw) // 2] if piece.raw else ""
    return kind, bisect_left(starts, piece.at + len(piece.raw)) - bisect_left(starts, piece.at)


def _starts(rules: Reading) -> list[int]:
    return sorted(group[0].at for group, _, _ in rules.problems)
