"""Say in Chinese where a paragraph comes from, for the chat and the annex of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.brief import KEYS

if TYPE_CHECKING:
    from assistant.corpus import Corpus
    from assistant.speech import Source

_KINDS = {"brief": "素材", "passage": "范文段落", "measure": "措施库", "frame": "写法", "model": "模型"}
_FIELDS = {field: name for name, field in KEYS.items()} | {"plan": "提纲"}
_SAYS = {"weight": "为什么要紧", "own": "责任在哪里", "results": "改好以后", "seen": "看得见的变化", "aims": "工作目标"}

MOVES = {
    "opening_recap": "交代巡察时间", "opening_report": "复述反馈", "opening_value": "怎样看待反馈", "opening_thanks": "致谢", "opening_remarks": "回应领导",
    "opening_accept": "接受意见", "opening_next": "会后先做什么", "transition": "过渡句", "aware_nature": "认识意义", "aware_occasion": "点明场合",
    "aware_weight": "点出问题的分量", "aware_first": "认领责任", "aware_attitude": "表明态度", "rectify_organize": "整改怎样组织", "rectify_done": "已经改了的",
    "rectify_lead": "点出一个问题", "rectify_group": "归并问题", "rectify_group_one": "再点一个问题", "rectify_measure": "一条措施", "rectify_brief": "归并后的措施",
    "rectify_terse": "短的措施", "rectify_watch": "怎样监督", "rectify_now": "立行立改", "rectify_rest": "其余的问题", "rectify_report": "时限和报告",
    "rectify_close": "怎样销号", "results_lead": "领起第三部分", "results_link": "改好以后", "results_priority": "带动重点工作", "results_aim": "工作目标",
    "results_like": "举一反三", "closing_resolve": "表决心", "closing_seen": "收尾", "closing_slogan": "口号", "thanks": "结束语",
}  # fmt: skip
"""What each move of the frames does."""


def told(source: Source, corpus: Corpus | None = None) -> str:
    """Return a line on a source: what it is, in words; with a corpus, the category or measure that an id means."""
    return f"{_KINDS[source.kind]}：{_named(source, corpus)}"


def _named(source: Source, corpus: Corpus | None) -> str:
    name, _, part = source.id.partition("/")
    if source.kind == "brief":
        field, _, place = source.id.partition("[")
        number = place.rstrip("]")
        item = f"第{int(number) + 1}条" if number.isdecimal() and number.isascii() and len(number) < 5 else place and f"（{number}）"
        return f"{_FIELDS.get(field, field)}{item}"
    if source.kind == "frame":
        return f"{MOVES[name]}，第 {part} 种说法" if name in MOVES else source.id
    if source.kind == "measure":
        category = corpus.categories.get(name[:3]) if corpus else None
        measure = next((m for m in category.measures if m.id == source.id), None) if category else None
        what = f"“{category.name}”" if category else name if part else source.id
        return f"{what}{_SAYS.get(part, part)}" if part else f"{what}" + (f"　{measure.what}（{source.id}）" if measure else "")
    closeness = f"相近 {source.score:.2f}" if source.kind == "passage" and source.score < 1 else ""
    document = source.document if source.document != source.id else ""
    beside = "，".join(filter(None, (document, closeness)))
    return source.id + (f"（{beside}）" if beside else "")
