"""What a library costs: `python benchmarks/library.py [speeches] [--check]`; 2,000 by default.

Generated speeches are ingested by the command; then, in one run, adding one more and searching (two processes) is
compared with a cold search (one process) over the same library. Medians of several rounds, as machines are shared. 860
speeches are some 20,000 passages. Python keeps its compiled modules in a folder of the run, as it does where biaotai is
installed, whatever the environment says.
With --check the exit code is 1 where adding and searching takes more than twice a cold search.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ROUNDS = 15
SEARCH = ["-m", "assistant", "search", "采购验收把关不严", "--json"]
PEAK = "import resource, subprocess, sys; subprocess.run([sys.executable, *sys.argv[1:]], capture_output=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"


def once(arguments: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> int:
    from assistant import Assistant
    from assistant.leaktest import speeches

    count = next((int(word) for word in sys.argv[1:] if word.isdecimal()), 2000)
    with tempfile.TemporaryDirectory() as folder:
        home, inbox, later = Path(folder) / "home", Path(folder) / "in", Path(folder) / "later"
        inbox.mkdir()
        later.mkdir()
        environment = {**os.environ, "BIAOTAI_HOME": str(home), "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        made = list(speeches(Assistant(home=home).knowledge, count + ROUNDS, 1))
        for number, one in enumerate(made):
            (inbox if number < count else later).joinpath(f"{number:05}.txt").write_text(one.text, encoding="utf-8")
        before = once(SEARCH, environment) and once(SEARCH, environment)
        start = time.perf_counter()
        ingest = ["-m", "assistant", "ingest", str(inbox), "--json"]
        peak = subprocess.run([sys.executable, "-c", PEAK, *ingest], env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
        taken = time.perf_counter() - start
        listed = subprocess.run([sys.executable, "-m", "assistant", "library", "list", "--json"], env=environment, cwd=ROOT, check=True, capture_output=True)
        start = time.perf_counter()
        once(ingest, environment)
        again = time.perf_counter() - start
        cold, adding, added = list[float](), list[float](), list[float]()
        for path in sorted(later.iterdir()):
            cold.append(once(SEARCH, environment))
            adding.append(once(["-m", "assistant", "ingest", str(path)], environment))
            added.append(adding[-1] + once(SEARCH, environment))
        segments = json.loads((home / "library" / "manifest.json").read_text(encoding="utf-8"))["segments"]
        code = "from assistant import Assistant; print(len(Assistant().knowledge.library.bank))"
        passages = int(subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, check=True, capture_output=True).stdout)
    found = {
        "speeches": len(json.loads(listed.stdout)),
        "passages": passages,
        "segments": len(segments),
        "speeches_per_second": round(count / taken, 1),
        "peak_mb": round(int(peak.stdout) / 1024),
        "same_folder_again_s": round(again, 2),
        "search_without_library_ms": round(before * 1000),
        "cold_search_ms": round(statistics.median(cold) * 1000),
        "add_one_ms": round(statistics.median(adding) * 1000),
        "add_one_and_search_ms": round(statistics.median(added) * 1000),
        "add_ratio": round(statistics.median(after / before for after, before in zip(added, cold, strict=True)), 2),
    }
    print(json.dumps(found, indent=1))
    return int(found["add_ratio"] > 2 and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
