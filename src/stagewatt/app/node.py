"""`stagewatt node`: reads racks, judges them, serves the screen; it can switch nothing."""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import secrets
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop

from stagewatt import __version__
from stagewatt.app.clock import SystemClock
from stagewatt.app.config import at_line, load
from stagewatt.app.rack_watch import RackWatch
from stagewatt.catalogue.table import models_json
from stagewatt.domain.errors import BadDocument, NotSaved
from stagewatt.drivers.lines import Lines
from stagewatt.drivers.rack import RackDriver
from stagewatt.drivers.supervise import keep_alive
from stagewatt.durable.identities import IdentityFile
from stagewatt.durable.lock import hold
from stagewatt.durable.settings import SettingsFile
from stagewatt.http.serve import Server, server
from stagewatt.state.store import Store
from stagewatt.web.app import build
from stagewatt.web.node_info import NodeInfo

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from stagewatt.app.config import NodeConfig
    from stagewatt.domain.setup import RackSetup


UI_DIR = Path(__file__).parents[1] / "ui"
"""The screen's static files, part of the package."""


def run(argv: list[str]) -> int:
    """Run until Ctrl-C or SIGTERM; 2 for a wrong configuration, 1 when it cannot listen or save."""
    parser = argparse.ArgumentParser(
        prog="stagewatt node", description="Watch the racks of a configuration, serve the screen."
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")
    parser.add_argument("--verbose", action="store_true", help="tell more on standard error")
    wants = parser.parse_args(argv)
    logging.basicConfig(
        level=logging.INFO if wants.verbose else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
    )
    try:
        config = load(wants.config)
    except BadDocument as error:
        for finding in error.findings:
            print(at_line(str(wants.config), finding), file=sys.stderr)
        return 2
    try:
        return uvloop.run(_serve(config))
    except (NotSaved, BadDocument, OSError) as error:
        print(f"stagewatt node: {error}", file=sys.stderr)
        return 1


async def _serve(config: NodeConfig) -> int:
    hold(config.data_dir)
    opened = _open(config.host, config.port)
    clock = SystemClock()
    boot_id = secrets.token_hex(4)
    identities = IdentityFile(config.data_dir, fresh_node=secrets.token_hex(8))
    identities.save()
    store = Store(clock, boot_id=boot_id)
    files = SettingsFile(config.data_dir)
    claims: dict[str, str] = {}
    watches = tuple(
        RackWatch(
            setup,
            files=files,
            identities=identities,
            store=store,
            clock=clock,
            boot_id=boot_id,
            claims=claims,
        )
        for setup in config.racks
    )
    screen = build(
        store,
        node=NodeInfo(identities.node, config.name, __version__, boot_id, config.unmonitored),
        clock=clock,
        models_json=models_json(),
        allowed_hosts=config.allowed_hosts,
        ui_dir=UI_DIR,
    )
    return await _run(server(screen, config.host, config.port), opened, config, watches, clock)


def _open(host: str, port: int) -> socket.socket:
    """Open the node's port before anything else. Raises OSError with the address in words."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise OSError(f"cannot listen on {host}:{port}: {error.strerror}") from error


async def _run(
    http: Server,
    opened: socket.socket,
    config: NodeConfig,
    watches: tuple[RackWatch, ...],
    clock: SystemClock,
) -> int:
    """Run everything in one task group until the server is told to stop."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        http.should_exit = True

    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop)
    lines = Lines(clock)
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(keep_alive(name, work, crashed=_crashed, chance=random.random))
            for setup, watch in zip(config.racks, watches, strict=True)
            for name, work in _works(setup, watch, lines, clock).items()
        ]
        tasks.append(group.create_task(_announce(http, config)))
        await http.serve(sockets=[opened])
        for task in tasks:
            task.cancel()
    return 0


def _works(
    setup: RackSetup, watch: RackWatch, lines: Lines, clock: SystemClock
) -> dict[str, Callable[[], Awaitable[None]]]:
    """Return what one rack needs running, by name."""
    driver = RackDriver(
        setup, clock=clock, on_reading=watch.heard, on_identity=watch.identified, lines=lines
    )
    rack = watch.rack
    return {
        f"{rack} driver": driver.run,
        f"{rack} timer": watch.tick,
        f"{rack} memory": watch.save,
    }


def _crashed(_: Exception) -> None:
    """Nothing more than the log that the supervisor keeps."""


async def _announce(http: Server, config: NodeConfig) -> None:
    await http.ready.wait()
    print(f"node {config.name} http://{config.host}:{http.port}/", flush=True)
