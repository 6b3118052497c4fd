"""What every test shares: no network, no state outside its own folder, one assistant over the shipped corpus."""

import datetime
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant
from assistant.cli import main

TODAY = datetime.date(2026, 11, 23)
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Any:
    """Forbid every connection that leaves the machine, and every look-up of a name."""
    patch = pytest.MonkeyPatch()

    def refuse(self: socket.socket, address: Any, *rest: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and str(address[0]) not in ("127.0.0.1", "::1"):
            raise AssertionError(f"a test tried to connect to {address}")
        return connect(self, address, *rest)

    def no_lookup(host: Any, *arguments: Any, **named: Any) -> Any:
        if host != "127.0.0.1":
            raise AssertionError(f"a test tried to look up {host}")
        return look_up(host, *arguments, **named)

    connect, look_up = socket.socket.connect, socket.getaddrinfo
    patch.setattr(socket.socket, "connect", refuse)
    patch.setattr(socket, "getaddrinfo", no_lookup)
    patch.setenv("HF_HUB_OFFLINE", "1")
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        patch.delenv(name, raising=False)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One state folder for the session, so that the corpus is compiled once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, shared_home: Path) -> None:
    monkeypatch.setenv("BIAOTAI_HOME", str(shared_home))
    for name in ("BIAOTAI_CORPUS", "BIAOTAI_PROMPTS", "BIAOTAI_EMBEDDER", "BIAOTAI_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def assistant(shared_home: Path) -> Assistant:
    """The assistant over the shipped corpus, on a fixed day."""
    return Assistant(home=shared_home, today=lambda: TODAY)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], assistant: Assistant) -> Callable[..., tuple[int, str, str]]:
    """Run a command in this process and return its exit code, what it answered and what it said.

    Any exception but the parser's own exit is a failure of the test.
    """
    assert assistant.knowledge.corpus  # compiled once for the session

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as error:
            code = int(error.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run
