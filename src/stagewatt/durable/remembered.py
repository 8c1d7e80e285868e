"""Racks of other nodes as they were heard last: known again though nobody tells of them."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import msgspec

from stagewatt.domain.errors import NotSaved
from stagewatt.domain.peer import RememberedRack
from stagewatt.durable import document
from stagewatt.durable.plain_settings import PlainSettings, from_plain, to_plain

log = logging.getLogger(__name__)

SCHEMA = "remembered-rack/1"

_RACK_ID = re.compile(r"[a-z0-9-]{1,32}")


class _Remembered(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`remembered-rack/1`."""

    schema: str
    rack: str
    printed_name: str
    model: str
    node: str
    seen_wall_s: float | None
    settings: PlainSettings


class RememberedFile:
    """One document per rack in the node's data folder; methods block on the disk."""

    def __init__(self, data_dir: Path) -> None:
        """Take the node's data folder; it is made when something is saved."""
        self._folder = data_dir / "known"

    def load(self) -> tuple[RememberedRack, ...]:
        """Return all that are readable, by their ids; what is damaged is told and left as it is."""
        if not self._folder.is_dir():
            return ()
        names = sorted(
            {path.stem for path in self._folder.iterdir() if path.suffix in {".a", ".b"}}
        )
        found = (self._one(name) for name in names if _RACK_ID.fullmatch(name))
        return tuple(rack for rack in found if rack is not None)

    def save(self, rack: RememberedRack) -> None:
        """Keep what is known of a rack. Raises NotSaved."""
        kept = _Remembered(
            schema=SCHEMA,
            rack=rack.rack,
            printed_name=rack.printed_name,
            model=rack.model,
            node=rack.node,
            seen_wall_s=rack.seen_wall_s,
            settings=to_plain(rack.settings),
        )
        path = self._path(rack.rack)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotSaved(f"not saved: {error.strerror}") from error
        document.save(path, msgspec.json.format(msgspec.json.encode(kept), indent=1))

    def forget(self, rack: str) -> None:
        """Erase what is known of a rack. Raises NotSaved."""
        document.remove(self._path(rack))

    def _path(self, rack: str) -> Path:
        if not _RACK_ID.fullmatch(rack):
            raise ValueError(f"{rack!r} is no rack id")
        return self._folder / rack

    def _one(self, name: str) -> RememberedRack | None:
        path = self._path(name)
        loaded = document.load(path)
        if loaded is None:
            return None
        for notice in loaded.notices:
            log.warning("%s", notice)
        try:
            kept = msgspec.json.decode(loaded.document, type=_Remembered)
        except msgspec.DecodeError as error:
            log.warning("%s: %s; this rack is not remembered", path, error)
            return None
        if kept.schema != SCHEMA or kept.rack != name:
            log.warning("%s is no %s of this rack; it is not remembered", path, SCHEMA)
            return None
        return RememberedRack(
            rack=kept.rack,
            name=kept.settings.name,
            printed_name=kept.printed_name,
            model=kept.model,
            node=kept.node,
            seen_wall_s=kept.seen_wall_s,
            settings=from_plain(kept.settings),
        )
