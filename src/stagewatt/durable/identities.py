"""Which rack answered at which address last, so that it is known again while it is silent."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import msgspec

from stagewatt.domain.errors import NotSaved
from stagewatt.durable import document

log = logging.getLogger(__name__)

SCHEMA = "node-identity/1"


class KnownRack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rack that answered at an address: its id and its printed name."""

    rack: str
    printed_name: str


class _Identity(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`node-identity/1`."""

    schema: str
    racks: dict[str, KnownRack]
    node: str = ""
    """No longer used: the node's id comes from its key."""


class IdentityFile:
    """The racks a node has met, by the address of their first board.

    Methods that save block on the disk: call them in a thread.
    """

    def __init__(self, data_dir: Path) -> None:
        """Read what is kept."""
        self._path = data_dir / "identity"
        # All racks of the node keep themselves in this one document, each from a thread.
        self._one_at_a_time = threading.Lock()
        self._kept = self._load() or _Identity(schema=SCHEMA, racks={})

    def rack_at(self, address: str) -> KnownRack | None:
        """Return the rack that last answered at an address."""
        return self._kept.racks.get(address)

    def met(self, address: str, rack: KnownRack) -> None:
        """Keep which rack answers at an address. Raises NotSaved."""
        with self._one_at_a_time:
            if self._kept.racks.get(address) != rack:
                racks = {**self._kept.racks, address: rack}
                self._save(msgspec.structs.replace(self._kept, racks=racks))

    def _save(self, kept: _Identity) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotSaved(f"not saved: {error.strerror}") from error
        document.save(self._path, msgspec.json.format(msgspec.json.encode(kept), indent=1))
        self._kept = kept

    def _load(self) -> _Identity | None:
        loaded = document.load(self._path)
        if loaded is None:
            return None
        for notice in loaded.notices:
            log.warning("%s", notice)
        try:
            kept = msgspec.json.decode(loaded.document, type=_Identity)
        except msgspec.DecodeError as error:
            log.warning("%s: %s; the racks are met anew", self._path, error)
            return None
        return kept if kept.schema == SCHEMA else None
