"""A stop is told as a stop, also while a thread stands in the engine of the mesh."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import atexit, sys, threading
from stagewatt.app.leaving import leave
gate = threading.Event()
threading.Thread(target=gate.wait, name={name!r}, daemon=True).start()
atexit.register(print, "at exit")
print("said", end=" ")
code = leave(3)
print("unwound", end=" ")
sys.exit(code)
"""


@pytest.mark.parametrize(
    ("name", "said"), [("mesh-close", "said at exit"), ("other", "said unwound at exit")]
)
def test_only_a_thread_of_the_engine_ends_the_process_at_once(name: str, said: str) -> None:
    argv = [sys.executable, "-c", PROGRAM.format(name=name)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout.strip()) == (3, said)
