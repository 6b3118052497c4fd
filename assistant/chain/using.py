"""The model of one assistant, and how it may be used: what is hidden, what it may cost, whose prompts."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import msgspec

from assistant.chain.asking import Asker
from assistant.chain.ledger import Ledger
from assistant.chain.prompting import Prompts
from assistant.context import Context
from assistant.model import ChatModel
from assistant.redaction import Redactor


class Using(msgspec.Struct, frozen=True):
    """A model with the words to hide (None hides nothing), the limit on tokens, the prices, and the two prompt folders."""

    model: ChatModel
    prompts: tuple[Path, Path]
    redact: tuple[str, ...] | None = ()
    limit: int | None = None
    prices: tuple[float, float] | None = None

    def asker(
        self, context: Context, stop: threading.Event | None = None, texts: Sequence[str] = (), others: Sequence[Context] = ()
    ) -> Asker:
        """Return what asks the model for one speech, message or document.

        Names are read from the context's brief and from texts; `others` are contexts of further units that are named there.
        """
        redactor = Redactor.of(context, self.redact or (), off=self.redact is None, texts=texts, others=others)
        return Asker(self.model, Prompts(*self.prompts), redactor, Ledger(self.limit, self.prices), stop)
