"""What a demo consists of: simulated racks, the nodes that watch them, and where each listens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stagewatt.app.config_hosts import is_loopback
from stagewatt.domain.rack import RackModel

TWIN_HOST = "127.0.0.1"
"""Hands reach the racks from this machine only."""
LOOPBACK = "lo"
"""The interface on which the nodes of a demo find each other: they never leave this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One simulated rack: where it listens, and where a node of its own has its screen and data."""

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
        """The rack's serial number: the same at every start, so that its names are found again.

        It ends in the rack's number, as the name printed on it does: no two look alike.
        """
        return f"DE{sum(self.model.id.encode()):04X}{self.number + 1:06d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One `stagewatt` process: what people call it, and its words."""

    name: str
    argv: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One node: whose screen and data folder it has, which racks it reads, which it only lists."""

    at: Place
    reads: tuple[Place, ...]
    lists: tuple[Place, ...] = ()


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


def watches(places: Sequence[Place], *, one_node: bool = False) -> list[Watch]:
    """Return the nodes: one for each rack with a network, or one for all of them.

    The first one also lists the racks that no node can read.
    """
    read = tuple(place for place in places if place.model.network)
    silent = tuple(place for place in places if not place.model.network)
    if one_node or not read:
        return [Watch(at=places[0], reads=read, lists=silent)]
    return [
        Watch(at=place, reads=(place,), lists=silent if place is read[0] else ()) for place in read
    ]


def introduced(places: Sequence[Place], nodes: int) -> str:
    """Return how many racks there are, and how many nodes watch how many of them."""
    count = len(places)
    racks = "1 simulated rack" if count == 1 else f"{count} simulated racks"
    with_network = sum(place.model.network for place in places)
    if not with_network:
        return f"{racks}, not monitored: no network; 1 node lists {'it' if count == 1 else 'them'}"
    watched = "1 node" if nodes == 1 else f"{nodes} nodes"
    if with_network < count:
        return f"{racks}, {with_network} of them watched by {watched}; the rest has no network"
    return f"{racks}, watched by {watched}{', one each' if nodes > 1 else ''}"


def config(watch: Watch, mesh_site: str) -> str:
    """Return the configuration of a node; `mesh_site` keeps this demo apart from any other."""
    at = watch.at
    lines = [
        'schema = "node-config/1"',
        "[node]",
        f'name = "demo-{at.number}"',
        f"data_dir = {json.dumps(at.data.as_posix())}",
        f'listen = "{at.host}:{at.screen}"',
        f"allowed_hosts = {json.dumps(at.allowed_hosts)}",
        "[mesh]",
        f'site = "{mesh_site}"',
        f'interfaces = ["{LOOPBACK}"]',
        *_names(at.host),
    ]
    for place in watch.reads:
        lines += [
            "[[racks]]",
            f'model = "{place.model.id}"',
            f'meter = {{ host = "{TWIN_HOST}", port = {place.modbus}, unit = 1 }}',
            f'boards = [{{ host = "{TWIN_HOST}", port = {place.modbus}, unit = 2 }}]',
        ]
    for place in watch.lists:
        lines += ["[[unmonitored]]", f'model = "{place.model.id}"', f'id = "rack-{place.number}"']
    return "\n".join((*lines, ""))


def _names(host: str) -> list[str]:
    """Return what a demo tells the network: its names by mDNS, and only where it is opened to it.

    The ports of the other two belong to the whole machine, which is no rack.
    """
    mdns = "false" if is_loopback(host) else "true"
    return ["[names]", f"mdns = {mdns}", "netbios = false", "llmnr = false"]
