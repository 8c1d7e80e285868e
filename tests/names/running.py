"""Runs a way for as long as a test needs it, and waits for what tells nobody."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Protocol


class Runs(Protocol):
    """A way, or the service of all ways."""

    def run(self) -> Coroutine[None, None, None]:
        """Run until cancelled."""


@contextlib.asynccontextmanager
async def running(way: Runs) -> AsyncIterator[None]:
    """Run it meanwhile."""
    task = asyncio.create_task(way.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.02)
