"""A node's names and nothing else: announces its arguments, says its status whenever it changes.

Addresses are taken as they come.
"""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
from dataclasses import asdict

import uvloop

from stagewatt.app.clock import SystemClock
from stagewatt.names.host_names import HostName
from stagewatt.names.interfaces import local_addresses
from stagewatt.names.service import NamesService, Switches


async def _main(printed: list[str]) -> None:
    service = NamesService(Switches(), SystemClock(), random.random, "9.9")
    names = tuple(
        HostName(host=name, id=f"id-{name.lower()}", model="smartpdu-48", printed=name)
        for name in printed
    )
    running = asyncio.create_task(service.run())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    told = None
    while not running.done():
        service.update(
            names=names,
            addresses=local_addresses(),
            http_port=8080,
            about={"site": "tour", "id": "abc", "racks": str(len(names)), "ver": "9.9"},
            instance="foh-abc",
        )
        status = json.dumps([asdict(each) for each in service.status()])
        if status != told:
            sys.stdout.write(f"{status}\n")
            sys.stdout.flush()
            told = status
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    uvloop.run(_main(sys.argv[1:]))
