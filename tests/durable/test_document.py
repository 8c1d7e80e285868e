from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stagewatt.domain.errors import NotSaved
from stagewatt.durable import document


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings"


def loaded(path: Path) -> document.Loaded:
    found = document.load(path)
    assert found is not None
    return found


def newest_file(path: Path) -> Path:
    first, second = document.slots(path)
    if not second.exists():
        return first
    generation = loaded(path).generation
    return next(
        slot for slot in (first, second) if f"generation={generation} " in slot.read_text("latin-1")
    )


def test_there_is_nothing_before_the_first_save(path: Path) -> None:
    assert document.load(path) is None


def test_the_newest_generation_is_loaded(path: Path) -> None:
    for number in range(1, 6):
        assert document.save(path, f"document {number}".encode()) == number
        assert loaded(path) == document.Loaded(f"document {number}".encode(), number)


def test_the_previous_generation_stays_beside_it(path: Path) -> None:
    for number in range(1, 6):
        document.save(path, f"document {number}".encode())
    newest_file(path).unlink()
    assert loaded(path) == document.Loaded(b"document 4", 4)
    assert document.save(path, b"again") == 5


@given(content=st.binary(max_size=2000))
@settings(max_examples=50)
def test_every_content_comes_back(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "document"
    document.save(path, content)
    assert loaded(path).document == content


def test_a_person_can_read_the_file(path: Path) -> None:
    document.save(path, b'{"name": "Dimmer"}')
    first, rest = newest_file(path).read_bytes().split(b"\n", 1)
    assert first.startswith(b"stagewatt-durable/1 generation=1 bytes=18 crc32=")
    assert rest == b'{"name": "Dimmer"}'


DAMAGE = {
    "truncated": lambda content: content[:-3],
    "empty": lambda _: b"",
    "longer": lambda content: content + b"x",
    "one bit": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    "other generation": lambda content: content.replace(b"generation=2", b"generation=9"),
    "header cut": lambda content: content[:20],
    "zeros": lambda content: bytes(len(content)),
    "huge": lambda content: content + bytes(document.LIMIT_BYTES),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_newest_falls_back_and_says_so(path: Path, damage: Any) -> None:
    document.save(path, b"old")
    document.save(path, b"new")
    newest = newest_file(path)
    newest.write_bytes(damage(newest.read_bytes()))
    found = loaded(path)
    assert (found.document, found.generation) == (b"old", 1)
    assert len(found.notices) == 1
    assert str(newest) in found.notices[0]
    # The next save takes the damaged place and leaves the good one alone.
    assert document.save(path, b"newer") == 2
    assert loaded(path) == document.Loaded(b"newer", 2)


@pytest.mark.unmeasured
@given(place=st.integers(0, 200), bit=st.integers(0, 7))
@settings(max_examples=100)
def test_no_flipped_bit_is_believed(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    path = tmp_path_factory.mktemp("flip") / "document"
    document.save(path, b"old")
    document.save(path, b"new " * 20)
    newest = newest_file(path)
    content = bytearray(newest.read_bytes())
    content[place % len(content)] ^= 1 << bit
    newest.write_bytes(content)
    assert loaded(path).document == b"old"


def test_when_both_are_damaged_nothing_is_invented(path: Path) -> None:
    document.save(path, b"old")
    document.save(path, b"new")
    for slot in document.slots(path):
        slot.write_bytes(b"garbage")
    found = loaded(path)
    assert (found.document, found.generation, len(found.notices)) == (b"", 0, 2)


def test_an_unreadable_file_is_told(path: Path) -> None:
    document.save(path, b"old")
    document.slots(path)[1].mkdir()
    found = loaded(path)
    assert found.document == b"old"
    assert "cannot be read" in found.notices[0]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES])
@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace", "folder"])
def test_a_refusing_disk_leaves_what_was_saved(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    document.save(path, b"older")
    document.save(path, b"old")
    before = loaded(path)

    def refuse(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        if call == "replace":
            patch.setattr(Path, "replace", refuse)
        elif call == "folder":
            patch.setattr(document, "_sync_folder", refuse)
        else:
            patch.setattr(os, call, refuse)
        with pytest.raises(NotSaved) as refused:
            document.save(path, b"new")
    assert refused.value.code == "not_saved"
    assert os.strerror(number) in refused.value.message
    assert loaded(path) == before
    assert not list(path.parent.glob("*.new"))
    assert document.save(path, b"new") == 3


def test_a_disk_that_takes_a_few_bytes_at_a_time_gets_them_all(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, bytes(data[:7])))
    document.save(path, b"a document longer than seven bytes")
    assert loaded(path).document == b"a document longer than seven bytes"


def test_a_missing_folder_is_not_saved(tmp_path: Path) -> None:
    with pytest.raises(NotSaved):
        document.save(tmp_path / "missing" / "document", b"x")


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 64 KiB; needs the right to mount."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("left out: mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_real_full_disk_keeps_the_old_and_heals(tiny_disk: Path) -> None:
    path = tiny_disk / "settings"
    document.save(path, b"old")
    filler = tiny_disk / "filler"
    filler.write_bytes(bytes(56 << 10))
    with pytest.raises(NotSaved, match="No space left"):
        document.save(path, bytes(32 << 10))
    assert loaded(path) == document.Loaded(b"old", 1)
    filler.unlink()
    assert document.save(path, bytes(8 << 10)) == 2


def test_everything_is_synced_before_it_counts(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order that a power cut needs: content synced, renamed, folder synced."""
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        steps.append(f"sync {Path(f'/proc/self/fd/{descriptor}').readlink().name}")
        fsync(descriptor)

    def replaced(self: Path, target: Path) -> Path:
        steps.append(f"rename {self.name}")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    document.save(path, b"x")
    fresh = f"{document.slots(path)[0].name}.new"
    assert steps == [f"sync {fresh}", f"rename {fresh}", f"sync {path.parent.name}"]
