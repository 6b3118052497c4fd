"""How much time writing the parts at once saves: `python benchmarks/chain.py`.

A local server answers with a fixed delay a token. The parts of one draft are written at once, then one after another; the
ratio of the two, the median of several runs, is what counts. Two cases: parts of one length, and of their real lengths.
"""

import datetime
import json
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from assistant import Assistant, Brief, Speech  # noqa: E402
from assistant.chain.judging import paragraphs_of  # noqa: E402
from assistant.endpoint import Endpoint  # noqa: E402
from assistant.model import Message  # noqa: E402
from tests.scripts import Script  # noqa: E402
from tests.server import Asked, Behaviour, Server, by_request, says  # noqa: E402

PARTS = ("opening", "awareness", "rectification", "results")
DELAY = 0.004
RUNS = 5
BRIEF = Brief(
    unit="云溪县水利局", role="局党组书记、局长", team="县委第三巡察组", problems=("采购验收把关不严", "窗口服务态度生硬", "河道采砂监管不严"),
)  # fmt: skip


def written(texts: dict[str, str], prompts: dict[str, list[Message]], at_once: bool) -> float:
    """Return the seconds that it takes to have every part written."""

    def choose(asked: Asked) -> Behaviour:
        stage = Script.stage(tuple(Message(m["role"], m["content"]) for m in asked.body["messages"]))
        return says(texts[stage], size=1, delay=DELAY)

    with Server(by_request(choose)) as server:
        endpoint = Endpoint("model", base_url=server.base_url, api_key="none")
        for _ in endpoint.stream(prompts["opening"]):  # the SDK is imported and the connection made before the clock runs
            break
        work = [threading.Thread(target=lambda m=prompts[part]: list(endpoint.stream(m))) for part in PARTS]
        began = time.perf_counter()
        for thread in work:
            thread.start()
            if not at_once:
                thread.join()
        for thread in work:
            thread.join()
        return time.perf_counter() - began


def main() -> int:
    from assistant.testing import ScriptedModel

    with tempfile.TemporaryDirectory() as home:
        today = datetime.date(2026, 11, 23)
        plain = Assistant(home=Path(home), today=lambda: today)
        speech: Speech = plain.draft(BRIEF, seed=1)
        texts = {name: "\n".join(p.text for p in paragraphs_of(speech, part)) for part, name in enumerate(PARTS)}
        model = ScriptedModel(lambda asked: texts.get(Script.stage(asked), json.dumps({})))
        Assistant(home=Path(home), model=model, today=lambda: today).draft(BRIEF, seed=1)
        prompts = {Script.stage(asked): list(asked) for asked in model.asked}
    even = dict.fromkeys(PARTS, texts["awareness"])
    for name, case in (("parts of one length", even), ("parts as they are", texts)):
        ratios = [written(case, prompts, True) / written(case, prompts, False) for _ in range(RUNS)]
        print(f"{name}: {statistics.median(ratios):.2f} of one after another ({', '.join(f'{r:.2f}' for r in ratios)})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
