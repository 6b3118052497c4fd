"""The chat in a real terminal: typed, pasted, completed, stopped, resized, killed and taken up again."""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.server import Server, by_request, says

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals", allow_module_level=True)

from tests.screen import Screen

BRIEF = "云溪县水利局局长，县委第二巡察组反馈，问题是采购验收把关不严，直接写"
STREAMED = "刚才巡察组反馈的意见，局党组完全接受。采购验收上的毛病，我们认。" * 12

Open = Callable[..., Screen]


@pytest.fixture
def opened(shared_home: Path, assistant: object) -> Iterator[Open]:
    """Open chats over the compiled corpus, each with what the test names; all are closed at the end."""
    screens: list[Screen] = []

    def start(home: Path = shared_home, *arguments: str, **more: object) -> Screen:
        screens.append(Screen(home, *arguments, **more))  # type: ignore[arg-type]
        return screens[-1]

    yield start
    for screen in screens:
        screen.close()


@pytest.fixture
def slow_model() -> Iterator[Server]:
    """A model that says a part slowly, so that something can happen while it does."""
    with Server(by_request(lambda asked: says(STREAMED, delay=0.05))) as server:
        yield server


def test_the_first_start_warns_and_a_message_becomes_a_card_and_a_draft(opened: Open, tmp_path: Path) -> None:
    screen = opened(tmp_path, "--offline")
    assert "涉密内容请勿录入" in screen.until("›")
    screen.type(f"{BRIEF}\r")
    shown = screen.until("请核")
    assert "云溪县水利局" in shown and "采购验收把关不严" in shown
    assert screen.leave() == 0


def test_tab_completes_a_command(opened: Open) -> None:
    screen = opened()
    screen.until("›")
    screen.type("/vers\t")
    assert "/vers" in screen.until("ions")  # what is completed may be drawn alone


def test_a_document_of_many_lines_is_pasted_as_one_message(opened: Open) -> None:
    screen = opened()
    document = (ROOT / "tests/data/feedback/dev-bureau.txt").read_text(encoding="utf-8")
    screen.until("›")
    screen.type(f"\x1b[200~{document}\x1b[201~")
    screen.type("\r")
    screen.until("从反馈意见里读到")
    assert screen.seen.count("从反馈意见里读到") == 1


def test_ctrl_c_stops_the_present_step_and_the_chat_goes_on(opened: Open, tmp_path: Path, slow_model: Server) -> None:
    screen = opened(tmp_path, "--model", "m", OPENAI_BASE_URL=slow_model.base_url, OPENAI_API_KEY="k")
    screen.until("›")
    screen.type(f"{BRIEF}\r")
    screen.until("局党组完全接受")
    screen.type("\x03")
    screen.until("停下了，写好的留着")
    screen.prompted()
    at = len(screen.seen)
    screen.type("/brief\r")
    assert "云溪县水利局" in screen.until("采购验收把关不严", at)
    assert screen.leave() == 0


def test_what_was_shown_before_a_kill_is_there_when_the_chat_is_taken_up(opened: Open, tmp_path: Path, slow_model: Server) -> None:
    screen = opened(tmp_path, "--model", "m", OPENAI_BASE_URL=slow_model.base_url, OPENAI_API_KEY="k")
    screen.until("›")
    screen.type(f"{BRIEF}\r")
    screen.until("我们认。")
    os.kill(screen.child, signal.SIGKILL)
    assert screen.ended() == -signal.SIGKILL
    again = opened(tmp_path, "--offline", "--resume")
    shown = again.until("上次停下时正写到")
    assert "局党组完全接受" in again.until("重新写") and "云溪县水利局" in shown
    at = len(again.seen)
    again.type("直接写\r")
    assert "表态" in again.until("请核", at)
    assert again.leave() == 0


def test_lines_are_broken_at_the_width_that_the_terminal_has_now(opened: Open) -> None:
    from assistant.understanding.card import columns

    screen = opened()
    screen.until("›")
    screen.resize(50)
    at = len(screen.seen)
    screen.type(f"{BRIEF}\r")
    shown = screen.until("请核", at)
    body = [line for line in shown.splitlines() if line.startswith("　　")]
    assert len(body) > 5 and max(columns(line.rstrip()) for line in body) <= 50
    at = len(screen.seen)
    screen.resize(72)
    screen.type("换一版\r")
    wider = [line for line in screen.until("检查", at).splitlines() if line.startswith("　　")]
    assert 50 < max(columns(line.rstrip()) for line in wider) <= 72


def test_without_colours_nothing_is_coloured(shared_home: Path, opened: Open) -> None:
    raws = []
    for environment in ({"NO_COLOR": "1"}, {}):
        screen = opened(shared_home, "--offline", **environment)
        screen.until("›")
        screen.type("/没有这个\r")
        screen.until("没有")
        assert screen.leave() == 0
        raws.append(screen.raw)
    colour = re.compile(r"\x1b\[[0-9;]*(?:3[0-7]|9[0-7])[0-9;]*m")
    assert not colour.search(raws[0]) and colour.search(raws[1])
