"""Count what the model costs, by stage, and stop before a limit is passed."""

from __future__ import annotations

import threading

from assistant.errors import ModelError
from assistant.model import Usage
from assistant.speech import Cost


class Ledger:
    """The tokens and seconds of each stage; `limit` bounds the tokens of all requests together, in and out.

    `prices` are yuan a million tokens in and out.
    """

    def __init__(self, limit: int | None = None, prices: tuple[float, float] | None = None) -> None:
        self._limit, self._prices = limit, prices
        self._lock = threading.Lock()
        self._rows: dict[str, tuple[int, Usage, float]] = {}
        self._reserved = 0

    @property
    def total(self) -> int:
        """Tokens spent so far."""
        return sum(usage.tokens_in + usage.tokens_out for _, usage, _ in self._rows.values())

    def reserve(self, tokens_in: int, most_out: int) -> int:
        """Set aside what a request may cost at most; ModelError (budget) where that would pass the limit."""
        wanted = tokens_in + most_out
        with self._lock:
            if self._limit is not None and self.total + self._reserved + wanted > self._limit:
                raise ModelError(
                    f"再问模型一次最多要 {wanted} 个词元，会超过上限 {self._limit}；要模型接着写，就把 --max-tokens-total 放大", reason="budget"
                )
            self._reserved += wanted
        return wanted

    def settle(self, reserved: int, stage: str, usage: Usage, seconds: float) -> None:
        """Put what a request really cost in place of what was set aside."""
        with self._lock:
            self._reserved -= reserved
            calls, before, took = self._rows.get(stage, (0, Usage(), 0.0))
            self._rows[stage] = (calls + 1, before + usage, took + seconds)

    def costs(self) -> tuple[Cost, ...]:
        """Return what each stage cost, in the order of first use; money where prices are set."""
        with self._lock:
            return tuple(
                Cost(stage, calls, usage.tokens_in, usage.tokens_out, round(seconds, 2), self._money(usage), usage.estimated)
                for stage, (calls, usage, seconds) in self._rows.items()
            )

    def _money(self, usage: Usage) -> float | None:
        if self._prices is None:
            return None
        return round((usage.tokens_in * self._prices[0] + usage.tokens_out * self._prices[1]) / 1e6, 6)
