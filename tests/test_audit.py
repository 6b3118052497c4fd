"""The audit of an exemplar bank finds each fault that is planted, and is silent on the shipped one."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from assistant import Assistant
from assistant.audit import Audit, audit
from assistant.cli import main
from assistant.errors import DocumentError
from tests.conftest import ROOT, TODAY

NAME = "market-bureau-secretary.md"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """Three exemplars of the shipped corpus in a folder of one's own."""
    folder = tmp_path / "我的范文"
    folder.mkdir()
    for name in (NAME, "court-secretary.md", "village-secretary.md"):
        shutil.copy(ROOT / "corpus" / "speeches" / name, folder / name)
    return folder


def rules(found: Audit) -> set[str]:
    return {fault.rule for fault in found.faults}


def change(bank: Path, old: str, new: str) -> None:
    path = bank / NAME
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_corpus_is_without_fault_and_wide(assistant: Assistant) -> None:
    found = audit(ROOT / "corpus", assistant.knowledge, TODAY)
    assert found.faults == ()
    assert found.exemplars >= 96
    assert found.units >= 45
    assert len(found.roles) == 8
    assert {"反馈会", "集中反馈会", "整改推进会", "整改评估会"} <= set(found.occasions)
    assert {"常规", "专项", "提级", "交叉", "回头看", "巡视"} <= set(found.inspections)
    assert {"省", "市", "县", "乡", "村"} == set(found.levels)
    assert min(found.measures.values()) >= 6


def test_a_folder_of_one_s_own_is_counted(assistant: Assistant, bank: Path) -> None:
    found = audit(bank, assistant.knowledge, TODAY)
    assert found.exemplars == 3
    assert found.kinds == {"局": 1, "法院": 1, "村": 1}
    assert found.coverage["法院"] == {"secretary": 1}
    assert found.faults == ()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("role: secretary", "role: boss", "format"),
        ("temper:", "tempo:", "format"),
        ("\n## 一、", "\n联系电话13900001111。\n\n## 一、", "number"),
        ("\n## 一、", "\n身份证号11010119900307123X。\n\n## 一、", "number"),
        ("\n## 一、", "\n青山县人民政府的做法。\n\n## 一、", "leak.place"),
        ("\n## 一、", "\n王建国局长讲过这件事。\n\n## 一、", "leak.person"),
        ("\n## 一、", "\n学习贯彻党的十九大精神。\n\n## 一、", "wording"),
        ("topics: [", "topics: [P52, ", "label"),
    ],
)
def test_a_planted_fault_is_found(assistant: Assistant, bank: Path, old: str, new: str, rule: str) -> None:
    change(bank, old, new)
    found = rules(audit(bank, assistant.knowledge, TODAY))
    assert any(one == rule or one.startswith(f"{rule}.") for one in found), found


def test_a_topic_that_the_corpus_lacks_is_found(assistant: Assistant, bank: Path) -> None:
    corpus = assistant.knowledge.corpus
    fewer = {name: category for name, category in corpus.categories.items() if name != "P35"}
    lacking = SimpleNamespace(corpus=msgspec.structs.replace(corpus, categories=fewer))
    told = [fault for fault in audit(bank, lacking, TODAY).faults if fault.rule == "topic"]  # type: ignore[arg-type]
    assert told and all("没有 P35 这一类" in fault.message for fault in told)


def test_two_exemplars_that_are_alike_are_named_once(assistant: Assistant, bank: Path) -> None:
    shutil.copy(bank / NAME, bank / "copy.md")
    alike = [fault for fault in audit(bank, assistant.knowledge, TODAY).faults if fault.rule == "alike"]
    assert len(alike) == 1
    assert "copy" in alike[0].file + alike[0].message


def test_a_speech_out_of_the_usual_length_is_found(
    assistant: Assistant, bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.audit.LENGTHS", (1850, 1900))
    assert rules(audit(bank, assistant.knowledge, TODAY)) == {"length"}


def test_an_empty_folder_is_one_line_that_says_what_to_do(assistant: Assistant, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="没有范文"):
        audit(tmp_path, assistant.knowledge, TODAY)


def test_the_command_tells_the_state_and_strict_fails_on_a_fault(
    assistant: Assistant, bank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["corpus", "audit", str(bank), "--strict"]) == 0
    assert "范文 3 篇" in capsys.readouterr().out
    change(bank, "\n## 一、", "\n联系电话13900001111。\n\n## 一、")
    assert main(["corpus", "audit", str(bank)]) == 0
    assert "13900001111" in capsys.readouterr().out
    assert main(["corpus", "audit", str(bank), "--strict", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["faults"][0]["rule"] == "number"
