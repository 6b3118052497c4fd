"""The commands ingest and library: take documents in, and look after what is there."""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from assistant import files
from assistant.commands.answers import as_json
from assistant.drafting import Assistant
from assistant.errors import DocumentError
from assistant.ingest import Ingest, Outcome, documents_in
from assistant.library import Library
from assistant.slotting import Replaced, Slotted
from index.errors import CorpusError
from index.exemplars import read_exemplar

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069]")
_NEWS = 50  # files after which a line is said where stderr is no terminal


def ingest(asked: argparse.Namespace) -> int:
    if asked.review and not (sys.stdin is not None and sys.stdin.isatty()):
        raise DocumentError("--review 要在终端里逐条问；请去掉它，或先用 --dry-run 看清单")
    if asked.review and asked.dry_run:
        raise DocumentError("--review 和 --dry-run 只能写一个")
    assistant = Assistant()
    run = Ingest(
        assistant.knowledge, assistant.day(), dry=asked.dry_run, review=_ask if asked.review else None, unit=asked.unit, hide=asked.hide
    )
    others: Counter[str] = Counter()
    found = list(documents_in(asked.files, others))
    outcomes: list[Outcome] = []
    stopped = False
    try:
        for number, (path, why) in enumerate(found, 1):
            outcome = Outcome(str(path), refused=(_refused(why),)) if why else run.take(path)
            outcomes.append(outcome)
            if not asked.json:
                _clear()
                _say(outcome, asked.dry_run)
            _progress(number, len(found))
    except KeyboardInterrupt:
        stopped = True
    _clear()
    run.settle()
    taken = sum(len(one.taken) for one in outcomes)
    again = sum(not one.taken and any(r.state == "duplicate" for r in one.refused) for one in outcomes)
    rest = sum(not one.taken and not any(r.state == "duplicate" for r in one.refused) for one in outcomes)
    if asked.json:
        print(as_json(_shown(outcomes, asked.dry_run)))
    verb = "可入库" if asked.dry_run else "入库"
    parts = [f"{verb} {taken} 篇", *([f"已有或重复 {again} 个"] if again else []), *([f"没有收 {rest} 个"] if rest else [])]
    left = f"；还有 {len(found) - len(outcomes)} 个没有看，再运行一次就接着做" if stopped else ""
    print(f"{len(outcomes)} 个文件：{'，'.join(parts)}{left}", file=sys.stderr)
    if others:
        told = "、".join(f"{_plain(suffix)} {count} 个" for suffix, count in sorted(others.items(), key=lambda one: (-one[1], one[0]))[:8])
        print(f"文件夹里别的文件没有看：{told}", file=sys.stderr)
    if stopped:
        return 130
    return 0 if taken or again else 2


def _refused(why: str) -> Any:
    from assistant.ingest import Refused

    return Refused("", why, "error")


def _say(outcome: Outcome, dry: bool) -> None:
    name = _plain(outcome.file)
    for one in outcome.taken:
        print(f"{name}：{'可入库' if dry else '入库'} {one.name}（{outcome.encoding}，{one.passages} 段，换掉 {len(one.slots)} 处）")
        if dry:
            for slot in one.slots:
                print(f"    〔{slot.kind}〕{slot.what} → {slot.by or '（删去）'}  {slot.where}")
    for no in outcome.refused:
        again = outcome.seen and no.state == "duplicate"
        print(f"{name}：{no.where}{'' if again else '没有收（上次看过）：' if outcome.seen else '没有收：'}{_plain(no.why)}")


def _plain(text: str) -> str:
    """Return text for a terminal: a file's name may hold line ends and what a terminal obeys."""
    return _UNSEEN.sub("?", text)


def _shown(outcomes: list[Outcome], dry: bool) -> dict[str, Any]:
    outcomes = [msgspec.structs.replace(one, file=one.file.encode("utf-8", "replace").decode()) for one in outcomes]  # a name may be no text
    documents = [
        {
            "file": one.file, "encoding": one.encoding, "format": one.format, "speeches": [speech.name for speech in one.taken],
            "passages": sum(speech.passages for speech in one.taken),
            "slots": [{"speech": speech.name, **msgspec.to_builtins(slot)} for speech in one.taken for slot in speech.slots],
        } | ({"markdown": [speech.markdown for speech in one.taken]} if dry else {})
        for one in outcomes
        if one.taken
    ]  # fmt: skip
    skipped = [
        {"file": one.file, "speech": no.where, "why": no.why, "state": no.state, "seen": one.seen} for one in outcomes for no in one.refused
    ]
    return {"documents": documents, "skipped": skipped}


def _progress(number: int, total: int) -> None:
    if total < 2:
        return
    if sys.stderr.isatty():
        full = 30 * number // total
        print(f"\r[{'█' * full}{'·' * (30 - full)}] {number}/{total}", end="", file=sys.stderr, flush=True)
    elif number % _NEWS == 0:
        print(f"{number}/{total}", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _ask(slotted: Slotted) -> tuple[Mapping[str, str], frozenset[str]] | None:
    """Ask about each thing replaced once: y takes it, n lets the original stand, anything else is put in its place."""
    _clear()
    print(f"《{slotted.about.title}》单位：{slotted.unit or '没有认出'}；职务：{slotted.post}", file=sys.stderr)
    print("每条：回车或 y 同意，n 保留原文，a 余下的都同意，q 不收这篇，其他文字就换成它；Ctrl-C 停下", file=sys.stderr)
    instead: dict[str, str] = {}
    keep: set[str] = set()
    told: dict[str, Replaced] = {}
    for one in slotted.replaced:
        told.setdefault(one.what, one)
    for one in told.values():
        print(f"〔{one.kind}〕{one.what} → {one.by or '（删去）'}  {one.where}：", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline()
        if not answer:  # the end of input is a wish to stop, not a verdict on this speech
            raise KeyboardInterrupt
        word = answer.strip().lower()
        if word == "q":
            return None
        if word == "a":
            break
        if word == "n":
            keep.add(one.what)
        elif word not in ("", "y"):
            instead[one.what] = answer.strip().replace("{", "（").replace("}", "）")
    return instead, frozenset(keep)


def library(asked: argparse.Namespace) -> int:
    own = Assistant().knowledge.open_library()
    if asked.action in ("show", "remove", "export") and not asked.name:
        raise DocumentError(f"没有写{'文件夹' if asked.action == 'export' else '哪一篇'}；用 biaotai library list 看有哪些")
    answer = {"list": _list, "show": _show, "remove": _remove, "rebuild": _rebuild, "export": _export}[asked.action](own, asked)
    if asked.json:
        print(as_json(answer))
    return 0


def _rows(own: Library) -> list[dict[str, Any]]:
    cards = own.cards
    rows = []
    for name, entry in own.manifest.documents.items():
        row: dict[str, Any] = {"name": name, "file": str(own.path_of(name)), "broken": entry.broken}
        if card := cards.get(name):
            row |= {"role": card.role, "kind": card.kind, "unit": card.unit, "occasion": card.occasion, "topics": list(card.topics)}
        rows.append(row)
    return rows


def _list(own: Library, asked: argparse.Namespace) -> Any:
    rows = _rows(own)
    if not asked.json:
        for row in rows:
            print(f"{row['name']}  {row['broken'] or ' '.join((row['kind'], row['role'], *row['topics']))}")
        print(f"{len(rows)} 篇，在 {own.speeches}", file=sys.stderr)
    return rows


def _path(own: Library, name: str) -> Path:
    """Return the file of an exemplar of that name; DocumentError where there is none."""
    if name not in own.manifest.documents:
        raise DocumentError(f"库里没有“{name[:40]}”；用 biaotai library list 看有哪些")
    return own.path_of(name)


def _show(own: Library, asked: argparse.Namespace) -> Any:
    path = _path(own, asked.name)
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise DocumentError(f"读不了 {path}（{error.strerror}）；请核对权限") from error
    if not asked.json:
        print(text.rstrip())
    return [{"name": asked.name, "file": str(path), "text": text}]


def _remove(own: Library, asked: argparse.Namespace) -> Any:
    path = _path(own, asked.name)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise DocumentError(f"删不了 {path}（{error.strerror}）；请核对权限") from error
    own.refresh()
    print(f"已删去 {asked.name}", file=sys.stderr)
    return [{"name": asked.name, "removed": True}]


def _rebuild(own: Library, asked: argparse.Namespace) -> Any:
    try:
        own.rebuild()
    except OSError as error:
        raise DocumentError(f"清理不了 {own.folder}（{error.strerror}）；请核对权限") from error
    rows = _rows(own)
    print(f"重新生成了 {len(rows)} 篇，其中 {sum(bool(row['broken']) for row in rows)} 篇有毛病没有用", file=sys.stderr)
    return rows


def _export(own: Library, asked: argparse.Namespace) -> Any:
    target = Path(asked.name)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DocumentError(f"建不了文件夹 {target}（{error.strerror}）；请换个位置") from error
    rows = []
    for name in own.manifest.documents:
        path = own.path_of(name)
        try:
            read_exemplar(path, own=True)
            files.write(target / path.name, path.read_bytes(), asked.force)
        except (OSError, CorpusError) as error:
            print(f"{path.name} 没有导出：{error}", file=sys.stderr)
            continue
        rows.append({"name": name, "file": str(target / path.name)})
    print(f"导出 {len(rows)} 篇到 {target}", file=sys.stderr)
    return rows
