"""Take documents into the user's library: read, cut, tell the kind, slot, compare with what is there, write one file each.

Every file is one step that succeeds or says in one line why not; what is done is known by the hash of the file's bytes,
so that a folder can be stopped and gone on with. An exemplar is written beside its place and renamed into it.
"""

import datetime
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from assistant import files
from assistant.checks.copies import EXCHANGED
from assistant.copying import CopyTable, CopyTables, plain
from assistant.errors import DocumentError
from assistant.slotting import Replaced, Slotted, slot
from index.documents import from_bytes, read_bytes
from index.errors import CorpusError
from index.exemplars import Exemplar, parse_exemplar, passages_of
from index.kinds import kind_of
from index.segment import CutSpeech, dissect

if TYPE_CHECKING:
    from assistant.knowledge import Knowledge

FORMAT = "2"
"""Raised when what is made of a file changes, so that files once refused are looked at again."""

SUFFIXES = (".docx", ".pdf", ".txt", ".md", ".markdown", ".html", ".htm", ".doc", ".wps", ".rtf")
LEAST = 200
"""Characters below which a text is no speech to learn from."""

BATCH = 64
"""Speeches that are written before the library is computed anew."""

_SLOT = re.compile(r"\{[^{}]*\}")
Review = Callable[[Slotted], tuple[Mapping[str, str], frozenset[str]] | None]
"""Asks a person about a slotted speech: own words by what stood there, and what stays; None leaves the speech out."""


class Taken(msgspec.Struct, frozen=True):
    """A speech that was taken in: its name in the library, title, the unit read, passages, and what was replaced."""

    name: str
    title: str
    passages: int
    slots: tuple[Replaced, ...]
    markdown: str = ""


class Refused(msgspec.Struct, frozen=True):
    """A speech or file that was not taken in, and why; `where` is empty or which speech of the file."""

    where: str
    why: str
    state: Literal["duplicate", "other", "error"]


class Outcome(msgspec.Struct, frozen=True):
    """What happened to one file; `seen` means that it was done before and not looked at again."""

    file: str
    encoding: str = ""
    format: str = ""
    taken: tuple[Taken, ...] = ()
    refused: tuple[Refused, ...] = ()
    seen: bool = False


class Ingest:
    """Takes files into the library of `knowledge`, on the day `today`.

    With `dry` nothing is written. `unit` and `hide` are what the user says of the unit and of words that must go.
    """

    def __init__(
        self, knowledge: "Knowledge", today: datetime.date, *, dry: bool = False, review: Review | None = None, unit: str = "", hide: Iterable[str] = ()
    ) -> None:
        self._knowledge, self._today, self._dry, self._review = knowledge, today, dry, review
        self._unit, self._hide = unit, tuple(hide)
        self.library = knowledge.open_library()
        self._log_path = self.library.folder / "ingested.jsonl"
        self._done = self._read_log()
        self._origins = {entry.origin: name for name, entry in self.library.manifest.documents.items() if entry.origin}
        self._texts = {origin.partition("+")[2]: name for origin, name in self._origins.items()}
        self._tables = [(knowledge.shipped_copies, None), *self.library.tables]
        self._recent: list[CopyTable] = []
        self._unwritten = 0

    def take(self, path: Path) -> Outcome:
        """Return what happened to the file at path; raises nothing that concerns this file alone."""
        try:
            data = read_bytes(path)
        except CorpusError as error:
            return Outcome(str(path), refused=(Refused("", _line(error, path), "error"),))
        key = hashlib.sha256(data).hexdigest()[:20]
        if not self._dry and self._review is None and (done := self._done_before(key)):
            return Outcome(str(path), refused=done, seen=True)
        try:
            document = from_bytes(data, str(path))
            cut = dissect(document)
        except CorpusError as error:
            return self._finished(key, Outcome(str(path), refused=(Refused("", _line(error, path), "error"),)))
        left = [one.text for one in (*document.left_out, *cut.left) if one.what in ("署名日期", "页眉页脚")]
        taken, refused, failed = list[Taken](), list[Refused](), False
        if not cut.speeches:
            refused.append(Refused("", "没有读出讲话稿；请核对文件", "other"))
        for number, speech in enumerate(cut.speeches, 1):
            where = f"第{number}篇“{speech.title[:20]}”" if len(cut.speeches) > 1 else ""
            try:
                taken.append(self._one(speech, left if len(cut.speeches) == 1 else [], f"{key}.{number}"))
            except _Not as no:
                refused.append(Refused(where, str(no), no.state))
            except DocumentError as error:
                failed = True
                refused.append(Refused(where, _line(error, path), "error"))
        outcome = Outcome(str(path), document.encoding, document.format, tuple(taken), tuple(refused))
        return outcome if failed else self._finished(key, outcome)

    def _one(self, speech: CutSpeech, left: list[str], origin: str) -> Taken:
        letters = plain("\n".join(_parts(speech)))
        kind = kind_of(speech)
        if kind.kind != "speech":
            raise _Not(f"是{kind.name}，不是巡察反馈会上的表态发言（{kind.why}）" if kind.kind == "other" else f"不是讲话稿（{kind.why}）", "other")
        if len(letters) < LEAST:
            raise _Not(f"只有 {len(letters)} 字，太短；请给全文", "other")
        if not speech.sections:
            raise _Not("没有“一、二、三”这样的部分，不好学；请补上小标题再入库", "other")
        digest = hashlib.sha256(letters.encode()).hexdigest()[:20]
        if (same := self._texts.get(digest)) is not None:
            raise _Not(f"{'前面已有' if self._dry and same not in self.library.manifest.documents else '库里已有'}同样的一篇：{same}", "duplicate")
        origin = f"{origin}+{digest}"
        slotted = slot(speech, self._knowledge, self._today, left=left, unit=self._unit, hide=self._hide, origin=origin)
        if self._review is not None:
            answer = self._review(slotted)
            if answer is None:
                raise _Not("审看时没有收", "other")
            instead, keep = answer
            slotted = slot(
                speech, self._knowledge, self._today, left=left, unit=self._unit, hide=self._hide, instead=instead, keep=keep, origin=origin
            )
        name = self._name(slotted, digest)
        exemplar = self._readable(slotted, name)
        text = _SLOT.sub("，", exemplar.plain())
        found = CopyTables([*self._tables, *((table, None) for table in self._recent)]).compare(text, self._knowledge.official)
        if found.one_source >= EXCHANGED:
            raise _Not(f"{found.one_source:.0%} 的文字与“{found.source}”一样，是换了名称的同一篇", "duplicate")
        if not self._dry:
            self._write(name, slotted.markdown)
        self._texts[digest] = name
        self._origins[origin] = name
        self._recent.append(CopyTable.of([(name, exemplar.plain())]))
        if len(self._recent) % 8 == 0:  # one table of all is looked up faster than many
            self._recent = [CopyTable.merged([(table, frozenset(table.names)) for table in self._recent])]
        if self._unwritten >= BATCH or sum(len(table.names) for table in self._recent) >= 2 * BATCH:
            self.settle()
        return Taken(name, slotted.about.title, len(passages_of(exemplar)), slotted.replaced, slotted.markdown if self._dry else "")

    def _write(self, name: str, markdown: str) -> None:
        try:
            self.library.speeches.mkdir(parents=True, exist_ok=True)
            files.write(self.library.path_of(name), markdown.encode(), force=True)
        except (DocumentError, OSError) as error:
            why = files.reason(error.__cause__ if isinstance(error, DocumentError) else error)
            raise DocumentError(f"范文库 {self.library.folder} 写不进去（{why}）；请腾出地方或改权限，再运行一次就接着做") from error
        self._unwritten += 1

    def _name(self, slotted: Slotted, digest: str) -> str:
        """Return a name that tells the kind of unit and the role, and nothing of whose speech it was."""
        unit = next((u.name for u in self._knowledge.corpus.units if u.id == slotted.about.unit), slotted.about.kind)
        taken = {name: origin for origin, name in self._origins.items()}
        unit = re.sub(r"\W", "", unit)
        base = f"{unit}-{slotted.about.role}"
        return next(name for n in range(6, 21) if (name := f"{base}-{digest[:n]}") not in taken or n == 20)

    def _readable(self, slotted: Slotted, name: str) -> Exemplar:
        """Return the exemplar as it will be read from its file; it must hold the same paragraphs as were written."""
        try:
            exemplar = parse_exemplar(slotted.markdown, Path(f"{name}.md"), own=True)
        except CorpusError as error:
            raise _Not(f"换成槽位以后读不回来（{_line(error, Path(f'{name}.md'))[:60]}）；请核对文件里的小标题", "error") from error
        if len(exemplar.speech.sections) != len(slotted.speech.sections):
            raise _Not("小标题的层次认不准；请把“一、二、三”单独成行再入库", "error")
        return exemplar

    def settle(self) -> None:
        """Compute the library anew from what was written; called for every BATCH speeches and at the end."""
        if self._unwritten:
            self.library.refresh()
            self._tables = [(self._knowledge.shipped_copies, None), *self.library.tables]
            self._recent, self._unwritten = [], 0
        elif self._recent:
            self._tables.append((CopyTable.merged([(table, frozenset(table.names)) for table in self._recent]), None))
            self._recent = []

    # -- what was done before ----------------------------------------------------------------------------------------------

    def _read_log(self) -> dict[str, list[tuple[str, str, str]]]:
        """Return by file key the refusals of files done before, and the names that they gave or were like."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        try:
            lines = self._log_path.read_bytes().splitlines()
        except OSError:
            return {}
        for line in lines:
            try:
                form, key, rows = msgspec.json.decode(line, type=tuple[str, str, list[tuple[str, str, str]]])
            except (msgspec.MsgspecError, UnicodeDecodeError):  # cut off when the program was ended: that file is looked at again
                continue
            if form == FORMAT:
                found[key] = rows
        return found

    def _done_before(self, key: str) -> tuple[Refused, ...] | None:
        """Return why nothing is to be done for a file; None where it is new, or what came of it is there no more."""
        if (rows := self._done.get(key)) is None:
            return None
        documents = self.library.manifest.documents
        found = []
        for state, where, text in rows:
            if state == "taken" and text not in documents:
                return None
            if state == "duplicate":
                return None  # what it was like may have been removed since, and comparing again costs little
            if state == "taken":
                found.append(Refused(where, f"已经入库：{text}", "duplicate"))
            else:
                found.append(Refused(where, text, "other" if state == "other" else "error"))
        return tuple(found)

    def _finished(self, key: str, outcome: Outcome) -> Outcome:
        """Note that a file is done, in one line at the end of the log; where that can't be done it is looked at again."""
        if self._dry:
            return outcome
        rows = [("taken", "", one.name) for one in outcome.taken]
        rows += [(one.state, one.where, one.why) for one in outcome.refused]
        if self._done.get(key) == rows:
            return outcome
        line = json.dumps([FORMAT, key, rows], ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        try:
            self.library.folder.mkdir(parents=True, exist_ok=True)
            number = os.open(self._log_path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(number, line)
            finally:
                os.close(number)
        except OSError:
            pass
        return outcome


class _Not(Exception):
    """A speech that is not taken in, and why."""

    def __init__(self, why: str, state: Literal["duplicate", "other", "error"]) -> None:
        super().__init__(why)
        self.state: Literal["duplicate", "other", "error"] = state


def _line(error: Exception, path: Path) -> str:
    """Return what is wrong in one line, without the file's name, which stands before it wherever it is shown."""
    told = str(error)
    for name in (str(path), str(path)[:200]):
        if told.startswith(f"{name} "):
            told = re.sub("^(?:的|里(?=[没有除只]))", "", told.removeprefix(f"{name} "))
        told = told.replace(f" {name}", "")
    return " ".join(told.split())


def _parts(speech: CutSpeech) -> Iterator[str]:
    yield from (p.text for p in speech.opening)
    for section in speech.sections:
        yield section.heading
        yield from (p.text for p in section.paragraphs)
    yield from (p.text for p in speech.closing)


def documents_in(names: Iterable[str], others: Counter[str] | None = None) -> Iterator[tuple[Path, str]]:
    """Yield the files named and, by name, the documents of the folders named: (path, why it can't be taken or nothing).

    Links to folders inside a folder are not followed. Files of a folder that are no documents by their names' endings are
    counted by these in `others`.
    """
    for name in names:
        path = Path(name)
        try:
            folder = path.is_dir()
        except (OSError, ValueError):
            folder = False
        if folder:
            yield from _in_folder(path, Counter() if others is None else others)
        else:
            yield path, ""


def _in_folder(folder: Path, others: Counter[str]) -> Iterator[tuple[Path, str]]:
    closed: list[OSError] = []
    some = False
    for top, folders, found in os.walk(folder, onerror=closed.append, followlinks=False):
        folders.sort()
        for one in list(folders):
            if (Path(top) / one).is_symlink():
                folders.remove(one)
                some = True
                yield Path(top) / one, "是指向别处的链接文件夹，没有进去；要收就直接写它的路径"
        for one in sorted(found):
            if one.startswith((".", "~$")):
                continue
            if one.lower().endswith(SUFFIXES):
                some = True
                yield Path(top) / one, ""
            else:
                others[Path(one).suffix.lower() or "无后缀"] += 1
    for error in closed:
        some = True
        yield Path(str(error.filename)), f"是进不去的文件夹（{files.reason(error)}）；请核对权限"
    if not some:
        yield folder, f"文件夹里没有稿子（{' '.join(SUFFIXES[:4])} .html）；请核对路径"
