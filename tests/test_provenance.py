"""Where a paragraph comes from is said in words."""

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.provenance import MOVES, told
from assistant.speech import Source

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (Source("brief", "problems[1]"), "素材：问题第2条"),
        (Source("brief", "deadlines"), "素材：时限"),
        (Source("frame", "aware_nature/8"), "写法：认识意义，第 8 种说法"),
        (Source("measure", "P30/weight"), "措施库：“政府采购不规范”为什么要紧"),
        (Source("passage", "water#3", "water", 0.83), "范文段落：water#3（water，相近 0.83）"),
        (Source("model", "某模型"), "模型：某模型"),
    ],
)
def test_a_source_is_told_in_words(assistant: Assistant, source: Source, line: str) -> None:
    assert told(source, assistant.knowledge.corpus) == line


def test_a_measure_is_told_with_what_it_does(assistant: Assistant) -> None:
    category = assistant.knowledge.corpus.categories["P30"]
    line = told(Source("measure", "P30-1"), assistant.knowledge.corpus)
    assert category.name in line and category.measures[0].what in line
    assert told(Source("measure", "P30-1")) == "措施库：P30-1"


def test_every_move_has_a_name() -> None:
    assert {path.stem for path in (ROOT / "prompts/frames").glob("*.j2")} == set(MOVES)


def test_no_source_of_a_draft_is_told_by_a_bare_id(assistant: Assistant) -> None:
    speech = assistant.draft({"unit": "云溪县水利局", "role": "局党组书记、局长", "problems": ["采购验收把关不严", "窗口服务生硬"]}, seed=0)
    sources = [s for part in (speech.opening, *(section.paragraphs for section in speech.sections), speech.closing) for p in part for s in p.sources]
    lines = [told(source, assistant.knowledge.corpus) for source in sources]
    assert lines and not [line for line in lines if "_" in line or "[" in line or "/" in line]
