"""Who this node is: a key made once on this hardware; a copied disk is noticed and gets its own."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from stagewatt.domain.errors import NotSaved

log = logging.getLogger(__name__)

SCHEMA = "node-key/1"

KEY_BYTES = 32
_KEY = re.compile(r"[0-9a-f]{64}")
_LIMIT_BYTES = 16_384
_BOARDS: Final = ("proc/device-tree/serial-number", "sys/class/dmi/id/product_uuid")
# What makers write who never numbered their boards.
_NO_NUMBER = re.compile(
    r"[0fF .-]*|none|default string|not (specified|applicable)|to be filled.*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Hardware:
    """What tells one machine from another, hashed: its board's numbers and its network cards."""

    boards: frozenset[str] = frozenset()
    cards: frozenset[str] = frozenset()

    def is_other_than(self, made_on: Hardware) -> bool:
        """Tell whether a disk that was made on another hardware is now on this one.

        The boards' numbers decide where both have one of a kind; else all network cards must be
        others. Where nothing can be compared nothing is claimed.
        """
        kinds = {_kind(each) for each in self.boards} & {_kind(each) for each in made_on.boards}
        if kinds:
            return {each for each in self.boards if _kind(each) in kinds} != {
                each for each in made_on.boards if _kind(each) in kinds
            }
        return bool(self.cards and made_on.cards and not self.cards & made_on.cards)


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`node-key/1`."""

    schema: str
    key: str
    boards: tuple[str, ...]
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NodeKey:
    """The node's key; `node` is its hash. `notice` says why a new one was made, for people."""

    key: bytes
    notice: str | None = None

    @property
    def node(self) -> str:
        """The node's id: 16 hex digits."""
        return hashlib.blake2b(self.key, digest_size=8, person=b"stagewatt-node").hexdigest()

    def __repr__(self) -> str:
        """Return the id only: a key stays out of logs."""
        return f"NodeKey({self.node})"


def node_key(data_dir: Path, hardware: Hardware) -> NodeKey:
    """Return the key kept in a data folder, or make one and keep it. Raises NotSaved.

    Blocks on the disk. A key that was made on other hardware is not used (two nodes would be one),
    a damaged one cannot be; both are replaced, with a notice.
    """
    path = data_dir / "node.key"
    kept, notice = _read(path)
    if kept is None:
        return _made(path, hardware, notice)
    made_on = Hardware(frozenset(kept.boards), frozenset(kept.cards))
    if hardware.is_other_than(made_on):
        notice = (
            f"{path} was made on other hardware: this disk is a copy, or has moved. "
            "The node takes a new identity; racks, names and limits are kept"
        )
        return _made(path, hardware, notice)
    _learn(path, kept, hardware)
    return NodeKey(bytes.fromhex(kept.key))


def renewed_key(data_dir: Path, hardware: Hardware) -> NodeKey:
    """Make and keep a new key in place of one that another node has, too. Raises NotSaved."""
    path = data_dir / "node.key"
    return _made(path, hardware, f"{path} is also another node's: this node takes a new identity")


def this_hardware(root: Path = Path("/")) -> Hardware:
    """Return what can be read of this machine; `root` is where its files are."""
    boards = {
        f"{place}:{_hash(number)}"
        for place in _BOARDS
        if (number := _text(root / place)) and not _NO_NUMBER.fullmatch(number)
    }
    cards = {
        _hash(address)
        for card in (root / "sys/class/net").glob("*")
        # What has no device is made by software, and what was assigned may be another each time.
        if (card / "device").exists()
        and _text(card / "addr_assign_type") in ("", "0")
        and (address := _text(card / "address"))
    }
    return Hardware(frozenset(boards), frozenset(cards))


def _kind(board: str) -> str:
    return board.partition(":")[0]


def _hash(text: str) -> str:
    """Return a fingerprint, so that no serial number lies about in a file."""
    return hashlib.blake2b(text.encode(), digest_size=8, person=b"stagewatt-board").hexdigest()


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(256).decode("ascii", "replace").strip("\0 \n").lower()
    except OSError:
        return ""


def _read(path: Path) -> tuple[_Kept | None, str | None]:
    """Return what is kept, or why it cannot be used."""
    try:
        with path.open("rb") as file:
            content = file.read(_LIMIT_BYTES)
    except FileNotFoundError:
        return None, None
    except OSError as error:
        raise NotSaved(f"{path} cannot be read: {error.strerror}") from error
    try:
        kept = msgspec.json.decode(content, type=_Kept)
    except msgspec.DecodeError as error:
        return None, f"{path} is damaged ({error}); the node takes a new identity"
    if kept.schema != SCHEMA or not _KEY.fullmatch(kept.key):
        return None, f"{path} is none of this version; the node takes a new identity"
    return kept, None


def _made(path: Path, hardware: Hardware, notice: str | None) -> NodeKey:
    if notice is not None:
        log.warning("%s", notice)
    key = secrets.token_bytes(KEY_BYTES)
    _save(path, key.hex(), hardware)
    return NodeKey(key, notice)


def _learn(path: Path, kept: _Kept, hardware: Hardware) -> None:
    """Keep what this hardware shows now: a card may have been changed, and later the next one."""
    now = Hardware(
        hardware.boards or frozenset(kept.boards), hardware.cards or frozenset(kept.cards)
    )
    if (set(now.boards), set(now.cards)) == (set(kept.boards), set(kept.cards)):
        return
    try:
        _save(path, kept.key, now)
    except NotSaved as error:
        log.warning("%s: %s", path, error)


def _save(path: Path, key: str, hardware: Hardware) -> None:
    kept = _Kept(
        schema=SCHEMA,
        key=key,
        boards=tuple(sorted(hardware.boards)),
        cards=tuple(sorted(hardware.cards)),
    )
    fresh = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(fresh, msgspec.json.encode(kept))
        fresh.replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise NotSaved(f"{path} cannot be written: {error.strerror}") from error


def _write(path: Path, content: bytes) -> None:
    """Write a file that only this user may read, and nobody could before it was empty."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
