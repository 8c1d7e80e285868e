"""Per rack: the settings people entered and the alarm memory, as versioned JSON documents."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import msgspec

from stagewatt.domain.errors import BadDocument, Finding, NotSaved
from stagewatt.domain.settings import RackSettings
from stagewatt.durable import document
from stagewatt.durable.plain_settings import PlainSettings, from_plain, to_plain

log = logging.getLogger(__name__)

SETTINGS_SCHEMA = "rack-settings/1"
MEMORY_SCHEMA = "rack-memory/1"

_RACK_ID = re.compile(r"[a-z0-9-]{1,32}")


class _Settings(PlainSettings, forbid_unknown_fields=True, kw_only=True):
    """`rack-settings/1`."""

    schema: str


class _Memory(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """`rack-memory/1`: what the monitor's `state_to_plain` gave."""

    schema: str
    memory: dict[str, Any]


class SettingsFile:
    """The documents of all racks of one node, below its data folder.

    Methods block on the disk: call those that save in a thread.
    """

    def __init__(self, data_dir: Path) -> None:
        """Take the node's data folder; it is made when something is saved."""
        self._folder = data_dir / "racks"
        self._closed: set[str] = set()
        self.notices: list[str] = []
        """What was damaged on the disk when it was read, for people."""

    def load(self, rack: str) -> RackSettings:
        """Return a rack's settings, empty ones where nobody ever set any.

        A damaged newest generation falls back to the one before and adds a notice. Raises
        BadDocument for one that is whole but not ours (of a later version); it is then never
        overwritten.
        """
        path = self._path(rack, "settings")
        content = self._content(path)
        if not content:
            return RackSettings()
        try:
            return _settings(content, path)
        except BadDocument:
            self._closed.add(rack)
            raise

    def save(self, rack: str, settings: RackSettings) -> None:
        """Make a rack's settings survive a power cut. Raises NotSaved."""
        if rack in self._closed:
            raise NotSaved("not saved: what is on the disk was written by another version")
        kept = _Settings(schema=SETTINGS_SCHEMA, **msgspec.structs.asdict(to_plain(settings)))
        self._save(self._path(rack, "settings"), kept)

    def load_memory(self, rack: str) -> dict[str, Any]:
        """Return a rack's alarm memory as plain data; empty where none is readable."""
        path = self._path(rack, "memory")
        content = self._content(path)
        if not content:
            return {}
        try:
            kept = msgspec.json.decode(content, type=_Memory)
        except msgspec.DecodeError as error:
            self._tell(f"{path}: {error}; the alarm memory starts anew")
            return {}
        if kept.schema != MEMORY_SCHEMA:
            self._tell(f"{path}: schema {kept.schema} is not known; the alarm memory starts anew")
            return {}
        return kept.memory

    def save_memory(self, rack: str, memory: dict[str, Any]) -> None:
        """Make a rack's alarm memory survive a power cut. Raises NotSaved."""
        self._save(self._path(rack, "memory"), _Memory(schema=MEMORY_SCHEMA, memory=memory))

    def _path(self, rack: str, what: str) -> Path:
        if not _RACK_ID.fullmatch(rack):
            raise ValueError(f"{rack!r} is no rack id")
        return self._folder / f"{rack}.{what}"

    def _content(self, path: Path) -> bytes:
        loaded = document.load(path)
        if loaded is None:
            return b""
        for notice in loaded.notices:
            self._tell(f"{notice}; using generation {loaded.generation}")
        return loaded.document

    def _save(self, path: Path, kept: msgspec.Struct) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotSaved(f"not saved, nothing was changed: {error.strerror}") from error
        document.save(path, msgspec.json.format(msgspec.json.encode(kept), indent=1))

    def _tell(self, notice: str) -> None:
        log.warning("%s", notice)
        self.notices.append(notice)


def _settings(content: bytes, path: Path) -> RackSettings:
    """Return what a whole document says. Raises BadDocument."""
    cure = "move the file away to start anew, or use the version that wrote it"
    try:
        kept = msgspec.json.decode(content, type=_Settings)
    except msgspec.DecodeError as error:
        raise BadDocument(str(path), (Finding("$", str(error), cure),)) from error
    if kept.schema != SETTINGS_SCHEMA:
        finding = Finding("schema", f"{kept.schema} is not {SETTINGS_SCHEMA}", cure)
        raise BadDocument(str(path), (finding,))
    return from_plain(kept)
