"""What the READMEs show is what the program does."""

import re
from pathlib import Path

import pytest

from tests.transcripts import BLOCK, READMES, ROOT, TALK, run, told

BLOCKS = [(name, m["command"], m["output"]) for name in READMES for m in BLOCK.finditer((ROOT / name).read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("readme", "command", "output"), BLOCKS, ids=[command[:40] for _, command, _ in BLOCKS])
def test_a_transcript_is_what_the_command_prints(readme: str, command: str, output: str) -> None:
    assert run(command) == output, f"{readme}: run python -m tests.transcripts and read what changed"


def test_four_conversations_are_told_as_they_go() -> None:
    talks = list(TALK.finditer((ROOT / "README.zh-CN.md").read_text(encoding="utf-8")))
    assert len(talks) >= 4
    for talk in talks:
        assert talk["told"] == told(talk["name"]), f"run python -m tests.transcripts and read what changed in {talk['name']}"


def test_both_readmes_have_transcripts() -> None:
    assert {name for name, _, _ in BLOCKS} == set(READMES)


@pytest.mark.parametrize("readme", READMES)
def test_the_first_two_commands_stand_within_the_first_25_lines(readme: str) -> None:
    head = "\n".join((ROOT / readme).read_text(encoding="utf-8").splitlines()[:25])
    assert "pip install -e . && biaotai draft corpus/briefs/market-bureau.yaml" in head
    assert "pip install -c constraints.txt -e '.[test]' && pytest" in head


def test_every_path_in_the_map_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"## The map\n+```\n(.*?)```", text, re.S)
    assert block
    parent = Path()
    for line in block.group(1).splitlines():
        if found := re.match(r"( *)([\w.]+/)(?= )", line):
            place = Path(found.group(2)) if not found.group(1) else parent / found.group(2)
            parent = place if not found.group(1) else parent
            assert (ROOT / place).is_dir(), place
