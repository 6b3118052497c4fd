"""`python -m assistant` is the command biaotai."""

from assistant.cli import run_and_leave

run_and_leave()
