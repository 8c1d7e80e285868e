"""Who has a port, as Linux tells it below /proc; another user's programs stay unnamed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from stagewatt.app.doctor_facts import Holder

_LISTENS = "0A"
_BOUND = "07"
"""The states of a TCP socket that listens and of a UDP socket, in /proc/net."""


def inodes(table: str, kind: str, port: int) -> frozenset[str]:
    """Return the inodes of the sockets at a port, from the text of /proc/net/tcp or udp."""
    state = _LISTENS if kind == "tcp" else _BOUND
    found = set()
    for line in table.splitlines()[1:]:
        fields = line.split()
        if len(fields) > 9 and fields[3] == state:
            _, _, number = fields[1].rpartition(":")
            with contextlib.suppress(ValueError):
                if int(number, 16) == port:
                    found.add(fields[9])
    return frozenset(found)


def holder(kind: str, port: int, proc: Path = Path("/proc")) -> Holder:
    """Return who has a port now; a holder without a name where nobody has it or we may not look."""
    wanted = frozenset[str]()
    for family in ("", "6"):
        with contextlib.suppress(OSError):
            wanted |= inodes((proc / "net" / f"{kind}{family}").read_text("ascii"), kind, port)
    sockets = {f"socket:[{inode}]" for inode in wanted}
    for process in _processes(proc) if sockets else ():
        if not sockets.isdisjoint(_open_files(process)):
            return _who(process)
    return Holder()


def _processes(proc: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from sorted(each for each in proc.iterdir() if each.name.isdigit())


def _open_files(process: Path) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for each in (process / "fd").iterdir():
            with contextlib.suppress(OSError):
                yield str(each.readlink())


def _who(process: Path) -> Holder:
    program, words = "a program", list[str]()
    with contextlib.suppress(OSError):
        program = (process / "comm").read_text("utf-8", "replace").strip()
        line = (process / "cmdline").read_bytes().decode("utf-8", "replace")
        words = [Path(word).name for word in line.split("\0")]
    ours = "stagewatt" in words and not {"node", "demo"}.isdisjoint(words)
    return Holder("a node of stagewatt" if ours else program, int(process.name), ours)
