"""A task that must not die: it is started again, counted, and told about once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from stagewatt.drivers.backoff import Backoff

log = logging.getLogger(__name__)

CALM_S = 60.0
"""After running so long without an error, the next one is news again."""


async def keep_alive(
    name: str,
    work: Callable[[], Awaitable[None]],
    *,
    crashed: Callable[[Exception], None],
    chance: Callable[[], float],
) -> None:
    """Run `work` until cancelled; after an error start it again, later each time.

    `crashed` is told of every error, the log of the first in a row.
    """
    backoff = Backoff()
    loop = asyncio.get_running_loop()
    while True:
        began_s = loop.time()
        try:
            await work()
        except Exception as error:
            if loop.time() - began_s >= CALM_S:
                backoff = Backoff()
            if backoff.failures == 0:
                log.exception("%s broke and is started again", name)
            crashed(error)
        backoff = backoff.failed()
        await asyncio.sleep(backoff.delay_s(chance()))
