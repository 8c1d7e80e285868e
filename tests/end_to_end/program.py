"""One `stagewatt` process of a test, and what it wrote, told where a test fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TAIL_BYTES = 4000


def unmeasured() -> dict[str, str]:
    """Return the environment of a process that does not run under coverage."""
    return {key: word for key, word in os.environ.items() if not key.startswith("COVERAGE_")}


@dataclass(eq=False)
class Program:
    """One `stagewatt` process.

    Only what is `measured` runs under coverage: it costs a start twice the time, and what these
    processes run through is covered by those that are, and by the tests of the parts.
    """

    argv: list[str]
    measured: bool = False
    before: tuple[str, ...] = ()
    """Words before the command's own: what puts it elsewhere, and becomes it."""
    process: subprocess.Popen[str] | None = None
    first_line: str = ""
    log: int | None = None

    def start(self) -> None:
        """Start it and wait for its ready line."""
        _started.append(self)
        if self.log is None:
            self.log = _without_a_name()
        self.process = subprocess.Popen(
            [*self.before, sys.executable, "-m", "stagewatt", *self.argv],
            stdout=subprocess.PIPE,
            stderr=self.log,
            env=None if self.measured else unmeasured(),
            text=True,
        )
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline()
        assert self.first_line, f"{self.argv} ended with {self.process.wait()}"

    def send(self, signum: signal.Signals) -> None:
        """Send a signal to this very process."""
        assert self.process is not None
        self.process.send_signal(signum)

    def freeze(self) -> None:
        """Stop its time: sockets stay open, nothing answers."""
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.send(signal.SIGCONT)

    def revive(self) -> None:
        """Let it go on, or start it again if it has ended."""
        if self.runs:
            self.thaw()
        else:
            self.start()

    def stop(self) -> None:
        """End it the polite way, and at last the hard way."""
        if self.process is None or not self.runs:
            return
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        finally:
            if self.process.stdout is not None:
                self.process.stdout.close()

    def kill(self) -> None:
        """End it as a pulled plug does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()

    @property
    def runs(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def tail(self) -> str:
        """Return the last of what it wrote; read beside its own place in the file."""
        if self.log is None:
            return ""
        size = os.fstat(self.log).st_size
        return os.pread(self.log, TAIL_BYTES, max(0, size - TAIL_BYTES)).decode(errors="replace")

    def forget(self) -> None:
        """Let go of what it wrote."""
        if self.log is not None:
            os.close(self.log)
            self.log = None


def _without_a_name() -> int:
    """Return a file to write behind each other into, gone with the last who holds it."""
    number, path = tempfile.mkstemp()
    os.close(number)
    log = os.open(path, os.O_RDWR | os.O_APPEND)
    Path(path).unlink()
    return log


_started: list[Program] = []
"""Those that ran at any time during this test."""


def forget_ended() -> None:
    """A new test begins: what ended before it says nothing about it."""
    programs = set(_started)
    for program in programs:
        if not program.runs:
            program.forget()
    _started[:] = [program for program in programs if program.runs]


def tails() -> Iterator[tuple[str, str]]:
    """Yield the title and the end of the log of each program that ran during this test."""
    for program in dict.fromkeys(_started):
        end = None if program.process is None else program.process.poll()
        how = "running" if end is None else f"ended with {end}"
        yield f"stagewatt {' '.join(program.argv)} ({how})", program.tail()
