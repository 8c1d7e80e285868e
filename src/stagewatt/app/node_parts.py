"""What a node is made of, joined but not yet running: racks, store, neighbours, names, screen."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stagewatt import __version__
from stagewatt.app.called import Called
from stagewatt.app.clock import SystemClock
from stagewatt.app.company import Company, alone, together
from stagewatt.app.leds import Lamps
from stagewatt.app.rack_watch import RackWatch
from stagewatt.app.who import Who
from stagewatt.catalogue.table import models_json
from stagewatt.drivers.lines import Lines
from stagewatt.drivers.rack import RackDriver
from stagewatt.durable.identities import IdentityFile
from stagewatt.durable.node_key import node_key, renewed_key, this_hardware
from stagewatt.durable.settings import SettingsFile
from stagewatt.state.store import Store
from stagewatt.web.app import build
from stagewatt.web.node_info import NodeInfo

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from stagewatt.app.config import NodeConfig
    from stagewatt.domain.reading import RackReading
    from stagewatt.domain.setup import RackSetup

Work = Callable[[], Awaitable[None]]

UI_DIR = Path(__file__).parents[1] / "ui"
"""The screen's static files, part of the package."""


@dataclass(frozen=True, slots=True)
class NodeParts:
    """The screen to serve, what must run beside it by name, and what the node says of itself."""

    screen: Starlette
    works: dict[str, Work]
    called: Called
    says: Callable[[], str]


def assembled(config: NodeConfig, cloned: Callable[[], None]) -> NodeParts:
    """Join the parts of a node. Raises NotSaved or BadDocument for a data folder it cannot use.

    `cloned` is called when another node has the same key, and this one has taken a new one: it is
    to begin again under that.
    """
    clock = SystemClock()
    who = Who(node_key(config.data_dir, this_hardware()).node, secrets.token_hex(4))
    store = Store(clock, boot_id=who.boot_id)
    called = Called(config, who.node, store, clock)

    def renew() -> None:
        renewed_key(config.data_dir, this_hardware())
        cloned()

    company = (
        together(config, who, store, clock, called, renew)
        if config.mesh.enabled
        else alone(config, who, store, clock, called)
    )
    watches = _watches(config, who, company, clock)
    lamps = Lamps(run=config.leds.run, data=config.leds.data)
    screen = build(
        store,
        node=_info(config, who),
        clock=clock,
        models_json=models_json(),
        allowed_hosts=config.allowed_hosts,
        ui_dir=UI_DIR,
        neighbours=company.neighbours,
        called=called.names,
    )
    works: dict[str, Work] = {}
    lines = Lines(clock)
    for setup, watch in zip(config.racks, watches, strict=True):
        works |= _works(setup, watch, lines, clock, lamps)
    works |= company.works
    works |= {"addresses": called.keep, "names": called.announce, "lamps": lamps.shine}
    return NodeParts(screen, works, called, lambda: _says(store))


def _info(config: NodeConfig, who: Who) -> NodeInfo:
    return NodeInfo(
        who.node,
        config.name,
        __version__,
        who.boot_id,
        config.unmonitored,
        site=config.mesh.site,
        locked=config.mesh.key is not None,
    )


def _watches(
    config: NodeConfig, who: Who, company: Company, clock: SystemClock
) -> tuple[RackWatch, ...]:
    files = SettingsFile(config.data_dir)
    identities = IdentityFile(config.data_dir)
    claims: dict[str, str] = {}
    return tuple(
        RackWatch(
            setup,
            files=files,
            identities=identities,
            outlet=company.outlet,
            clock=clock,
            who=who,
            claims=claims,
        )
        for setup in config.racks
    )


def _works(
    setup: RackSetup, watch: RackWatch, lines: Lines, clock: SystemClock, lamps: Lamps
) -> dict[str, Work]:
    """Return what one rack needs running, by name."""

    def heard(reading: RackReading) -> None:
        lamps.moved()
        watch.heard(reading)

    driver = RackDriver(
        setup, clock=clock, on_reading=heard, on_identity=watch.identified, lines=lines
    )
    rack = watch.rack
    return {
        f"{rack} driver": driver.run,
        f"{rack} timer": watch.tick,
        f"{rack} memory": watch.save,
    }


def _says(store: Store) -> str:
    """Return in one line how it goes, for the service manager."""
    own = [held.view for held in store.racks() if held.via is None]
    others = len(store.racks()) - len(own)
    answer = sum(view.online for view in own)
    return f"{answer} of {len(own)} racks answer; {others} racks of other nodes"
