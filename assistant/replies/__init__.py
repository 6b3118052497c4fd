"""Turn what a model wrote into something usable: a value of a known form, or clean prose."""

import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from assistant.errors import ModelError
from assistant.model import without_thought
from assistant.replies.cleaning import prose
from assistant.replies.repetition import Watch

__all__ = ["ReplyError", "Watch", "prose", "schema_of", "structured"]

T = TypeVar("T")


class ReplyError(ModelError):
    """A reply is not of the form asked for; the message is the complaint that the model can be sent."""

    def __init__(self, message: str) -> None:
        super().__init__(message, reason="bad_reply")


def structured(text: str, kind: type[T]) -> T:
    """Return the value of `kind` that the reply holds, however it is wrapped.

    Around it may stand prose, fences and reasoning; in it trailing commas, full-width quotes, colons and commas as syntax,
    quotes within texts, line breaks in texts, JSON inside a text, one object around it. Of several the last that fits
    counts. Raises ReplyError: none there, cut off, broken, or not as `kind` wants it.
    """
    try:
        return _structured(text, kind)
    except RecursionError as error:
        raise ReplyError("JSON 一层套一层，太深了。请只给出一个完整的 JSON，不要别的文字。") from error


def _structured(text: str, kind: type[T]) -> T:
    complaint, found = "", False
    kept: T | None = None
    for value in _values(_unescaped(without_thought(text))):
        try:
            kept, found = _fitting(value, kind), True
        except msgspec.ValidationError as error:
            complaint = _in_chinese(str(error))
    if found:
        return kept  # type: ignore[return-value]  # set whenever found is
    if complaint:
        raise ReplyError(f"JSON 不合要求：{complaint}。请改正后重新给出完整的 JSON，不要别的文字。")
    raise ReplyError("回答里没有 JSON。请只给出一个完整的 JSON，不要别的文字。")


def _fitting(value: Any, kind: type[T]) -> T:
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        for other in (_opened(value), *_inside(value)):
            try:
                return msgspec.convert(other, kind, strict=False)
            except msgspec.ValidationError:
                continue
        raise error


def _opened(value: Any) -> Any:
    """Return value with every text that is itself JSON read."""
    if isinstance(value, str) and value.strip()[:1] in ("{", "["):
        try:
            return _opened(json.loads(value, strict=False))
        except ValueError:
            return value
    if isinstance(value, dict):
        return {key: _opened(inner) for key, inner in value.items()}
    return [_opened(inner) for inner in value] if isinstance(value, list) else value


def _inside(value: Any) -> Iterator[Any]:
    """Yield what stands alone in an object or list around it ({"result": {…}})."""
    value = _opened(value)
    inner = list(value.values()) if isinstance(value, dict) else value
    if isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], dict | list):
        yield inner[0]
        yield from _inside(inner[0])


# -- finding JSON -----------------------------------------------------------------------------------------------------

_START = re.compile(r"[{\[｛［]")
_LIKE_JSON = re.compile(r"[{\[｛［]\s*(?:$|[\"“”＂'{\[｛［}\]]|\d+\s*[,，]|[A-Za-z_]+[\"“”]?\s*[:：])")
_STRICT = json.JSONDecoder(strict=False)


def _unescaped(text: str) -> str:
    """Return the JSON that was sent as a text, marks escaped ("{\\"title\\": …}"), and any other text as it is."""
    if not (start := re.search(r'"?[{\[]\s{0,9}\\"', text)) or re.search(r'[{\[]\s{0,9}"', text):
        return text
    inner = text[start.start() + start.group().startswith('"') : max(text.rfind("}"), text.rfind("]")) + 1]
    try:
        return str(json.loads(f'"{inner}"', strict=False))
    except ValueError:
        return text


def _values(text: str) -> Iterator[Any]:
    """Yield every JSON object and list in text, outermost only; raises ReplyError for one that is broken or cut off."""
    at = 0
    while start := _START.search(text, at):
        try:
            value, at = _STRICT.raw_decode(text, start.start())
        except ValueError:
            if not _LIKE_JSON.match(text, start.start()):
                at = start.end()
                continue
            mended, at = _mend(text, start.start())
            try:
                value = json.loads(mended, strict=False)
            except ValueError as error:
                place = mended[max(0, getattr(error, "pos", 0) - 12) :][:24]
                raise ReplyError(f"JSON 有语法错误，在“{' '.join(place.split())}”附近。请改正后重新给出完整的 JSON，不要别的文字。") from error
        yield value


_SYNTAX = {"：": ":", "，": ",", "、": ",", "｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]"}
_QUOTES = "\"“”＂"
_AFTER = re.compile(r"\s*(?:[:：]|[,，、]\s*(?://|[\"“”＂{\[｛［}\]｝］\d-]|true|false|null|$)|[}\]｝］]|$)")
_WORDS = {"True": "true", "False": "false", "None": "null"}


def _mend(text: str, start: int) -> tuple[str, int]:
    """Return the JSON that begins at start, written as JSON is written, and where it ends; raises ReplyError if it doesn't.

    A quotation mark ends a text only where syntax follows it, so that marks within a text stay.
    """
    out: list[str] = []
    depth, at = 0, start
    while at < len(text):
        letter = _SYNTAX.get(text[at], text[at])
        if letter in _QUOTES:
            inner, at = _text_in(text, at)
            out.append(json.dumps(inner, ensure_ascii=False))
            continue
        if letter in "}]":
            while out and (out[-1].isspace() or out[-1] == ","):
                out.pop()
        word = re.compile(r"True|False|None|//[^\n]*").match(text, at)
        out.append(_WORDS.get(word.group(), "") if word else letter)
        at += len(word.group()) if word else 1
        depth += (letter in "{[") - (letter in "}]")
        if depth == 0:
            return "".join(out), at
    raise _cut(text)


def _text_in(text: str, at: int) -> tuple[str, int]:
    """Return the text that the mark at `at` opens, and where it ends: a straight mark is closed by a straight one."""
    marks = '"＂' if text[at] in '"＂' else _QUOTES
    paired = text[at] == "“"
    out: list[str] = []
    inner, at = 0, at + 1
    while at < len(text):
        letter = text[at]
        if letter == "\\" and at + 1 < len(text):
            pair = text[at : at + 6] if text[at + 1] == "u" else text[at : at + 2]
            try:
                out.append(json.loads(f'"{pair}"'))
            except ValueError:
                out.append(text[at + 1])
                pair = text[at : at + 2]
            at += len(pair)
        elif letter in marks and not (inner and letter == "”") and _AFTER.match(text, at + 1):
            return "".join(out), at + 1
        else:
            if paired:
                inner = max(0, inner + (letter == "“") - (letter == "”"))
            out.append(letter)
            at += 1
    raise _cut(text)


def _cut(text: str) -> ReplyError:
    last = " ".join(text.split())[-20:]
    return ReplyError(f"JSON 没有写完，断在“{last}”。请重新给出完整的 JSON，不要别的文字，必要时写得短些。")


# -- what is asked, and what is wrong -----------------------------------------------------------------------------------

_KINDS = {"str": "文字", "int": "整数", "float": "数", "bool": "true 或 false", "array": "列表", "object": "对象", "null": "空"}
_COMPLAINTS = (
    (r"Object missing required field `(.+?)`", r"缺少字段 \1"),
    (r"Object contains unknown field `(.+?)`", r"多了字段 \1"),
    (r"Expected `array` of (?:at least )?length (?:>= )?(\d+)(?: to (\d+))?.*", r"列表的项数不对，应有 \1 项"),
    (r"Expected `array` of length <= (\d+)", r"列表最多 \1 项"),
    (r"Expected `str` of length >= (\d+)", r"文字至少 \1 个字"),
    (r"Expected `str` of length <= (\d+)", r"文字最多 \1 个字"),
    (r"Expected `(int|float)` ([<>]=?) ([\d.]+)", r"数应 \2 \3"),
    (r"Invalid enum value (.+)", r"不能是 \1"),
)


def _in_chinese(complaint: str) -> str:
    what, _, place = complaint.partition(" - at ")
    for pattern, words in _COMPLAINTS:
        if re.match(pattern, what):
            what = re.sub(pattern, words, what)
            break
    else:
        if kinds := re.match(r"Expected `(.+?)`, got `(.+?)`", what):
            wanted, given = ("或".join(_KINDS.get(kind.strip(), kind.strip()) for kind in kinds.group(side).split("|")) for side in (1, 2))
            what = f"应是{wanted}，给的是{given}"
    return f"{what}（在 {place.strip('`')}）" if place else what


_UNDERSTOOD_BY_FEW = ("default", "examples", "title", "properties", "required")


def schema_of(kind: type) -> dict[str, Any]:
    """Return the JSON schema of `kind` as OpenAI's strict mode takes it: an object, every field required, none beside.

    Raises TypeError for what strict mode can't say: a root that is no object, an object with free keys.
    """
    schema = msgspec.json.schema(kind)
    definitions = schema.pop("$defs", {})
    if (reference := schema.get("$ref")) is not None:
        schema = definitions[reference.rpartition("/")[2]]
    if schema.get("type") != "object" or "properties" not in schema:
        raise TypeError(f"{kind} is no object with named fields")
    strict: dict[str, Any] = _strict(schema)
    used, waiting = {}, _references(strict)
    while waiting:
        name = waiting.pop()
        if name not in used:
            used[name] = _strict(definitions[name])
            waiting |= _references(used[name])
    return {**strict, "$defs": {name: used[name] for name in sorted(used)}} if used else strict


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "object" and "properties" not in schema:
        raise TypeError("an object with free keys can't be asked for")
    found = {name: _strict(value) for name, value in schema.items() if name not in _UNDERSTOOD_BY_FEW}
    if "properties" in schema:
        found["properties"] = {name: _strict(value) for name, value in schema["properties"].items()}
        found |= {"required": list(schema["properties"]), "additionalProperties": False}
    return found


def _references(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        own = {schema["$ref"].rpartition("/")[2]} if isinstance(schema.get("$ref"), str) else set()
        return own.union(*(_references(value) for value in schema.values()))
    return set().union(*map(_references, schema)) if isinstance(schema, list) else set()
