"""Every prompt as a model gets it for a typical brief: `python -m tests.goldens` writes them anew and prints their tokens."""

import datetime
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import Assistant, Speech
from assistant.brief import from_file
from assistant.model import Message, count_tokens
from assistant.testing import ScriptedModel
from tests.scripts import REPLIES, Script

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "golden" / "prompts"
BRIEF = "county-hospital"
FEEDBACK = ROOT / "tests" / "data" / "feedback" / "dev-hospital.txt"
TODAY = datetime.date(2026, 11, 23)


def rendered(assistant: Assistant) -> dict[str, str]:
    """Return each prompt's text by stage, as it was sent while the typical brief was drafted by a scripted model."""
    _, model = drafted(assistant, BRIEF)
    shown = {Script.stage(asked).partition("-")[0]: _shown(asked) for asked in model.asked}
    talk = ScriptedModel(['{"changes": [], "leftover": [], "wants_draft": false}', '{"edits": [], "changed": [], "unclear": []}'])
    own = Assistant(home=assistant.home, model=talk, today=lambda: TODAY)
    brief = from_file(ROOT / "corpus" / "briefs" / f"{BRIEF}.yaml")
    own.understand("我是云溪县人民医院的书记，下周三县委第二巡察组来反馈，说我们耗材采购论证走形式，写个1500字的")
    own.revise(assistant.draft(brief, seed=0), "第二部分再具体点，结尾不要感谢", brief)
    shown |= {Script.stage(asked): _shown(asked) for asked in talk.asked}
    reader = ScriptedModel(lambda messages: '{"unit": "", "team": "", "date": "", "kind": "", "problems": []}')
    Assistant(home=assistant.home, model=reader, today=lambda: TODAY).problems(FEEDBACK.read_text(encoding="utf-8"))
    return shown | {Script.stage(asked): _shown(asked) for asked in reader.asked}


def drafted(assistant: Assistant, name: str) -> tuple[Speech, ScriptedModel]:
    """Return the speech that replies written by hand make of a brief, and the model that gave them."""
    script = Script(REPLIES / name)
    model = ScriptedModel.by(script.stage, script.replies())
    own = Assistant(home=assistant.home, model=model, today=lambda: TODAY)
    return own.draft(from_file(ROOT / "corpus" / "briefs" / f"{name}.yaml"), seed=0), model


def _shown(messages: tuple[Message, ...]) -> str:
    return "".join(f"======== {message.role}\n{message.content}\n" for message in messages)


def rewrite() -> None:
    """Write the golden files and print how many tokens each prompt takes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    speeches = FOLDER.parent / "chain"
    speeches.mkdir(exist_ok=True)
    with TemporaryDirectory() as home:
        for folder in sorted(REPLIES.iterdir()):
            speech, _ = drafted(Assistant(home=Path(home), today=lambda: TODAY), folder.name)
            (speeches / f"{folder.name}.txt").write_text(speech.text, encoding="utf-8")
        for stage, text in rendered(Assistant(home=Path(home), today=lambda: TODAY)).items():
            (FOLDER / f"{stage}.txt").write_text(text, encoding="utf-8")
            print(f"{stage:14} {count_tokens(text):6} tokens")


if __name__ == "__main__":
    rewrite()
    sys.exit(0)
