"""A draft while it is being written: an iterator of events that can be stopped, and its async twin over the same code."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from assistant.chain.events import Event, Finished
from assistant.speech import Speech

_PATIENCE = 0.2
"""Seconds after which a waiting reader looks up, so that Ctrl-C is heard on every system."""


class Drafting:
    """The events of one draft, once through; `stop` lets the model write no further, and the speech still comes.

    With `apart` the work is done in a thread of its own, so that an exception raised in the reader (Ctrl-C) does not end it:
    the reader may stop it and read on.
    """

    def __init__(self, events: Iterator[Event], stop: threading.Event, apart: bool = False) -> None:
        self._events, self._stop, self._apart = events, stop, apart
        self._heard: queue.SimpleQueue[tuple[bool, Any]] | None = None
        self._speech: Speech | None = None

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        event = self._next() if self._apart else next(self._events)
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

    def _next(self) -> Event:
        if self._heard is None:
            self._heard = queue.SimpleQueue()
            threading.Thread(target=_pump, args=(self._events, lambda *said: self._heard.put(said)), daemon=True).start()
        while True:
            try:
                more, what = self._heard.get(timeout=_PATIENCE)
            except queue.Empty:
                continue
            if more:
                event: Event = what
                return event
            self._heard.put((False, None))
            raise what or StopIteration


def _pump(events: Iterator[Event], put: Callable[[bool, Any], None]) -> None:
    """Hand every event over, then its end, or what was raised in its place."""
    try:
        for event in events:
            put(True, event)
        put(False, None)
    except BaseException as error:
        put(False, error)


async def in_background(start: Callable[[], Drafting]) -> AsyncIterator[Event]:
    """Yield the events of a drafting that a thread of its own reads; leaving early stops the model."""
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[tuple[bool, Any]] = asyncio.Queue()
    drafting = await asyncio.to_thread(start)

    def put(more: bool, what: Any) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(events.put_nowait, (more, what))

    threading.Thread(target=_pump, args=(drafting, put), daemon=True).start()
    try:
        while True:
            more, what = await events.get()
            if more:
                yield what
            elif what is not None:
                raise what
            else:
                return
    finally:
        drafting.stop()
