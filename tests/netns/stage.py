"""Speakers on hosts of a network, and what they told so far."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from tests.netns.net import Net

Event = dict[str, Any]

_SPEAKER = str(Path(__file__).with_name("speaker.py"))
PATIENCE_S = 20.0
"""For what has no bound of its own; a busy machine is no failure."""
SLACK_S = 4.0
"""Added to each bound for a machine that does other things too; benchmarks hold the bounds."""


class Speaker:
    """One process of `speaker.py`, or of a script like it; its node id is its name, padded."""

    def __init__(
        self, net: Net, host: str, *args: str, name: str | None = None, script: str = _SPEAKER
    ) -> None:
        """Start it and wait until it is open."""
        self.node = (name or host).ljust(16, "0")
        argv = [sys.executable, script, self.node, *args]
        self._process = net.start(host, argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.told: list[Event] = []
        self._news = threading.Condition()
        reader = threading.Thread(target=self._read, daemon=True)
        reader.start()
        # Politely, so that it writes what it covered; `start` has seen to it that it ends anyway.
        net.at_end(partial(reader.join, 3))
        net.at_end(self._process.terminate)
        self.opened = self.wait("open")

    def do(self, what: str, **more: object) -> None:
        """Give it an order."""
        if self._process.stdin is None:
            raise RuntimeError("no input")
        self._process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self._process.stdin.flush()

    def wait(
        self, what: str, *, since: float = 0.0, within_s: float = PATIENCE_S, **like: object
    ) -> Event:
        """Wait for an event that looks like this, not older than an instant."""

        def fits() -> Event | None:
            return next(iter(self.having(what, since=since, **like)), None)

        end = time.monotonic() + within_s
        with self._news:
            while (event := fits()) is None:
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"{self.node}: no {what} {like}; told: {self.told[-20:]}")
                self._news.wait(left)
            return event

    def having(self, what: str, *, since: float = 0.0, **like: object) -> list[Event]:
        """Return the events so far that look like this."""
        return [
            event
            for event in list(self.told)
            if event["what"] == what
            and event["at_s"] >= since
            and all(event.get(key) == value for key, value in like.items())
        ]

    def answer(self, what: str, **more: object) -> Event:
        """Give an order that is answered by an event of the same name."""
        now = time.monotonic()
        self.do(what, **more)
        return self.wait("answer" if what == "ask" else what, since=now)

    def signal(self, number: signal.Signals) -> float:
        """Send a signal and return when."""
        os.kill(self._process.pid, number)
        return time.monotonic()

    def close(self) -> None:
        """End it as a node ends that is switched off."""
        self._process.terminate()
        self._process.wait(10)

    def _read(self) -> None:
        if self._process.stdout is None:
            raise RuntimeError("no output")
        for line in self._process.stdout:
            with self._news:
                self.told.append(json.loads(line))
                self._news.notify_all()


def all_see_all(speakers: Iterable[Speaker], *, since: float = 0.0) -> float:
    """Wait until each has heard of each other one; return when the last did."""
    every = list(speakers)
    return max(
        float(one.wait("joined", node=other.node, since=since)["at_s"])
        for one in every
        for other in every
        if one is not other
    )


def eventually(what: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
    """Wait until something is so."""
    end = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < end, what
        time.sleep(0.05)
