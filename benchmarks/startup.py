"""How long a warm offline draft and the help take, as ratios in one run: `python benchmarks/startup.py [--check]`.

Machines are shared and noisy, so each command is timed in turn with its yardstick and medians are compared.
With --check the exit code is 1 where a target is missed: a draft at most 2.5 times `import numpy, faiss`, help at most
4 times a bare start, peak memory of a draft under 110 MB.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 15
BRIEF = ROOT / "corpus" / "briefs" / "market-bureau.yaml"
DRAFT = ["-m", "assistant", "draft", "--offline", "--no-history", str(BRIEF)]
COMMANDS = {
    "import numpy, faiss": ["-c", "import numpy, faiss"],
    "draft --offline": DRAFT,
    "pass": ["-c", "pass"],
    "--help": ["-m", "assistant", "--help"],
}


def once(arguments: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "BIAOTAI_HOME": home}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for arguments in COMMANDS.values():
            once(arguments, environment)  # fills the cache and the compiled modules
        times: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for _ in range(ROUNDS):
            for name, arguments in COMMANDS.items():
                times[name].append(once(arguments, environment))
        subprocess.run([sys.executable, *DRAFT], env=environment, cwd=ROOT, check=True, capture_output=True)
        code = f"import resource, subprocess; subprocess.run({[sys.executable, *DRAFT]!r}, check=True, capture_output=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        peak = int(subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, check=True, capture_output=True).stdout)
    median = {name: statistics.median(values) for name, values in times.items()}
    found = {
        "draft_ms": round(median["draft --offline"] * 1000),
        "numpy_faiss_ms": round(median["import numpy, faiss"] * 1000),
        "draft_ratio": round(median["draft --offline"] / median["import numpy, faiss"], 2),
        "help_ms": round(median["--help"] * 1000),
        "bare_ms": round(median["pass"] * 1000),
        "help_ratio": round(median["--help"] / median["pass"], 2),
        "draft_peak_mb": round(peak / 1024),
    }
    print(json.dumps(found, indent=1))
    missed = found["draft_ratio"] > 2.5 or found["help_ratio"] > 4 or found["draft_peak_mb"] >= 110
    return int(missed and "--check" in sys.argv)


if __name__ == "__main__":
    assert resource  # the peak is read in a child
    sys.exit(main())
