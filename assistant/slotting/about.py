"""What stands above an exemplar's text, inferred from a speech: occasion, inspection, temper, moves, numbering, topics."""

import re

from assistant.corpus import GENERAL, Corpus
from assistant.matching import CategoryIndex
from index.segment import CutSpeech, sentences

_MOVES = (
    ("thanks", re.compile(r"感谢|谢谢|表示敬意")),
    ("recap", re.compile(r"进驻|驻点|(?:个多?月|多天|期间)")),
    ("report", re.compile(r"反馈(?:了|的)?|通报|指出|点了|点到")),
    ("remarks", re.compile(r"(?:书记|部长|领导|主任).{0,12}(?:讲话|要求|强调|讲了|提出)")),
    ("value", re.compile(r"客观|中肯|准确|切中|实事求是|一针见血|很实在|把脉|体检")),
    ("accept", re.compile(r"接受|认领|照单全收|认账|都认|收下|领走")),
    ("next", re.compile(r"下一步|接下来|下面")),
)
_TEMPERS = (("庄重", re.compile(r"坚决|切实|深刻|高度|始终|坚定|扎实|全面")), ("平实", re.compile(r"[吧呢嘛]|咱|老百姓|说到底|不怕|摆在")))
_ABOUT_FINDING = re.compile(r"反馈|指出|针对|问题|围绕|点到|关于|整改")
_SURE = 0.36
"""From this score on a paragraph is taken to answer a category."""

TYPES = ("回头看", "提级", "交叉", "专项")


def occasion_of(title: str, text: str) -> str:
    """Return the meeting at which the speech was given."""
    for name, marks in (("整改评估会", "评估"), ("整改推进会", "推进会"), ("集中反馈会", "集中反馈")):
        if marks in title or (name[:4] in text[:300] and marks in text[:300]):
            return name
    return "反馈会"


def inspection_of(title: str, text: str) -> str:
    """Return the kind of inspection that was answered."""
    head = title + text[:600]
    found = next((kind for kind in TYPES if re.search(rf"{kind}.{{0,6}}(?:巡[察视]|反馈)|巡[察视].{{0,4}}{kind}", head)), "")
    return found or ("巡视" if title.count("巡视") + head.count("巡视组") > head.count("巡察") else "常规")


def temper_of(text: str) -> str:
    """Return the manner of the prose: 干脆 of short sentences, 庄重 of solemn words, else 平实."""
    found = sentences(text)
    if found and sum(map(len, found)) / len(found) < 24:
        return "干脆"
    return "庄重" if len(_TEMPERS[0][1].findall(text)) > 2 + len(text) / 160 else "平实"


def moves_of(speech: CutSpeech) -> tuple[str, ...]:
    """Return the opening's moves in their order, each once."""
    found: dict[str, int] = {}
    for paragraph in speech.opening:
        for sentence in sentences(paragraph.text):
            for move, pattern in _MOVES:
                if move not in found and pattern.search(sentence):
                    found[move] = len(found)
    return tuple(found) or ("accept",)


def enumeration_of(speech: CutSpeech) -> str:
    """Return how the items of the middle sections are numbered."""
    texts = [p.text for section in speech.sections[1:] or speech.sections for p in section.paragraphs]
    for mark in ("一是", "一要"):
        if any(mark in text for text in texts) and any(mark.replace("一", "二") in text for text in texts):
            return mark
    return "分段" if len(texts) >= 4 else "无"


def topics_of(text: str, index: CategoryIndex, corpus: Corpus, kind: str) -> tuple[str, ...]:
    """Return at most two categories that a paragraph answers, the surest first; empty where none is sure."""
    best: dict[str, float] = {}
    for number, sentence in enumerate(sentences(text)[:6]):
        if number and not _ABOUT_FINDING.search(sentence):
            continue
        for match in index.match(sentence[:60], k=1):
            category = corpus.categories[match.category]
            if match.category != GENERAL and match.score >= _SURE and category.concerns(kind):
                best[match.category] = max(best.get(match.category, 0.0), match.score)
    return tuple(sorted(best, key=lambda topic: (-best[topic], topic))[:2])
