"""Read the template writer's frames and render one: the home of jinja2 for templates.

A frame file holds several ways of making one move. Each starts with a line `@ roles: … kinds: … needs: …` that says
for whom it is and which values it needs; what follows until the next such line is a jinja2 text. User text enters as
values only, so jinja syntax inside it is never read.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from assistant.errors import PromptError

_KEYS = ("roles", "kinds", "meetings", "types", "needs")
_TELLING = ("领域们", "领域", "说了", "分管", "本级党委", "主题", "巡察时间")
_HEADER = re.compile(r"(\w+):\s*([^:]*?)(?=\s+\w+:|$)")
_COMMENT = re.compile(r"\{#.*?#\}", re.S)


class Frame(msgspec.Struct, frozen=True):
    """One way of making a move; an empty condition asks nothing, `needs` names values that must not be empty."""

    id: str
    text: str
    roles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    def fits(self, values: Mapping[str, Any]) -> bool:
        return (
            (not self.roles or values["role"] in self.roles)
            and (not self.kinds or values["kind"] in self.kinds)
            and (not self.meetings or values["meeting"] in self.meetings)
            and (not self.types or any(kind in values["types"] for kind in self.types))
            and all(values.get(name) for name in self.needs)
        )

    @property
    def narrowness(self) -> float:
        """How much better it is than others where it fits: one made for this trade or this kind of inspection leads."""
        return 6 * bool(self.kinds) + 40 * bool(self.types) + sum(2 + 10 * (n in _TELLING) for n in self.needs)


Frames = dict[str, tuple[Frame, ...]]


def read_frames(folder: Path) -> Frames:
    """Return the frames of every file in folder by move; PromptError where a header is not understood."""
    found: Frames = {}
    for path in sorted(folder.glob("*.j2")):
        found[path.stem] = tuple(_parse(path.stem, path.read_text(encoding="utf-8"), path))
    if not found:
        raise PromptError(f"{folder} 里没有模板语句（*.j2）；请核对 BIAOTAI_PROMPTS 或重新安装")
    return found


def _parse(move: str, text: str, path: Path) -> list[Frame]:
    frames: list[Frame] = []
    pieces = re.split(r"(?m)^@(.*)\n", _COMMENT.sub("", text))
    for header, body in zip(pieces[1::2], pieces[2::2], strict=True):
        conditions = {key: tuple(value.split()) for key, value in _HEADER.findall(header.strip())}
        if unknown := set(conditions) - set(_KEYS):
            raise PromptError(f"{path}：看不懂的条件 {'、'.join(sorted(unknown))}；可用 {'、'.join(_KEYS)}")
        if not body.strip():
            raise PromptError(f"{path}：“@{header}”下面没有文字；请补上或删去")
        frames.append(Frame(id=f"{move}/{len(frames) + 1}", text=body.strip(), **conditions))
    return frames


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A part of a frame taken apart: text as it stands, a value's name, or a choice.

    A choice is by whether the value named in `text` is there, or, with `within`, whether it stands in that value.
    """

    kind: Literal["text", "name", "if"]
    text: str
    then: tuple["Piece", ...] = ()
    other: tuple["Piece", ...] = ()
    within: str = ""

    def said(self, values: Mapping[str, Any], speak: Callable[[str], str]) -> str:
        """Return the piece with values put in; speak puts its own words, and no value, into the unit's."""
        if self.kind == "text":
            return speak(self.text)
        value = values[self.text]
        if self.kind == "name":
            return str(value)
        chosen = value in values[self.within] if self.within else value
        return "".join(piece.said(values, speak) for piece in (self.then if chosen else self.other))


def render(
    frame: Frame,
    values: Mapping[str, Any],
    pieces: tuple[Piece, ...] | None = None,
    speak: Callable[[str], str] = str,
) -> str:
    """Return the text of frame with values put in; PromptError where it asks for one that is not given.

    `pieces` is what take_apart made of it. A frame that does more than put values in and choose by them is rendered
    by jinja2, whose import alone takes a tenth of a draft's time.
    """
    if pieces is not None:
        try:
            return "".join(piece.said(values, speak) for piece in pieces)
        except KeyError as error:
            raise PromptError(f"模板语句 {frame.id} 要的值没有给（{error}）；请核对 prompts/frames") from error
    import jinja2

    try:
        return str(_environment().from_string(speak(frame.text)).render(values)).replace("\n", "")
    except jinja2.UndefinedError as error:
        raise PromptError(f"模板语句 {frame.id} 要的值没有给（{error}）；请核对 prompts/frames") from error


def take_apart(frames: Frames) -> dict[str, tuple[Piece, ...]]:
    """Return the pieces of every simple frame by id; PromptError names a frame that is no jinja2 template."""
    import jinja2

    found: dict[str, tuple[Piece, ...]] = {}
    for frame in (one for own in frames.values() for one in own):
        try:
            tree = _environment().parse(frame.text)
        except jinja2.TemplateSyntaxError as error:
            raise PromptError(f"模板语句 {frame.id} 写法不对：{frame.text[:30]}（{error}）；请核对 prompts/frames") from error
        pieces = _pieces_of(tree.body)
        if pieces is not None:
            found[frame.id] = pieces
    return found


def _pieces_of(body: list[Any]) -> tuple[Piece, ...] | None:
    """Return the pieces of a template's nodes; None where one of them is of another sort."""
    from jinja2 import nodes

    found: list[Piece] = []
    for node in (part for output in body for part in getattr(output, "nodes", [output])):
        if isinstance(node, nodes.TemplateData):
            found.append(Piece("text", node.data.replace("\n", "")))
        elif isinstance(node, nodes.Name):
            found.append(Piece("name", node.name))
        elif isinstance(node, nodes.If) and not node.elif_:
            test, denied = (node.test.node, True) if isinstance(node.test, nodes.Not) else (node.test, False)
            then, other = _pieces_of(node.body), _pieces_of(node.else_)
            within = ""
            if isinstance(test, nodes.Compare) and [one.op for one in test.ops] in (["in"], ["notin"]):
                denied = denied != (test.ops[0].op == "notin")
                within, test = getattr(test.ops[0].expr, "name", ""), test.expr
                if not within:
                    return None
            if not isinstance(test, nodes.Name) or then is None or other is None:
                return None
            found.append(Piece("if", test.name, *((other, then) if denied else (then, other)), within))
        else:
            return None
    return tuple(found)


@lru_cache(maxsize=1)
def _environment() -> Any:
    import jinja2

    return jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701 - plain text


def order(seed: int, key: str, n: int) -> list[int]:
    """Return 0..n-1 in an order that depends on seed and key alone, the same in every process."""
    return sorted(range(n), key=lambda i: hashlib.blake2b(f"{seed}|{key}|{i}".encode(), digest_size=8).digest())
