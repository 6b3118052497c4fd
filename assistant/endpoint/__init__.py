"""Talk to any OpenAI-compatible endpoint, whatever it knows and however it fails."""

import logging
import threading
import time
import urllib.parse
import weakref
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self

from assistant import settings
from assistant.endpoint.asking import address_of, request
from assistant.endpoint.events import DONE, BadEvent, Thoughts, events, part, parts_of, text_of
from assistant.endpoint.probing import Traits, probe
from assistant.endpoint.refusals import OPTIONAL, fault, is_error, refused_part, without_keys, words_of
from assistant.errors import ModelError
from assistant.model import Message, Piece, Usage, count_messages, count_tokens, without_thought

_LOG = logging.getLogger(__name__)
_CONNECT = 10.0
"""Seconds to wait for a connection; a machine that is there answers sooner."""
_LONGEST_WAIT = 120
"""Seconds of Retry-After that the SDK waits out; where more is asked it gives up at once, and so the message says it."""
_NO_KEY = "no-key"
"""What a server that asks for no key (Ollama, llama.cpp) is given, because the SDK wants one."""
_WHOLE, _TOO_LONG, _FILTERED, _BROKEN = 0, 1, 2, 3
_ENDS = {
    "length": _TOO_LONG, "max_tokens": _TOO_LONG, "model_length": _TOO_LONG, "model_context_window_exceeded": _TOO_LONG,
    "content_filter": _FILTERED, "sensitive": _FILTERED, "safety": _FILTERED, "recitation": _FILTERED, "refusal": _FILTERED,
    "network_error": _BROKEN, "insufficient_system_resource": _BROKEN, "error": _BROKEN, "abort": _BROKEN,
}  # fmt: skip
"""What a finish_reason means, in the words of OpenAI, GLM, DeepSeek, Mistral and the gateways; any other is a whole reply."""


class Endpoint:
    """A model behind an OpenAI-compatible address; a ChatModel.

    `base_url` and `api_key` default to OPENAI_BASE_URL and OPENAI_API_KEY. `timeout` is in seconds, for the first piece and
    between two; a connection gets ten at most. `retries` are the SDK's, made before the first piece only: for a refused
    connection, a timeout, 408, 409, 429 and 5xx, with Retry-After up to two minutes. `on_request` gets the URL, headers (the
    key among them) and body of every HTTP request as it is sent. Safe for threads. What a server refuses (JSON schema,
    stream_options, max_tokens, temperature, the system role) is left out from then on, for as long as this object lives.
    Raises ModelError where neither address nor key is set, or one of them cannot be right.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout: float = 120,
        retries: int = 2,
        on_request: Callable[[str, dict[str, str], bytes], None] | None = None,
    ) -> None:
        self.name = model.strip()
        self.traits = Traits()
        self._timeout, self._retries, self._on_request = timeout, retries, on_request
        base_url = address_of(base_url or settings.model_address())
        key = (api_key or settings.model_key() or "").strip()
        if not self.name:
            raise ModelError("没有给模型名：用 --model 或 BIAOTAI_MODEL 写明，例如 --model qwen-plus", reason="not_found")
        if not key and base_url is None:
            raise ModelError("没有模型服务可用：设 OPENAI_API_KEY；本机的服务设 OPENAI_BASE_URL，例如 http://127.0.0.1:11434/v1", reason="auth")
        if not all("!" <= letter <= "~" for letter in key):
            raise ModelError("密钥里有空格、汉字或换行，多半是贴错了：检查 OPENAI_API_KEY", reason="auth")
        self._base_url, self._key = base_url, key
        self._client: Any = None
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        """The address asked, without what may be secret in it."""
        parts = urllib.parse.urlsplit(self._base_url or "https://api.openai.com/v1")
        return urllib.parse.urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))

    def __repr__(self) -> str:
        return f"Endpoint({self.name!r}, base_url={self.address!r})"

    def close(self) -> None:
        """Close the connections; the next request opens one anew. A stream being read in another thread ends with its timeout."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def stream(
        self, messages: Sequence[Message], *, schema: dict[str, Any] | None = None, max_tokens: int = 4000, temperature: float = 0.7
    ) -> Iterator[Piece]:
        """Yield the reply in pieces, usage last, before an error too; `ChatModel` says the rest.

        A reply more than twice as long as max_tokens, by estimate, is stopped here, whatever the server thinks of the limit.
        """
        wanted = {"stream_options", "max_tokens", "temperature", *(["json_schema"] if schema else [])}
        wanted |= {"system"} if any(message.role == "system" for message in messages) else set()
        without = set(self.traits.without)
        while True:
            body, carried = request(self.name, messages, schema, max_tokens, temperature, wanted, without)
            reply = _Reply(self, messages, max_tokens, without - self.traits.without)
            try:
                yield from reply.pieces(body)
                return
            except _Refused as refused:
                unknown = refused_part(refused.words, refused.param, carried) if refused.status in (0, 400, 422, 500, 501) else None
                if unknown is None and refused.status in (400, 422) and not refused.meant:
                    unknown = next((name for name in OPTIONAL if name in carried and name not in ("max_tokens", "max_completion_tokens")), None)
                if unknown is None:
                    raise refused.error from refused.__cause__
                _LOG.info("%s does not take %s: asked again without it", self.name, unknown)
                without.add(unknown)

    def capabilities(self) -> dict[str, Any]:
        """Ask two tiny questions and return what this endpoint can do, for `doctor`.

        `reachable` and `answers` are true or false; the rest is None where the model did not answer: `streams`, `usage`,
        `finish` (says why it ended), `system` and `temperature` (takes them), `schema` (json_schema, json_object or none),
        `reasoning` (field, tags or ""), `milliseconds` to the first piece. `problems` are Chinese lines, one a failure.
        """
        return {"model": self.name, "address": self.address, **probe(self, self.traits)}

    def sdk(self) -> Any:
        """Return the SDK's client, made when first asked for."""
        with self._lock:
            if self._client is None:
                import openai  # 0.4 s: nobody who writes offline pays for it

                hooks: dict[str, list[Any]] = {"request": [self._sent], "response": [self._told_to_wait]}
                patience = openai.Timeout(self._timeout, connect=min(_CONNECT, self._timeout), pool=None)
                http = openai.DefaultHttpxClient(event_hooks=hooks, timeout=patience)
                weakref.finalize(self, http.close)
                self._client = openai.OpenAI(
                    api_key=self._key or _NO_KEY, base_url=self._base_url, timeout=patience, max_retries=self._retries, http_client=http
                )
            return self._client

    def _sent(self, request: Any) -> None:
        if self._on_request is not None:
            self._on_request(str(request.url), dict(request.headers), request.read())

    def _told_to_wait(self, response: Any) -> None:
        wait = response.headers.get("retry-after", "")
        taken = int(response.request.headers.get("x-stainless-retry-count", 0))
        if response.status_code in (429, 503) and wait.isdecimal() and 2 <= int(wait) <= _LONGEST_WAIT and taken < self._retries:
            _LOG.warning("模型服务要求等 %s 秒，正在等……", wait)

    def clean(self, text: str) -> str:
        """Return a server's words without keys."""
        return without_keys(text, self._key)

    def fault(self, status: int, text: str, *, wait: str = "", partial: str = "") -> ModelError:
        """Return the ModelError for a server's refusal."""
        return fault(status, self.clean(text), model=self.name, address=self.address, wait=wait, partial=partial)


class _Refused(Exception):
    """The server took nothing of the request; nothing has been yielded."""

    def __init__(self, endpoint: Endpoint, status: int, body: Any, wait: str = "") -> None:
        super().__init__()
        self.words, self.param, said = words_of(body)
        self.status = status or said
        self.error = endpoint.fault(self.status, self.words, wait=wait)
        self.meant = self.error.reason != "refused_request" or "一次能读" in str(self.error)


class _Reply:
    """One request and what comes back."""

    def __init__(self, endpoint: Endpoint, messages: Sequence[Message], max_tokens: int, learning: set[str]) -> None:
        self.endpoint, self.messages, self.max_tokens, self.learning = endpoint, messages, max_tokens, learning
        self.thoughts = Thoughts(opened=endpoint.traits.opened)
        self.text: list[str] = []
        self.written = 0
        self.thought = False
        self.begun = self.done = False
        self.finish = ""
        self.usage: Usage | None = None

    def pieces(self, body: dict[str, Any]) -> Iterator[Piece]:
        import httpx2
        import openai

        try:
            with self.endpoint.sdk().chat.completions.with_streaming_response.create(**body) as response:
                try:
                    for event in self._events(response):
                        yield from self._read(event)
                except httpx2.TimeoutException as error:
                    yield from self._broken("timeout", f"模型服务 {self.endpoint._timeout:g} 秒没有新内容：稍后再试，或换一个模型", error)
                except (httpx2.HTTPError, OSError) as error:
                    yield from self._broken("cut", "连接中断，话没有说完：检查网络后再试", error)
                except BadEvent as error:
                    yield from self._misread(error)
                framed = "content-length" in response.headers or "chunked" in response.headers.get("transfer-encoding", "")
            yield from self._end(framed=framed)
        except openai.APITimeoutError as error:
            where = f"{self.endpoint.address} 没有在 {self.endpoint._timeout:g} 秒内答复"
            raise ModelError(f"{where}：检查网络和地址，稍后再试", reason="timeout") from error
        except openai.APIConnectionError as error:
            raise ModelError(f"连不上模型服务 {self.endpoint.address}：检查网络、OPENAI_BASE_URL，本机的服务要先启动", reason="connection") from error
        except openai.APIStatusError as error:
            raise _Refused(self.endpoint, error.status_code, error.body or error.response.text[:300], _wait(error.response.headers)) from error
        except (openai.OpenAIError, httpx2.InvalidURL) as error:
            raise ModelError(f"模型请求没有发出：{self.endpoint.clean(str(error))[:120]}；检查 OPENAI_BASE_URL 和密钥", reason="connection") from error

    def _events(self, response: Any) -> Iterator[Any]:
        """Yield the events until DONE; a server that only keeps the connection alive runs out of time too."""
        last = time.monotonic()
        for event in events(response.iter_bytes()):
            now = time.monotonic()
            if event == DONE:
                self.done = True
                return
            if event is not None:
                last = now
                yield event
            elif now - last > self.endpoint._timeout:
                yield from self._broken("timeout", f"模型服务 {self.endpoint._timeout:g} 秒没有新内容：稍后再试，或换一个模型")

    def _read(self, event: Any) -> Iterator[Piece]:
        if is_error(event):
            if not self.begun:
                raise _Refused(self.endpoint, 0, event)
            words, _, status = words_of(event)
            yield from self._spent()
            raise self.endpoint.fault(status, words, partial=self.partial)
        if not isinstance(event, dict):
            return
        self._begin(event)
        self._count(event.get("usage"))
        choice = part(event, "choices")
        message = part(choice, "delta") or part(choice, "message")
        self.finish = text_of(choice, "finish_reason") or self.finish
        text, thought = parts_of(message.get("content", choice.get("text")))
        thought += text_of(message, "reasoning_content", "reasoning")
        if thought:
            self.endpoint.traits.reasons = "field"
        text, inner = self.thoughts.feed(text + text_of(message, "refusal"))
        yield from self._give(text, thought, inner)
        if self.written > 2 * self.max_tokens:
            self.finish = "length"
            yield from self._end(framed=True)

    def _begin(self, event: dict[str, Any]) -> None:
        if not self.begun:
            self.begun = True
            self.endpoint.traits.without |= self.learning
        if part(part(event, "choices"), "delta"):
            self.endpoint.traits.streams = True

    def _count(self, usage: Any) -> None:
        if isinstance(usage, dict) and isinstance(usage.get("prompt_tokens"), int):
            written = usage.get("completion_tokens")
            self.usage = Usage(usage["prompt_tokens"], written if isinstance(written, int) else 0)
            self.endpoint.traits.counts = True

    def _give(self, text: str, thought: str, inner: str) -> Iterator[Piece]:
        if inner or self.thoughts.lone:
            self.endpoint.traits.reasons = "tags"
        if self.thoughts.lone:
            self.endpoint.traits.opened = True
        self.text.append(text)
        self.written += count_tokens(text + thought + inner)
        self.thought = self.thought or bool((thought + inner).strip())
        if text or thought or inner:
            yield Piece(text, thought + inner)

    @property
    def partial(self) -> str:
        """The text so far, without reasoning."""
        return without_thought("".join(self.text))

    def _spent(self) -> Iterator[Piece]:
        estimate = Usage(count_messages(self.messages), self.written, estimated=True)
        yield Piece(usage=self.usage or estimate)

    def _broken(self, reason: str, message: str, cause: BaseException | None = None) -> Iterator[Piece]:
        yield from self._spent()
        raise ModelError(message, reason=reason, partial=self.partial) from cause

    def _misread(self, error: BadEvent) -> Iterator[Piece]:
        """Raise for what is no event: a web page, or words that break off."""
        if str(error).startswith("<"):
            message = f"{self.endpoint.address} 答的是网页，不是模型接口：检查 OPENAI_BASE_URL，多半要以 /v1 结尾"
            raise ModelError(message, reason="not_found") from error
        yield from self._broken("cut", "模型服务送来的内容残缺：再试一次，或换一个模型", error)

    def _end(self, *, framed: bool) -> Iterator[Piece]:
        """Judge how the reply ended; `framed` says that HTTP itself would have shown a connection that died."""
        traits = self.endpoint.traits
        text, thought = self.thoughts.end()
        self.written = 0 if self.thoughts.mistaken else self.written  # all of it comes again, as text
        yield from self._give(text, "", thought)
        traits.opened = traits.opened and not self.thoughts.mistaken
        yield from self._spent()
        end = _ENDS.get(self.finish.lower(), _WHOLE)
        if end == _FILTERED:
            raise ModelError("模型的回答被内容审查截断：换个说法，或换一个模型", reason="content_filter", partial=self.partial)
        if end == _TOO_LONG:
            why = "模型的篇幅全用在思考上了：加大篇幅上限，或换一个不思考的模型" if not self.partial.strip() else "模型写到篇幅上限还没有写完：加大篇幅上限，或缩短要求"
            raise ModelError(why, reason="length", partial=self.partial)
        unmarked = not self.finish and (traits.finishes or (not self.done and (traits.says_done or not framed)))
        if end == _BROKEN or (unmarked and self.begun):
            raise ModelError("模型没有说完就断了：再试一次", reason="cut", partial=self.partial)
        traits.finishes = traits.finishes or bool(self.finish)
        traits.says_done = traits.says_done or self.done
        if not self.partial.strip():
            raise ModelError("模型只思考，没有回答：再试一次，或换一个模型" if self.thought else "模型的回答是空的：再试一次，或换一个模型", reason="empty")


def _wait(headers: Any) -> str:
    wait = headers.get("retry-after", "")
    return wait if wait.isdecimal() else ""
