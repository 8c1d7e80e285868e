"""A demo as a newcomer starts it: one command, and the addresses it prints."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
from tests.end_to_end.program import unmeasured


class Demo:
    """A running demo and the addresses it printed."""

    def __init__(
        self, folder: Path, ports: Callable[[], int], *more: str, measured: bool = True
    ) -> None:
        """Start it on free ports, under coverage if it is `measured`, and read its welcome."""
        self.port, self.modbus, self.panel = ports(), ports(), ports()
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "stagewatt", "demo"),
                *(f"--port={self.port}", f"--modbus-port={self.modbus}"),
                *(f"--panel-port={self.panel}", f"--data={folder}"),
                *more,
            ],
            stdout=subprocess.PIPE,
            env=None if measured else unmeasured(),
            text=True,
        )
        self.said: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if line.startswith("Ctrl-C"):
                break

    @property
    def children(self) -> dict[str, psutil.Process]:
        """The demo's own child processes by their command."""
        found = {}
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error, IndexError):
                # A process that just ended has no command line any more.
                found[child.cmdline()[3]] = child
        return found

    def process_lines(self, command: str) -> list[list[str]]:
        """Return the command lines of its processes of a kind."""
        lines = [child.cmdline() for child in psutil.Process(self.process.pid).children()]
        return [line for line in lines if line[3:4] == [command]]

    def stop(self) -> int:
        """End it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        status = self.process.wait(40)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status


def refused(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a demo that does not start, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "stagewatt", "demo", *words, f"--data={folder}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
