"""Every prompt as a model gets it for a typical brief: `python -m tests.goldens` writes them anew and prints their tokens."""

import datetime
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant import Assistant
from assistant.brief import from_file
from assistant.model import Message, count_tokens
from assistant.testing import ScriptedModel
from tests.scripts import REPLIES, Script

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "golden" / "prompts"
BRIEF = "county-hospital"
TODAY = datetime.date(2026, 11, 23)


def rendered(assistant: Assistant) -> dict[str, str]:
    """Return each prompt's text by stage, as it was sent while the typical brief was drafted by a scripted model."""
    script = Script(REPLIES / BRIEF)
    model = ScriptedModel.by(script.stage, script.replies())
    own = Assistant(home=assistant.home, model=model, today=lambda: TODAY)
    own.draft(from_file(ROOT / "corpus" / "briefs" / f"{BRIEF}.yaml"), seed=0)
    return {script.stage(asked): _shown(asked) for asked in model.asked}


def _shown(messages: tuple[Message, ...]) -> str:
    return "".join(f"======== {message.role}\n{message.content}\n" for message in messages)


def rewrite() -> None:
    """Write the golden files and print how many tokens each prompt takes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as home:
        for stage, text in rendered(Assistant(home=Path(home), today=lambda: TODAY)).items():
            (FOLDER / f"{stage}.txt").write_text(text, encoding="utf-8")
            print(f"{stage:14} {count_tokens(text):6} tokens")


if __name__ == "__main__":
    rewrite()
    sys.exit(0)
