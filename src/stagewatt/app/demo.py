"""`stagewatt demo`: simulated racks and the nodes that watch them, each a process of its own."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Sequence

from stagewatt.app.children import Child
from stagewatt.app.config import at_line
from stagewatt.app.demo_plan import TWIN_HOST, Place, Process, Watch, config, site, twins, watches
from stagewatt.app.demo_welcome import welcome
from stagewatt.app.demo_words import parsed, places, racks
from stagewatt.domain.errors import BadDocument, Unknown

READY_S = 30.0
READY_EACH_S = 3.0
"""Time for all to be up, and more of it for each process: they start side by side on few cores."""
MANY = 8
"""So many processes take a while to start: it is said."""


def run(argv: list[str]) -> int:
    """Start everything, print the addresses, stop all of it on Ctrl-C or SIGTERM."""
    wants = parsed(argv)
    try:
        title, models = racks(wants)
    except Unknown as error:
        print(f"stagewatt demo: {error.message}", file=sys.stderr)
        return 2
    except BadDocument as error:
        for finding in error.findings:
            print(at_line(error.document, finding), file=sys.stderr)
        return 2
    stand = places(wants, models)
    nodes = watches(stand, one_node=wants.one_node)
    if taken := _taken(stand, nodes):
        print(
            f"stagewatt demo: cannot listen on {', '.join(taken)}; end what listens there, "
            "or choose others with --host, --port, --modbus-port, --panel-port",
            file=sys.stderr,
        )
        return 1
    show = wants.show or "living"
    shown = twins(stand, show) if wants.scenario is None else site(stand, wants.scenario)
    devices = [Child(rack.name, rack.argv, _say_of(rack)) for rack in shown]
    readers = [_node(node, f"demo-{wants.port}") for node in nodes]
    return asyncio.run(_serve((devices, readers), welcome(stand, nodes, title)))


def _taken(stand: Iterable[Place], nodes: Iterable[Watch]) -> list[str]:
    """Return the addresses that cannot be listened on, and why."""
    wanted = [(node.at.host, node.at.screen) for node in nodes]
    wanted += [(TWIN_HOST, port) for place in stand for port in (place.modbus, place.panel)]
    found = []
    for host, port in wanted:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                found.append(f"{host}:{port} ({error.strerror})")
    return found


def _say(line: str) -> None:
    print(line, flush=True)


def _say_of(rack: Process) -> Callable[[str], None]:
    """Return what passes on all but the addresses, which the welcome tells."""

    def say(line: str) -> None:
        if not line.startswith(f"{rack.name}: twin "):
            _say(line)

    return say


def _node(node: Watch, mesh_site: str) -> Child:
    data = node.at.data
    data.mkdir(parents=True, exist_ok=True)
    file = data / "node.toml"
    file.write_text(config(node, mesh_site))
    return Child(f"node {node.at.number}", ("node", f"--config={file}"), _say)


async def _serve(waves: Sequence[Sequence[Child]], hello: str) -> int:
    """Start one wave when the one before is ready, say hello, and run until a signal."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop.set)
    tasks: list[asyncio.Task[None]] = []
    stopped = asyncio.create_task(stop.wait())
    try:
        for wave in waves:
            tasks += [asyncio.create_task(child.keep(), name=child.name) for child in wave]
            if not await _up(wave, stopped):
                return 0 if stop.is_set() else 1
        _say(hello)
        await stop.wait()
    finally:
        for task in (*tasks, stopped):
            task.cancel()
        await asyncio.gather(*tasks, stopped, return_exceptions=True)
    return 0


async def _up(wave: Sequence[Child], stopped: asyncio.Task[bool]) -> bool:
    """Wait until all of a wave are ready; False after too long, or where a signal came first."""
    ready_s = READY_S + READY_EACH_S * len(wave)
    if len(wave) >= MANY:
        _say(f"starting {len(wave)} processes ...")
    up = asyncio.gather(*(child.ready.wait() for child in wave))
    await asyncio.wait((up, stopped), timeout=ready_s, return_when=asyncio.FIRST_COMPLETED)
    if up.done():
        return True
    up.cancel()
    await asyncio.gather(up, return_exceptions=True)
    if not stopped.done():
        silent = ", ".join(child.name for child in wave if not child.ready.is_set())
        _say(f"stagewatt demo: not ready after {ready_s:.0f} s: {silent}")
    return False
