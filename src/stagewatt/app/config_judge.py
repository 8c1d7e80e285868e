"""Collects what is wrong with a configuration, and what is only worth a note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.path import Path
from stagewatt.catalogue.document.prune import touches
from stagewatt.domain.setup import DeviceSetup


@dataclass(slots=True)
class Judge:
    """`shape` is what is wrong with single keys already; `devices` are those with an address."""

    shape: tuple[Wrong, ...]
    wrongs: list[Wrong] = field(default_factory=list)
    notes: list[Wrong] = field(default_factory=list)
    devices: list[tuple[Path, DeviceSetup]] = field(default_factory=list)

    def wrong(self, path: Path, problem: str, cure: str) -> None:
        """Keep something that cannot be, unless it only follows from a key that is wrong."""
        if not touches(path, self.shape):
            self.wrongs.append(Wrong(path, problem, cure))

    def all_wrong(self, wrongs: Iterable[Wrong], at: Path) -> bool:
        """Keep several, their paths put behind `at`; return whether there were any."""
        found = tuple(wrongs)
        for each in found:
            self.wrong((*at, *each.path), each.problem, each.cure)
        return bool(found)

    def note(self, path: Path, problem: str, cure: str) -> None:
        """Keep something that works and may still surprise."""
        if not touches(path, self.shape):
            self.notes.append(Wrong(path, problem, cure))

    def device(self, path: Path, setup: DeviceSetup) -> None:
        """Keep a device for the checks across devices, unless a key of it is wrong."""
        if not touches(path, self.shape):
            self.devices.append((path, setup))
