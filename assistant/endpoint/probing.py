"""Find out what a server can do by asking it little, for `doctor`."""

import time
from typing import Any

import msgspec

from assistant.errors import ModelError
from assistant.model import ChatModel, Message
from assistant.replies import schema_of, structured


class Traits(msgspec.Struct):
    """What was learnt of one server by its replies; `without` are the parts of `refusals.OPTIONAL` that it refuses."""

    without: set[str] = msgspec.field(default_factory=set)
    finishes: bool = False
    says_done: bool = False
    streams: bool = False
    counts: bool = False
    reasons: str = ""
    opened: bool = False


class _Probe(msgspec.Struct):
    answer: str
    number: int


_PLAIN = (Message("system", "你是一名文书，回答只有一句话。"), Message("user", "请用中文说：收到。"))
_FORM = (Message("user", '请只给出一个 JSON 对象，形如 {"answer": "收到", "number": 1}，不要别的文字。'),)
_ENOUGH = 512
"""Tokens for a tiny answer by a model that thinks first."""
_UNREACHED = ("connection", "timeout")


def probe(model: ChatModel, traits: Traits) -> dict[str, Any]:
    """Return what the model's server can do; `traits` are what the model learns of its server while it is asked."""
    found: dict[str, Any] = {"reachable": True, "answers": False, "streams": None, "usage": None, "finish": None, "system": None}
    found |= {"temperature": None, "schema": None, "reasoning": None, "milliseconds": None, "problems": []}
    started, pieces = time.perf_counter(), 0
    try:
        for piece in model.stream(_PLAIN, max_tokens=_ENOUGH, temperature=0.0):
            if piece.text or piece.thought:
                pieces += 1
                if pieces == 1:
                    found["milliseconds"] = round(1000 * (time.perf_counter() - started))
    except ModelError as error:
        found["problems"].append(str(error))
        found["reachable"] = error.reason not in _UNREACHED or pieces > 0
        if not pieces:
            return found
    found |= {
        "answers": True,
        "streams": traits.streams,
        "usage": traits.counts,
        "finish": traits.finishes,
        "system": "system" not in traits.without,
        "temperature": "temperature" not in traits.without,
        "reasoning": traits.reasons,
        "schema": _form(model, traits, found["problems"]),
    }
    return found


def _form(model: ChatModel, traits: Traits, problems: list[str]) -> str:
    """Return which form of structured reply the server takes, and note a reply that is not of the form."""
    try:
        text = "".join(piece.text for piece in model.stream(_FORM, schema=schema_of(_Probe), max_tokens=_ENOUGH, temperature=0.0))
        structured(text, _Probe)
    except ModelError as error:
        problems.append(f"要 JSON 时：{error}")
        if error.reason != "bad_reply":
            return "none"
    return next((form for form in ("json_schema", "json_object") if form not in traits.without), "none")
