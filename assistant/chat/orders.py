"""The chat's commands: what begins with a slash, with a Chinese name beside each."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from assistant.chat.help import HELP
from assistant.chat.shown import Card, Findings, Leave, Listing, Say, Shown
from assistant.errors import BriefError, DocumentError
from assistant.provenance import told
from assistant.speech import Paragraph

if TYPE_CHECKING:
    from assistant.chat.session import Session
    from index.documents import Document

Order = Callable[["Session", str], Iterator[Shown]]

def obey(session: Session, text: str) -> Iterator[Shown]:
    """Carry a command out; one that is not known is answered with the nearest that is."""
    word, _, rest = text.partition(" ")
    order = _ORDERS.get(word.lower())
    if order is None:
        near = difflib.get_close_matches(word, HELP, 1, 0.4)
        hint = f"是不是 {near[0]}（{HELP[near[0]]}）？" if near else ""
        yield Say(f"没有 {word[:20]} 这个命令；{hint}输入 /help 看全部", "warn")
        return
    yield from order(session, rest.strip())


def _help(session: Session, rest: str) -> Iterator[Shown]:
    yield Listing(tuple(f"{name:<10}{what}" for name, what in HELP.items()))


def _brief(session: Session, rest: str) -> Iterator[Shown]:
    from assistant.understanding.card import card

    yield Card(tuple(card(session.context())))


def _set(session: Session, rest: str) -> Iterator[Shown]:
    from assistant.brief import KEYS, from_mapping
    from assistant.chat.session import usable

    key, _, value = rest.replace("：", " ", 1).replace("=", " ", 1).partition(" ")
    if not key or not value.strip():
        raise BriefError(f"请写成 /set 项目 内容，例如 /set 字数 1000；项目有：{'、'.join(KEYS)}")
    data = {**session.data, KEYS.get(key, key): value.strip()}
    if KEYS.get(key, key) in ("length", "minutes"):
        data.pop("minutes" if KEYS.get(key, key) == "length" else "length", None)
    usable(data, "/set ")
    brief = from_mapping(data, "/set ") if data.get("unit") else None
    session.keep_brief(msgspec.to_builtins(brief) if brief else data)
    yield Say(f"记下了：{key} 改为 {value.strip()[:40]}" + ("；说“换一版”或 /again 就按它重写" if session.version else ""), "good")


def _plan(session: Session, rest: str) -> Iterator[Shown]:
    from assistant import files, plan_file
    from index import textfile
    from index.errors import CorpusError

    verb, _, name = rest.partition(" ")
    if verb in ("用", "use") and name:
        try:
            text, _ = textfile.read(Path(name.strip()))
        except CorpusError as error:
            raise DocumentError(str(error)) from error
        plan = plan_file.load(text, Path(name.strip()).name, session.assistant.knowledge.corpus.categories)
        yield from session.write(plan=plan, how=f"按 {Path(name.strip()).name} 写")
        return
    plan = session.version.plan if session.version and session.version.plan else session.assistant.plan(session.brief())
    if verb in ("存", "save") and name:
        files.write(Path(name.strip()), plan_file.dump(plan).encode("utf-8"))
        yield Say(f"提纲存到 {name.strip()}；改好后输入 /plan 用 {name.strip()}", "good")
        return
    yield Listing(tuple(plan_file.dump(plan).splitlines()))


def _check(session: Session, rest: str) -> Iterator[Shown]:
    version = _current(session)
    report = session.assistant.check(version.speech, session.brief() if version.data.get("unit") else None)
    measures = report.measures
    yield Findings(report.findings)
    yield Say(f"{measures.characters} 字，约 {measures.minutes:g} 分钟；与范文雷同 {measures.copied:.1%}；错误 {report.errors} 处，提醒 {report.warnings} 处")


def _why(session: Session, rest: str) -> Iterator[Shown]:
    places = _paragraphs(session)
    if not rest.isdecimal() or not 1 <= int(rest) <= len(places):
        raise BriefError(f"请写第几段，1 到 {len(places)}，例如 /why 3")
    place, paragraph = places[int(rest) - 1]
    yield Say(f"{place}：{paragraph.text[:40]}……")
    if not paragraph.sources:
        yield Say("这一段是您自己写的，或从您的稿子来的")
        return
    yield Listing(tuple(told(source, session.assistant.knowledge.corpus) for source in paragraph.sources))


def _paragraphs(session: Session) -> list[tuple[str, Paragraph]]:
    speech = _current(session).speech
    found = [("开头", p) for p in speech.opening]
    for number, section in enumerate(speech.sections):
        found += [(f"第{'一二三四五六'[number % 6]}部分", p) for p in section.paragraphs]
    return found + [("结尾", p) for p in speech.closing]


def _current(session: Session):  # type: ignore[no-untyped-def]
    if session.version is None:
        raise BriefError("还没有稿子；先说要写什么，或用 /load 拿自己的稿子来")
    return session.version


def _again(session: Session, rest: str) -> Iterator[Shown]:
    if rest and not rest.isdecimal():
        raise BriefError("/again 后面要么不写，要么写一个数，例如 /again 3")
    last = session.version.speech.seed if session.version else -1
    yield from session.write(int(rest) if rest else last + 1, how="换一版")


def _undo(session: Session, rest: str) -> Iterator[Shown]:
    yield from session.move(-1)


def _redo(session: Session, rest: str) -> Iterator[Shown]:
    yield from session.move(1)


def _diff(session: Session, rest: str) -> Iterator[Shown]:
    _current(session)
    if session.at < 1:
        yield Say("只有一版，没有可比的")
        return
    before, after = (version.speech.lines() for version in session.versions[session.at - 1 : session.at + 1])
    lines = [line for line in difflib.unified_diff(before, after, n=0, lineterm="") if not line.startswith(("---", "+++", "@@"))]
    yield Listing(tuple(f"{'删' if line[0] == '-' else '添'}　{line[1:]}" for line in lines) or ("两版一样",))


def _versions(session: Session, rest: str) -> Iterator[Shown]:
    _current(session)
    if rest.isdecimal():
        yield from session.move(int(rest) - 1 - session.at)
        return
    yield Listing(
        tuple(
            f"{'→' if place == session.at else '　'}{place + 1}　{version.speech.characters} 字　{version.how}"
            for place, version in enumerate(session.versions)
        )
    )


def _save(session: Session, rest: str) -> Iterator[Shown]:
    from assistant import files
    from assistant.export import Options, export, signed
    from assistant.history import History

    name, force = (rest.removesuffix("--force").strip(), True) if rest.endswith("--force") else (rest, False)
    if not name:
        raise DocumentError("请写文件名，例如 /save 表态发言.docx")
    version = _current(session)
    path, options = Path(name).expanduser(), Options()
    if version.data.get("unit"):
        options = signed(options, path.suffix, session.brief(), session.context().date)
    data = export(version.speech, path.suffix, options)
    try:
        files.write(path, data, force)
    except DocumentError as error:
        raise DocumentError(str(error).replace("加 --force 覆盖", f"写 /save {name} --force 覆盖")) from error
    if version.data.get("unit"):
        History(session.assistant.home).remember(session.brief(), version.speech)
    yield Say(f"存到 {path}", "good")


def _open(session: Session, rest: str) -> Iterator[Shown]:
    from assistant.brief import from_text
    from assistant.understanding.rules import plain

    if not rest:
        raise DocumentError("请写文件名，例如 /open 素材.yaml，或 /open 反馈意见.docx")
    path = Path(rest).expanduser()
    text = _document(path).as_printed
    if path.suffix.lower() in (".yaml", ".yml", ".json"):
        session.keep_brief(plain(from_text(text, path.name)))
        yield from session.go_on(False)
    else:
        yield from session.take_feedback(text)


def _load(session: Session, rest: str) -> Iterator[Shown]:
    from assistant.checks.subject import speech_in
    from assistant.speech import Speech

    if not rest:
        raise DocumentError("请写文件名，例如 /load 我的稿子.docx")
    path = Path(rest).expanduser()
    document = _document(path)
    if not document.text.strip():
        raise DocumentError(f"{path.name} 是空的；请给一份写好的稿子")
    speech = Speech.from_json(document.text) if path.suffix.lower() == ".json" else speech_in(document)
    yield from session.take_speech(speech, path.name)


def _document(path: Path) -> Document:
    from index.documents import read_document
    from index.errors import CorpusError

    try:
        return read_document(path)
    except CorpusError as error:
        raise DocumentError(str(error)) from error


def _history(session: Session, rest: str) -> Iterator[Shown]:
    rows = session.store.chats()
    yield Listing(tuple(f"{row.id:>4}　{row.touched}　{row.title or '（没有标题）'}" for row in rows[:30]) or ("还没有记录",))
    if rows:
        yield Say("接着其中一个：离开后运行 biaotai chat --resume 编号")


def _model(session: Session, rest: str) -> Iterator[Shown]:
    if not rest:
        yield Say(f"现在用的是模型 {session.model.name}" if session.model else "现在不用模型，全部离线写；要用就写 /model 名称")
        return
    from assistant.endpoint import Endpoint

    session.model = Endpoint(rest)
    yield Say(f"往后用模型 {rest} 写；单位、地名、人名会遮住再发。改回离线用 /offline", "good")


def _offline(session: Session, rest: str) -> Iterator[Shown]:
    session.model = None
    yield Say("往后不用模型，全部离线写", "good")


def _paste(session: Session, rest: str) -> Iterator[Shown]:
    yield Say("请直接贴上来；在管道里用单独一行 . 结束")


def _quit(session: Session, rest: str) -> Iterator[Shown]:
    yield Leave()


_ORDERS: dict[str, Order] = {
    "/brief": _brief, "/set": _set, "/plan": _plan, "/check": _check, "/why": _why, "/again": _again, "/undo": _undo, "/redo": _redo,
    "/diff": _diff, "/versions": _versions, "/save": _save, "/open": _open, "/load": _load, "/history": _history, "/model": _model,
    "/offline": _offline, "/paste": _paste, "/help": _help, "/quit": _quit, "/exit": _quit, "/?": _help,
    "/素材": _brief, "/设": _set, "/提纲": _plan, "/检查": _check, "/出处": _why, "/换一版": _again, "/撤销": _undo, "/重做": _redo,
    "/对比": _diff, "/各版": _versions, "/存": _save, "/打开": _open, "/载入": _load, "/历史": _history, "/模型": _model, "/离线": _offline,
    "/贴": _paste, "/帮助": _help, "/退出": _quit,
}  # fmt: skip
