"""`stagewatt node`: reads racks, judges them, serves the screen; it can switch nothing."""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop

from stagewatt.app.config import at_line, load
from stagewatt.app.node_parts import NodeParts, assembled
from stagewatt.app.reset import RESTART_STATUS, watch_key
from stagewatt.app.watchdog import keep_watch
from stagewatt.domain.errors import BadDocument, NotSaved
from stagewatt.drivers.supervise import keep_alive
from stagewatt.durable.lock import hold
from stagewatt.http.serve import Server, server

if TYPE_CHECKING:
    from stagewatt.app.config import NodeConfig

AGAIN = -1
"""Not a status: the node begins again, in the same process, under a new key."""


def run(argv: list[str]) -> int:
    """Run until Ctrl-C or SIGTERM.

    Returns 2 for a wrong configuration, 1 when it cannot listen or save, 75 when somebody held the
    RESET key and it is to be started again.
    """
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
        hold(config.data_dir)
        status = AGAIN
        while status == AGAIN:
            status = uvloop.run(_serve(config))
    except (NotSaved, BadDocument, OSError) as error:
        print(f"stagewatt node: {error}", file=sys.stderr)
        return 1
    return status


async def _serve(config: NodeConfig) -> int:
    opened = _open(config.host, config.port)
    ends = Ends()
    parts = assembled(config, lambda: ends.end(AGAIN))
    return await _run(server(parts.screen, config.host, config.port), opened, config, parts, ends)


def _open(host: str, port: int) -> socket.socket:
    """Open the node's port before anything else. Raises OSError with the address in words."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise OSError(f"cannot listen on {host}:{port}: {error.strerror}") from error


class Ends:
    """How this run is to end: by whom it was asked to first."""

    def __init__(self) -> None:
        """Run on."""
        self.status = 0
        self.asked = asyncio.Event()

    def end(self, status: int) -> None:
        """End with a status."""
        if not self.asked.is_set():
            self.status = status
            self.asked.set()


async def _run(
    http: Server, opened: socket.socket, config: NodeConfig, parts: NodeParts, ends: Ends
) -> int:
    """Run everything in one task group until somebody asks for the end."""
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, ends.end, 0)
    works = dict(parts.works)
    works["service manager"] = lambda: keep_watch(http.ready, parts.says)
    key = config.leds.reset_key
    if key is not None:
        works["reset key"] = lambda: watch_key(Path(key), lambda: ends.end(RESTART_STATUS))
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(keep_alive(name, work, crashed=_crashed, chance=random.random))
            for name, work in works.items()
        ]
        tasks.append(group.create_task(_announce(http, config, parts)))
        tasks.append(group.create_task(_end(http, ends)))
        await http.serve(sockets=[opened])
        for task in tasks:
            task.cancel()
    return ends.status


def _crashed(_: Exception) -> None:
    """Nothing more than the log that the supervisor keeps."""


async def _end(http: Server, ends: Ends) -> None:
    await ends.asked.wait()
    http.should_exit = True


async def _announce(http: Server, config: NodeConfig, parts: NodeParts) -> None:
    await http.ready.wait()
    parts.called.port = http.port
    print(f"node {config.name} http://{config.host}:{http.port}/", flush=True)
