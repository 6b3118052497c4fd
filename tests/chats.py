"""Twelve conversations, offline, and their whole transcripts: `python -m tests.chats` writes tests/golden/chats anew."""

import datetime
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import Assistant
from assistant.chat import pipe
from assistant.chat.orders import obey
from assistant.chat.session import Session
from assistant.chat.store import Store

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "golden" / "chats"
DATA = ROOT / "tests" / "data"
TODAY = datetime.datetime(2026, 11, 23, 9, 0)

CHATS: dict[str, list[str]] = {
    "market-bureau": [
        "我是云溪县市场监管局局长，明天县委第三巡察组来反馈，帮我写个表态，大概1300字，主要是食品安全监管和执法不规范两个问题",
        "我是局党组书记、局长", "第二部分再具体点", "压缩到1000字", "恢复上一版",
    ],
    "town-asked": ["我是青岩镇党委书记", "村级工程绕开招标；群众办事来回跑", "", "把第二条删掉", "/diff", "/versions"],
    "nothing-known": ["帮我写个表态发言", "云溪县水利局", "", "采购验收把关不严，窗口服务态度生硬", "县委第三巡察组", "/why 4"],
    "write-at-once": ["云溪县第一中学，校长讲，直接写", "换一版", "语气朴实一点"],
    "hospital-wishes": [
        "云溪县人民医院党委书记发言，县委第二巡察组反馈，问题有两个：耗材采购论证走形式、患者投诉回复慢，今年重点抓胸痛中心建设，不要提时间，1200字",
        "换一个开头", "结尾不要感谢", "第三部分换一个标题",
    ],
    "deputy": ["我是农业农村局副局长，分管农田建设，巡察点了高标准农田重建轻管，讲五分钟", "", "我是局长不是副局长", "/brief"],
    "discipline": ["派驻县水利局纪检监察组组长表态，局里反馈的问题是采购验收把关不严和公车管理不规范，八百字", "", "别用“刮骨疗毒”", "今天天气怎么样"],
    "village": ["石桥村党支部书记，县委第一巡察组反馈：村务公开走过场；集体山林承包合同丢了", "压缩到800字", "第二部分不要动，别的短一点"],
    "lookback": ["云溪县交通运输局党组书记、局长，县委第四巡察组回头看反馈，问题：上轮反馈的超限检测站罚款去向整改不到位；农村公路养护资金层层转拨", "直接写", "/check"],
    "several": [
        "云溪县住建局局长讲", "不对，是党组书记、局长", "问题：保障房空置与轮候并存；物业维修资金审核不严；燃气隐患整改慢。县委第五巡察组", "把燃气那条放到最前面", "/undo", "/redo",
    ],
    "own-draft": ["/load tests/data/good_speech.txt", "/check", "结尾不要感谢", "把“一个月内”改成“一个半月内”", "给这篇配张图"],
    "mistakes": ["/没有这个", "/set 字数 99999", "/save", "/why", "写一份动员会讲话", "/set 单位 云溪县水利局", "/plan", "/help"],
}  # fmt: skip
"""Each conversation by name: its messages, a line each."""


def transcript(assistant: Assistant, home: Path, messages: list[str]) -> str:
    """Return what is said in a conversation, the user's lines marked ›; a draft that was not changed is not shown again."""
    out = io.StringIO()
    session = Session(assistant, Store(home, lambda text: out.write(f"{text}\n"), lambda: TODAY), obey)
    for message in messages:
        out.write(f"› {message}\n")
        pipe.put(session.answer(message), out, out)
    return out.getvalue()


def transcripts(assistant: Assistant) -> Iterator[tuple[str, str]]:
    """Yield every conversation's name and transcript, each with a history of its own."""
    for name, messages in CHATS.items():
        with TemporaryDirectory() as home:
            own = Assistant(home=assistant.home, today=TODAY.date)
            own.home = Path(home)
            yield name, transcript(own, Path(home), messages)


def rewrite() -> None:
    """Write the golden files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as home:
        for name, text in transcripts(Assistant(home=Path(home))):
            (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    rewrite()
    sys.exit(0)
