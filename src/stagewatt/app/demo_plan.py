"""What a demo consists of: simulated racks, the nodes that watch them, and where each listens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stagewatt.domain.rack import RackModel

TWIN_HOST = "127.0.0.1"
"""Hands reach the racks from this machine only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One simulated rack, and where the node that watches it listens and keeps its data."""

    number: int
    model: RackModel
    host: str
    screen: int
    modbus: int
    panel: int
    data: Path
    allowed_hosts: tuple[str, ...] = ()

    @property
    def serial(self) -> str:
        """The rack's serial number: the same at every start, so that its names are found again."""
        return f"DE{self.number:02X}{sum(self.model.id.encode()):08X}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One `stagewatt` process: what people call it, and its words."""

    name: str
    argv: tuple[str, ...]


def twins(places: Sequence[Place], show: str) -> list[Process]:
    """Return a process for each rack: they stand apart, each on a supply of its own."""
    return [
        Process(
            name=f"rack {place.number}",
            argv=(
                "twin",
                place.model.id,
                f"--listen={TWIN_HOST}:{place.modbus}",
                f"--panel={TWIN_HOST}:{place.panel}",
                f"--serial={place.serial}",
                f"--show={show}",
                f"--seed={place.number + 1}",
            ),
        )
        for place in places
    ]


def site(places: Sequence[Place], scenario: str) -> list[Process]:
    """Return the one process of racks that hang on one supply."""
    first = places[0]
    listen, panel = (f"{TWIN_HOST}:{port}" for port in (first.modbus, first.panel))
    words = ("twin", f"--scenario={scenario}", f"--listen={listen}", f"--panel={panel}")
    return [Process(name="racks", argv=words)]


def watched(places: Sequence[Place]) -> list[Place]:
    """Return the places that need a node: racks with a network, or the first for the list."""
    return [place for place in places if place.model.network] or [places[0]]


def introduced(places: Sequence[Place]) -> str:
    """Return how many racks there are, and how many nodes watch how many of them."""
    count = len(places)
    racks = "1 simulated rack" if count == 1 else f"{count} simulated racks"
    with_network = sum(place.model.network for place in places)
    if not with_network:
        return f"{racks}, not monitored: no network; 1 node lists {'it' if count == 1 else 'them'}"
    nodes = "1 node" if with_network == 1 else f"{with_network} nodes"
    if with_network < count:
        return f"{racks}, {with_network} of them watched by {nodes}; the rest has no network"
    return f"{racks}, watched by {nodes}{'' if count == 1 else ', one each'}"


def config(place: Place, places: Sequence[Place]) -> str:
    """Return the configuration of the node at a place.

    The first node also lists the racks that no node can read.
    """
    lines = [
        'schema = "node-config/1"',
        "[node]",
        f'name = "demo-{place.number}"',
        f"data_dir = {json.dumps(place.data.as_posix())}",
        f'listen = "{place.host}:{place.screen}"',
        f"allowed_hosts = {json.dumps(place.allowed_hosts)}",
    ]
    if place.model.network:
        lines += [
            "[[racks]]",
            f'model = "{place.model.id}"',
            f'meter = {{ host = "{TWIN_HOST}", port = {place.modbus}, unit = 1 }}',
            f'boards = [{{ host = "{TWIN_HOST}", port = {place.modbus}, unit = 2 }}]',
        ]
    if place is watched(places)[0]:
        for each in places:
            if not each.model.network:
                number = each.number
                lines += ["[[unmonitored]]", f'model = "{each.model.id}"', f'id = "rack-{number}"']
    return "\n".join((*lines, ""))
