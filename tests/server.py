"""A local OpenAI-compatible server, real HTTP and server-sent events, that plays one behaviour a request.

    with Server(fails(429, headers={"Retry-After": "1"}), says("各位领导")) as server:
        ... Endpoint("m", base_url=server.base_url) ...; server.asked[0].body["messages"]

Behaviours are played in order, the last one again and again; a function of the request chooses for itself, so that
concurrent requests get the right one. `python -m tests.server TEXT DELAY` serves in a process of its own, to be killed.
"""

import contextlib
import json
import socket
import socketserver
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Asked(NamedTuple):
    """One request as it came, header names in small letters; `at` is the server's monotonic clock in seconds."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    raw: bytes
    at: float


Behaviour = Callable[[Asked, "Wire"], None]


class Wire(BaseHTTPRequestHandler):
    """The server's end of one connection: what behaviours write to."""

    protocol_version = "HTTP/1.1"
    server: "_Http"

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # each event leaves at once, not 40 ms later
        super().setup()

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, json.loads(raw), raw, time.monotonic())
        behaviour = self.server.owner.next(asked)
        try:
            behaviour(asked, self)
        except OSError:
            self.server.owner.left.set()
            self.close_connection = True

    def log_message(self, format: str, *arguments: Any) -> None:
        pass

    @property
    def over(self) -> threading.Event:
        """Set when the server stops: what waits must wait on it."""
        return self.server.owner.over

    def answer(self, status: int, body: bytes, kind: str = "application/json", headers: dict[str, str] | None = None) -> None:
        """Send a whole answer in one write."""
        lines = {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}
        head = f"HTTP/1.1 {status} Answer\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.request.sendall(head.encode() + b"\r\n" + body)

    def begin(self, *, chunked: bool = True, kind: str = "text/event-stream; charset=utf-8") -> None:
        """Begin a stream; one that is not chunked ends with the connection."""
        self.chunked = chunked
        ends = "Transfer-Encoding: chunked" if chunked else "Connection: close"
        self.close_connection = not chunked
        self.request.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{ends}\r\n\r\n".encode())

    def send(self, data: bytes) -> None:
        """Send one part of the stream in one write."""
        self.request.sendall(b"%x\r\n%b\r\n" % (len(data), data) if self.chunked else data)

    def event(self, value: Any) -> None:
        """Send one server-sent event."""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        self.send(f"data: {text}\n\n".encode())

    def end(self) -> None:
        """End the stream as a healthy server does."""
        if self.chunked:
            self.request.sendall(b"0\r\n\r\n")

    def reset(self) -> None:
        """Break the connection off, as a crash or a network does."""
        self.close_connection = True
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.request.close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, owner: "Server") -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), Wire)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # HTTPServer's own looks up the machine's name
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError | ValueError):
            self.owner.errors.append(repr(sys.exception()))


class Server:
    """The server as tests hold it: `base_url`, the requests `asked`, and `left`, set when a client hangs up midway."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self.behaviours = list(behaviours) or [says("好")]
        self.asked: list[Asked] = []
        self.errors: list[str] = []
        self.over, self.left = threading.Event(), threading.Event()
        self._lock = threading.Lock()
        self._http = _Http(self)
        self.base_url = f"http://127.0.0.1:{self._http.server_port}/v1"

    def next(self, asked: Asked) -> Behaviour:
        with self._lock:
            place = min(len(self.asked), len(self.behaviours) - 1)
            self.asked.append(asked)
            return self.behaviours[place]

    def __enter__(self) -> "Server":
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        assert self.errors == []


# -- what a request carries -------------------------------------------------------------------------------------------


def carries(body: dict[str, Any], part: str) -> bool:
    """Return whether the request carries the optional part that a picky server refuses."""
    if part in ("json_schema", "json_object"):
        return bool(body.get("response_format", {}).get("type") == part)
    if part == "system":
        return any(message["role"] == "system" for message in body["messages"])
    return part in body


# -- behaviours -------------------------------------------------------------------------------------------------------


def chunk(text: str | None = None, finish: str | None = None, **delta: Any) -> dict[str, Any]:
    """Return one streamed chunk."""
    inner = {**delta, **({} if text is None else {"content": text})}
    return {"id": "c", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": inner, "finish_reason": finish}]}


def cut_up(text: str, size: int) -> Iterator[str]:
    for start in range(0, len(text), size):
        yield text[start : start + size]


USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}


def says(
    text: str, *, size: int = 4, finish: str | None = "stop", done: bool = True, usage: bool = True, thought: str = "",
    field: str = "reasoning_content", delay: float = 0.0, chunked: bool = True,
) -> Behaviour:  # fmt: skip
    """Stream text in pieces of `size` characters, `delay` seconds before each; usage where it was asked for."""

    def play(asked: Asked, wire: Wire) -> None:
        wire.begin(chunked=chunked)
        wire.event(chunk(role="assistant", **{"content": None}))
        for part in cut_up(thought, size):
            wire.event(chunk(**{field: part}))
        for part in cut_up(text, size):
            if delay and wire.over.wait(delay):
                return
            wire.event(chunk(part))
        if finish:
            wire.event(chunk("", finish))
        if usage and asked.body.get("stream_options", {}).get("include_usage"):
            wire.event({"id": "c", "object": "chat.completion.chunk", "choices": [], "usage": USAGE})
        if done:
            wire.event("[DONE]")
        wire.end()

    return play


def fails(status: int, message: str = "refused", *, headers: dict[str, str] | None = None, **error: Any) -> Behaviour:
    """Answer with an error in OpenAI's form."""
    body = json.dumps({"error": {"message": message, **error}}, ensure_ascii=False).encode()
    return lambda asked, wire: wire.answer(status, body, headers=headers)


def answers(body: bytes, *, status: int = 200, kind: str = "application/json") -> Behaviour:
    """Answer with these bytes, whatever was asked."""
    return lambda asked, wire: wire.answer(status, body, kind)


def answers_whole(text: str | None, *, finish: str | None = "stop", kind: str = "application/json") -> Behaviour:
    """Ignore `stream` and answer with one JSON."""
    body = {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}], "usage": USAGE}
    return answers(json.dumps(body).encode(), kind=kind)


def streams(*events: Any, done: bool = True) -> Behaviour:
    """Stream these events (bytes are sent as they are)."""

    def play(asked: Asked, wire: Wire) -> None:
        wire.begin()
        for event in events:
            wire.send(event) if isinstance(event, bytes) else wire.event(event)
        if done:
            wire.event("[DONE]")
        wire.end()

    return play


def hangs(after: str | None = None, *, alive: bool = False) -> Behaviour:
    """Say nothing, or nothing more after some text; `alive` sends comments all the while."""

    def play(asked: Asked, wire: Wire) -> None:
        if after is not None:
            wire.begin()
            wire.event(chunk(after))
        while not wire.over.wait(0.02 if alive else 5):
            if alive:
                wire.send(b": keep-alive\n\n")
        wire.close_connection = True

    return play


def cuts(after: str, *, how: str = "reset") -> Behaviour:
    """Break off after some text: `reset` or `close` the connection, `close_delimited`, or end HTTP well (`clean`), with `done`."""

    def play(asked: Asked, wire: Wire) -> None:
        wire.begin(chunked=how != "close_delimited")
        for part in cut_up(after, 4):
            wire.event(chunk(part))
        if how == "reset":
            wire.over.wait(0.05)  # a reset throws away what the other side has not read
            wire.reset()
        elif how in ("clean", "done"):
            if how == "done":
                wire.event("[DONE]")
            wire.end()
        else:
            wire.close_connection = True

    return play


def endless(unit: str) -> Behaviour:
    """Repeat unit until the client hangs up."""

    def play(asked: Asked, wire: Wire) -> None:
        wire.begin()
        while not wire.over.is_set():
            wire.event(chunk(unit))

    return play


def picky(part: str, message: str, *, status: int = 400, then: Behaviour | None = None, **error: Any) -> Behaviour:
    """Refuse every request that carries the part; answer the others."""
    refuse, answer = fails(status, message, **error), then or says("好")
    return lambda asked, wire: (refuse if carries(asked.body, part) else answer)(asked, wire)


def by_request(choose: Callable[[Asked], Behaviour]) -> Behaviour:
    """Let a function of the request choose what is played."""
    return lambda asked, wire: choose(asked)(asked, wire)


if __name__ == "__main__":
    with Server(says(sys.argv[1], delay=float(sys.argv[2]))) as running, contextlib.suppress(KeyboardInterrupt):
        print(running.base_url, flush=True)
        threading.Event().wait()
