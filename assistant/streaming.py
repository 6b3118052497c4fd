"""A draft while it is being written: an iterator of events that can be stopped, and its async twin over the same code."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from assistant.chain.events import Event, Finished
from assistant.speech import Speech


class Drafting:
    """The events of one draft, once through; `stop` lets the model write no further, and the speech still comes."""

    def __init__(self, events: Iterator[Event], stop: threading.Event) -> None:
        self._events, self._stop = events, stop
        self._speech: Speech | None = None

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        event = next(self._events)
        if isinstance(event, Finished):
            self._speech = event.speech
        return event

    def stop(self) -> None:
        """Keep what is whole, have the rest written by the template writer; may be called from any thread."""
        self._stop.set()

    def speech(self) -> Speech:
        """Return the finished speech, reading on to the end where events are left."""
        for _ in self:
            pass
        if self._speech is None:
            raise RuntimeError("this drafting was closed before its end")
        return self._speech


async def in_background(start: Callable[[], Drafting]) -> AsyncIterator[Event]:
    """Yield the events of a drafting that a thread of its own reads; leaving early stops the model."""
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[tuple[bool, Any]] = asyncio.Queue()
    drafting = await asyncio.to_thread(start)

    def pump() -> None:
        def put(more: bool, what: Any) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(events.put_nowait, (more, what))

        try:
            for event in drafting:
                put(True, event)
            put(False, None)
        except BaseException as error:  # handed over to whoever reads the events
            put(False, error)

    threading.Thread(target=pump, daemon=True).start()
    try:
        while True:
            more, what = await events.get()
            if not more:
                if what is not None:
                    raise what
                return
            yield what
    finally:
        drafting.stop()
