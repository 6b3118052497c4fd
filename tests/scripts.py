"""Replies that a good model would give, written by hand: tests/data/chain/BRIEF/STAGE.txt, and which prompt asks for which."""

from pathlib import Path

from assistant.model import Message

REPLIES = Path(__file__).parent / "data" / "chain"
_ASKS = {
    "plan": "请定这几样，只回答一个 JSON 对象",
    "opening": "【现在写】只写开头",
    "awareness": "【现在写】只写第一部分",
    "rectification": "【现在写】只写第二部分",
    "results": "【现在写】只写第三部分",
    "unify": '{"transition"',
    "check": '{"faults"',
    "repair": "【现在做】把",
    "feedback": "【反馈意见到此为止】",
    "understand": "他这次说：",
    "revise": "【他要改的】",
}
"""Words that stand in one prompt only."""


class Script:
    """The replies of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @staticmethod
    def stage(messages: tuple[Message, ...]) -> str:
        """Return the stage that messages ask for; a repair has the name of its part too."""
        text = "\n".join(message.content for message in messages)
        stage = next(stage for stage, words in _ASKS.items() if words in text)
        if stage == "repair":
            part = text.rsplit(_ASKS["repair"], 1)[1].split("重写", 1)[0]
            return f"repair-{part}"
        return stage

    def replies(self) -> dict[str, list[str]]:
        """Return the replies by stage."""
        return {path.stem: [path.read_text(encoding="utf-8").strip()] for path in sorted(self._folder.glob("*.txt"))}
