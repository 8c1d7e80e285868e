"""A wall clock that a test moves, for programs that are started with it."""

from __future__ import annotations

import mmap
import shutil
import struct
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

START = datetime(2030, 1, 1, tzinfo=UTC)
"""Where such a clock begins: after this release, whatever this machine's own clock says."""


class WallClock:
    """Shown to each program that is started with the words of `before`."""

    def __init__(self, folder: Path) -> None:
        """Build it; the test is left out where there is no compiler."""
        compiler = shutil.which("cc")
        if compiler is None:
            pytest.skip("left out: no cc (Debian's package gcc)")
        library, self._file = folder / "wall_clock.so", folder / "wall_clock"
        source = Path(__file__).with_name("wall_clock.c")
        build = [compiler, "-shared", "-fPIC", "-nostdlib", "-o", str(library), str(source)]
        subprocess.run(build, check=True)
        self._file.write_bytes(bytes(8))
        self._offset_s = int(START.timestamp() - time.time())
        self.jump(0)
        self.before = ("env", f"LD_PRELOAD={library}", f"WALL_CLOCK={self._file}")

    def jump(self, days: int) -> None:
        """Put it so many days from where it would be had it never jumped."""
        with (
            self._file.open("r+b") as file,
            mmap.mmap(file.fileno(), 8) as shown,
        ):
            shown[:8] = struct.pack("@q", self._offset_s + days * 86_400)

    def now(self, days: int) -> datetime:
        """Return what it shows when it was put so many days away."""
        return datetime.fromtimestamp(time.time() + self._offset_s + days * 86_400, UTC)
