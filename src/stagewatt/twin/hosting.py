"""Serves the racks of a site: each has its Modbus port, unless it has no network, and its panel."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from stagewatt.http.serve import server as http_server
from stagewatt.meters.registry import meter as meter_table
from stagewatt.twin import collector
from stagewatt.twin.cast import Cast
from stagewatt.twin.panel.app import build as panel_app
from stagewatt.twin.server import ModbusServer
from stagewatt.twin.simulation import Rack, Simulation
from stagewatt.twin.units import Units


@dataclass(frozen=True, slots=True)
class Doors:
    """One rack's listening sockets."""

    modbus: socket.socket | None
    panel: socket.socket


@dataclass(frozen=True, slots=True)
class Answering:
    """Unit numbers of meter and board, chance for garbage, and further names for the panels."""

    meter_unit: int
    board_unit: int
    seed: int
    allowed_hosts: tuple[str, ...]


async def serve(cast: Cast, doors: Sequence[Doors], answering: Answering) -> None:
    """Serve until told to stop; the simulation goes on whatever clients do.

    Each start is a further boot of the boards. When all listen it says so, a line for each rack.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop.set)
    boot = int(time.time()) & 0xFFFF
    simulation = Simulation(cast.site, time.monotonic_ns, director=cast.director, boot=boot)
    collector.calm()
    async with contextlib.AsyncExitStack() as stack, asyncio.TaskGroup() as tasks:
        panels, lines = [], []
        for number, door in enumerate(doors):
            rack = simulation.rack(number)
            server = _server(rack, answering)
            if door.modbus is not None:
                await stack.enter_async_context(server.serving(door.modbus))
            app = panel_app(rack, server, allowed_hosts=answering.allowed_hosts)
            host, port = door.panel.getsockname()[:2]
            http = http_server(app, host, port)
            tasks.create_task(http.serve(sockets=[door.panel]), name=f"panel {number}")
            panels.append(http)
            lines.append(_line(rack, door))
        running = tasks.create_task(simulation.run(), name="simulation")
        sys.stdout.write("".join(lines))
        sys.stdout.flush()
        await stop.wait()
        for http in panels:
            http.should_exit = True
        running.cancel()


def _server(rack: Rack, answering: Answering) -> ModbusServer:
    """Return what answers for a rack's devices."""
    units = Units(
        rack.plant,
        meter_table(rack.plant.model.meter),
        lambda: rack.state,
        random.Random(answering.seed + rack.number),
        meter_unit=answering.meter_unit,
        board_unit=answering.board_unit,
    )
    return ModbusServer(units.reply, trouble=units.trouble)


def _line(rack: Rack, door: Doors) -> str:
    plant = rack.plant
    modbus = "none" if door.modbus is None else _named(door.modbus)
    return (
        f"twin {plant.model.id} serial={plant.serial} modbus={modbus} "
        f"panel=http://{_named(door.panel)}\n"
    )


def _named(sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
