"""The lamps RUN and DATA TX of a board with lights: RUN flashes while the node runs.

Linux shows a light as a folder below /sys/class/leds; a number written to `brightness` lights it.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

log = logging.getLogger(__name__)

FOLDER = Path("/sys/class/leds")
TICK_S = 0.1
"""No lamp is written to more often."""
RUN_TICKS, LIT_TICKS = 10, 2
"""RUN flashes once a second, for two tenths of it."""


class Lamp:
    """One light by its name; one that is not there is said once and costs nothing from then on."""

    def __init__(self, name: str, folder: Path) -> None:
        """Take the light from whatever the kernel shows on it, and put it out."""
        self._brightness = folder / name / "brightness"
        self._on = "1"
        self._lit: bool | None = None
        self._there = True
        trigger = folder / name / "trigger"
        try:
            self._on = (folder / name / "max_brightness").read_text().strip()
            if trigger.exists():
                trigger.write_text("none")
        except OSError as error:
            self._gone(error)
        self.show(lit=False)

    def show(self, *, lit: bool) -> None:
        """Light it or put it out; written only when that changes."""
        if lit == self._lit or not self._there:
            return
        try:
            self._brightness.write_text(self._on if lit else "0")
        except OSError as error:
            self._gone(error)
        self._lit = lit

    def _gone(self, error: OSError) -> None:
        self._there = False
        log.warning("no lamp at %s: %s", self._brightness.parent, error.strerror)


class Lamps:
    """RUN and DATA TX as far as the configuration names them."""

    def __init__(self, *, run: str | None, data: str | None, folder: Path = FOLDER) -> None:
        """Take the names of the lights below `folder`."""
        self._run = None if run is None else Lamp(run, folder)
        self._data = None if data is None else Lamp(data, folder)
        self._moved = False

    def moved(self) -> None:
        """Take that data came or went; cheap enough for every reading."""
        self._moved = True

    async def shine(self) -> None:
        """Flash RUN and let DATA TX flicker until cancelled, then put both out.

        It runs on the event loop on purpose: a loop that hangs flashes no more.
        """
        tick, flicker = 0, False
        try:
            while self._run is not None or self._data is not None:
                flicker = self._moved and not flicker
                self._moved = False
                _show(self._run, lit=tick % RUN_TICKS < LIT_TICKS)
                _show(self._data, lit=flicker)
                tick += 1
                await asyncio.sleep(TICK_S)
            await asyncio.Event().wait()
        finally:
            _show(self._run, lit=False)
            _show(self._data, lit=False)


def _show(lamp: Lamp | None, *, lit: bool) -> None:
    if lamp is not None:
        lamp.show(lit=lit)
