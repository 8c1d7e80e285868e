"""Child processes of the demo: started, watched, started again, and never left behind."""

from __future__ import annotations

import asyncio
import ctypes
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

RESTART_S = 1.0
STOP_S = 5.0
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent is gone (Linux; elsewhere nothing)."""
    try:
        prctl = ctypes.CDLL(None).prctl
    except AttributeError:
        return
    prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """One `stagewatt` process; its first line of output says that it is ready."""

    def __init__(self, name: str, argv: tuple[str, ...], say: Callable[[str], None]) -> None:
        """Keep the words to start it with and where to report to."""
        self.name = name
        self.argv = argv
        self.ready = asyncio.Event()
        self.first_line = ""
        self._say = say
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return None if self._process is None else self._process.pid

    async def keep(self) -> None:
        """Run it, pass its output on, start it again when it ends; until cancelled."""
        try:
            while True:
                status = await self._once()
                self._say(f"{self.name} ended with status {status}, starting it again")
                await asyncio.sleep(RESTART_S)
        finally:
            await self._stop()

    async def _once(self) -> int:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "stagewatt",
            *self.argv,
            stdout=asyncio.subprocess.PIPE,
            preexec_fn=die_with_parent,
        )
        stdout = self._process.stdout
        if stdout is not None:
            async for line in stdout:
                self._heard(line.decode(errors="replace").rstrip())
        return await self._process.wait()

    def _heard(self, line: str) -> None:
        if self.ready.is_set():
            self._say(f"{self.name}: {line}")
            return
        self.first_line = line
        self.ready.set()

    async def _stop(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_S)
        except TimeoutError:
            process.kill()
            await process.wait()
