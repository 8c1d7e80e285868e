"""One document on disk in two generations: a power cut at any instant leaves old or new."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from stagewatt.domain.errors import NotSaved

log = logging.getLogger(__name__)

LIMIT_BYTES = 8 << 20
"""A slot larger than this is not ours and is not read into memory."""

_HEADER = re.compile(
    rb"stagewatt-durable/1 generation=(\d{1,18}) bytes=(\d{1,8}) crc32=([0-9a-f]{8})\n"
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The newest valid generation, and what was wrong with the others, for people."""

    document: bytes
    generation: int
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Slot:
    """One of the two files: what is valid in it, or why nothing is."""

    path: Path
    found: Loaded | None
    problem: str | None = None

    @property
    def generation(self) -> int:
        return 0 if self.found is None else self.found.generation


def slots(path: Path) -> tuple[Path, Path]:
    """Return the two files of a document; each holds a whole generation."""
    return path.with_name(f"{path.name}.a"), path.with_name(f"{path.name}.b")


def load(path: Path) -> Loaded | None:
    """Return the newest valid generation, None when there never was one.

    A damaged file falls back to the other generation and is named in `notices`. When nothing is
    valid but something is there, the answer is generation 0, empty, with its notices.
    """
    both = [_read(slot) for slot in slots(path)]
    notices = tuple(f"{slot.path}: {slot.problem}" for slot in both if slot.problem)
    newest = max(both, key=lambda slot: slot.generation).found
    if newest is None:
        return Loaded(b"", 0, notices) if notices else None
    return Loaded(newest.document, newest.generation, notices)


def save(path: Path, document: bytes) -> int:
    """Write the next generation beside the newest valid one and return its number.

    When it returns, the document survives a power cut. Raises NotSaved when the disk refuses;
    what was saved before is then still what `load` answers.
    """
    both = sorted((_read(slot) for slot in slots(path)), key=lambda slot: slot.generation)
    oldest, newest = both
    generation = newest.generation + 1
    try:
        _replace(oldest.path, _sealed(document, generation))
    except OSError as error:
        raise NotSaved(f"not saved, nothing was changed: {error.strerror or error}") from error
    return generation


def _sealed(document: bytes, generation: int) -> bytes:
    start = f"stagewatt-durable/1 generation={generation} bytes={len(document)}"
    check = zlib.crc32(start.encode() + document)
    return f"{start} crc32={check:08x}\n".encode() + document


def _read(path: Path) -> _Slot:
    try:
        with path.open("rb") as file:
            content = file.read(LIMIT_BYTES + 1)
    except FileNotFoundError:
        return _Slot(path, None)
    except OSError as error:
        return _Slot(path, None, f"cannot be read: {error.strerror or error}")
    header = _HEADER.match(content)
    if header is None:
        return _Slot(path, None, "has no valid first line")
    document = content[header.end() :]
    if len(document) != int(header[2]):
        return _Slot(path, None, f"has {len(document)} bytes instead of {int(header[2])}")
    start = header[0].rsplit(b" ", 1)[0]
    if zlib.crc32(start + document) != int(header[3], 16):
        return _Slot(path, None, "has a wrong check sum")
    return _Slot(path, Loaded(document, int(header[1])))


def remove(path: Path) -> None:
    """Erase a document for good. Raises NotSaved when the disk refuses."""
    try:
        for slot in slots(path):
            slot.unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync_folder(path.parent)
    except OSError as error:
        raise NotSaved(f"not erased: {error.strerror}") from error


def _replace(path: Path, content: bytes) -> None:
    """Put content in the place of a file, or leave everything as it was and raise OSError."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        _write(fresh, content)
        fresh.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
    try:
        _sync_folder(path.parent)
    except OSError:
        # Whether the new name would survive is unknown: take it away, so that what is told
        # ("not saved") and what is found at the next start are the same.
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
