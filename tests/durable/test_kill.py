"""kill -9 at any instant of a save leaves old or new, never half."""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from stagewatt.domain.settings import RackSettings, WaySettings
from stagewatt.durable import document
from stagewatt.durable.settings import SettingsFile

KILLS = 240


def settings_of(revision: int) -> RackSettings:
    """Settings that tell their revision in every part, and differ in length."""
    ways = {
        f"A{way}": WaySettings(name=f"{revision}" * (1 + revision % 5), min_a=float(revision))
        for way in range(1, 1 + revision % 60)
    }
    return RackSettings(revision=revision, name=f"rack {revision}", ways=ways)


def child(run: Callable[[], None]) -> int:
    """Run something in a process of its own until it ends or is killed; return its id."""
    pid = os.fork()
    if pid == 0:  # pragma: no cover - never returns to the test
        try:
            run()
        finally:
            os._exit(0)
    return pid


def test_kill_at_random_instants(tmp_path: Path) -> None:
    dice = random.Random(2)
    kept = 0
    for _ in range(KILLS):
        reading, writing = os.pipe()

        def save_for_ever(start: int = kept, told: int = writing) -> None:
            files = SettingsFile(tmp_path)
            for revision in range(start + 1, start + 1_000_000):
                files.save("r1", settings_of(revision))
                os.write(told, revision.to_bytes(4, "little"))

        pid = child(save_for_ever)
        os.close(writing)
        # From its first save on the child does nothing else: any instant is one of a save.
        select.select([reading], [], [], 10)
        time.sleep(dice.random() * 0.004)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        acknowledged = b""
        while part := os.read(reading, 65536):
            acknowledged += part
        os.close(reading)
        last = int.from_bytes(acknowledged[-4:], "little")
        files = SettingsFile(tmp_path)
        found = files.load("r1")
        assert found.revision in (last, last + 1), "what was answered as saved is there"
        assert found == settings_of(found.revision), "whole"
        assert files.notices == []
        kept = found.revision
    assert kept >= KILLS


def test_kill_at_every_line_of_a_save(tmp_path: Path) -> None:
    path = tmp_path / "document"
    document.save(path, b"generation 1")
    document.save(path, b"generation 2")
    outcomes = []
    for line in range(1, 1000):
        before = document.load(path)
        assert before is not None
        new = f"generation {before.generation + 1}".encode()
        pid = child(lambda at=line, content=new: die_at_line(at, path, content))  # type: ignore[misc]
        _, status = os.waitpid(pid, 0)
        after = document.load(path)
        assert after is not None
        assert after.document in (before.document, new)
        assert after.document == f"generation {after.generation}".encode()
        assert after.notices == ()
        outcomes.append(after.document == new)
        if not os.WIFSIGNALED(status):
            break
    assert outcomes[-1], "the last run was not killed and saved"
    assert len(outcomes) > 40, "there were lines to die at"
    assert outcomes == sorted(outcomes), "old up to one line, new from there on"
    assert outcomes.count(True) > 1


def die_at_line(at: int, path: Path, content: bytes) -> None:  # pragma: no cover - dies
    left = at

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if frame.f_code.co_filename != document.__file__:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    document.save(path, content)
    sys.settrace(None)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_kill_in_the_middle_of_a_write(tmp_path: Path, share: float) -> None:
    path = tmp_path / "document"
    document.save(path, b"old")
    write = os.write

    def half(descriptor: int, data: Any) -> int:  # pragma: no cover - dies
        write(descriptor, bytes(data[: int(len(data) * share)]))
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def die() -> None:  # pragma: no cover - dies
        os.write = half
        document.save(path, b"new" * 100)

    os.waitpid(child(die), 0)
    assert document.load(path) == document.Loaded(b"old", 1)
    assert document.save(path, b"newer") == 2
