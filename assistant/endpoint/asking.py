"""How a model is asked: the address, and the request with what its server takes."""

import urllib.parse
from collections.abc import Sequence
from typing import Any

from assistant.errors import ModelError
from assistant.model import Message


def address_of(url: str | None) -> str | None:
    """Return the address of a service as the SDK wants it, None for none; raises ModelError for what can't be one."""
    if not url:
        return None
    url = url.strip().rstrip("/").removesuffix("/chat/completions")
    try:
        parts = urllib.parse.urlsplit(url)
        fine = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        fine = False
    if not fine or any(letter.isspace() for letter in url):
        raise ModelError("模型服务的地址不对：OPENAI_BASE_URL 要写全，例如 http://127.0.0.1:11434/v1", reason="connection")
    return url


def request(
    model: str, messages: Sequence[Message], schema: dict[str, Any] | None, max_tokens: int, temperature: float, wanted: set[str], without: set[str]
) -> tuple[dict[str, Any], set[str]]:
    """Return the request with what is wanted and not refused, and which optional parts it carries."""
    carried = wanted - without
    body: dict[str, Any] = {"model": model, "stream": True, "messages": said(messages, system="system" in carried)}
    if "stream_options" in carried:
        body["stream_options"] = {"include_usage": True}
    if "max_tokens" in carried:
        body["max_tokens"] = max_tokens
    elif "max_completion_tokens" not in without:
        body["max_completion_tokens"] = max_tokens
        carried.add("max_completion_tokens")
    if "temperature" in carried:
        body["temperature"] = temperature
    if "json_schema" in carried:
        body["response_format"] = {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema, "strict": True}}
    elif "json_schema" in wanted and "json_object" not in without:
        body["response_format"] = {"type": "json_object"}
        carried.add("json_object")
    return body, carried


def said(messages: Sequence[Message], *, system: bool) -> list[dict[str, str]]:
    """Return the messages as sent; where the system role is refused its words go before the first of the user's."""
    plain = [{"role": message.role, "content": message.content} for message in messages]
    if system:
        return plain
    rules = "\n\n".join(message["content"] for message in plain if message["role"] == "system")
    rest = [message for message in plain if message["role"] != "system"]
    if not rules:
        return rest
    if rest and rest[0]["role"] == "user":
        return [{"role": "user", "content": f"{rules}\n\n{rest[0]['content']}"}, *rest[1:]]
    return [{"role": "user", "content": rules}, *rest]
