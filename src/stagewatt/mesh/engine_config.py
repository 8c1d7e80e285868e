"""With what settings the engine opens, so that each choice can be tested without it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import ipaddress
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Literal

from stagewatt.mesh.addresses import LOOPBACK
from stagewatt.mesh.papers import Papers
from stagewatt.mesh.site import MULTICAST_PORT, Site

Role = Literal["peer", "router", "client"]

LEASE_MS = 2000
"""A node that was silent for so long is gone; it gives a sign three times as often."""
MOST_GENERATION = 1 << 31
RETRY = {"period_init_ms": 500, "period_max_ms": 1500, "period_increase_factor": 2.0}
"""How often an address that does not answer is tried again: found within 5 s of its return."""

_BATCH_BYTES = 16_384
_MESSAGE_BYTES = 4 << 20
_ONE_SIDE = {"to_router": "greater-zid", "to_peer": "greater-zid"}


@dataclass(frozen=True, slots=True)
class Opening:
    """How one session opens; `listen`, `connect` are HOST:PORT, `interfaces` own addresses."""

    site: Site
    session: str
    role: Role
    listen: tuple[str, ...]
    connect: tuple[str, ...]
    interfaces: tuple[str, ...]
    multicast: bool
    papers: Papers | None


@dataclass(frozen=True, slots=True)
class Found:
    """A node that answered a call by multicast: its session and where it listens, HOST:PORT."""

    session: str
    endpoints: tuple[str, ...]


def settings(opening: Opening) -> dict[str, object]:
    """Return the engine's configuration, by its paths; a locked site speaks TLS only."""
    scheme = "tcp" if opening.papers is None else "tls"
    return {
        "mode": opening.role,
        "id": opening.session,
        "listen/endpoints": [f"{scheme}/{each}" for each in opening.listen],
        "listen/exit_on_failure": True,
        "connect/endpoints": [f"{scheme}/{each}" for each in opening.connect],
        # A client tries each router once; where none answers the session is opened again later.
        "connect/timeout_ms": 0 if opening.role == "client" else -1,
        "connect/exit_on_failure": False,
        "connect/retry": RETRY,
        "open/return_conditions/connect_scouted": False,
        "open/return_conditions/declares": False,
        "transport/unicast/open_timeout": 2000,
        "transport/unicast/accept_timeout": 2000,
        "transport/unicast/max_sessions": 4000,
        "transport/link/protocols": [scheme],
        "transport/link/tx/lease": LEASE_MS,
        # A little longer than between two pulses, which are a sign of life themselves.
        "transport/link/tx/keep_alive": 3,
        "transport/link/tx/batch_size": _BATCH_BYTES,
        # A link on which even urgent messages cannot go out for a whole lease is as good as gone.
        "transport/link/tx/queue/congestion_control/block/wait_before_close": LEASE_MS * 1000,
        "transport/link/rx/buffer_size": _BATCH_BYTES,
        "transport/link/rx/max_message_size": _MESSAGE_BYTES,
        "transport/shared_memory/enabled": False,
        **scouting(opening),
        **_lock(opening.papers),
    }


def scouting(opening: Opening) -> dict[str, object]:
    """Return where to look for others; also for a mere look around without a session."""
    multicast = opening.multicast and opening.role != "client" and bool(opening.interfaces)
    both = {"peer": ["router", "peer"], "router": ["router"], "client": []}
    return {
        "scouting/delay": 50,
        "scouting/multicast/enabled": multicast,
        "scouting/multicast/address": f"{opening.site.group}:{MULTICAST_PORT}",
        # Never "auto": with only loopback up that finds nobody.
        "scouting/multicast/interface": ",".join(opening.interfaces) or LOOPBACK,
        "scouting/multicast/autoconnect": both,
        "scouting/multicast/autoconnect_strategy": {"peer": _ONE_SIDE, "router": _ONE_SIDE},
        "scouting/gossip/autoconnect": both,
        "scouting/gossip/autoconnect_strategy": {"peer": _ONE_SIDE, "router": _ONE_SIDE},
    }


def session_id(others: Iterable[str], chance: bytes) -> str:
    """Return an id that is greater than those of the sessions that are there.

    Of two sessions that hear of each other only the greater connects, and a newcomer calls at
    once while the others call every eight seconds: so a newcomer should be the greater. The
    engine compares ids from the last byte on; `chance` (at least 12 bytes) makes them unique.
    """
    newest = max((generation(each) for each in others), default=0)
    # 1 in front, because an id must not begin with a zero.
    body = "1" + chance[:12].hex()[1:]
    return body + min(newest + 1, MOST_GENERATION).to_bytes(4, "little").hex()


def generation(session: str) -> int:
    """Return how new a session is, 0 for an id that is none of ours."""
    try:
        number = int.from_bytes(bytes.fromhex(session)[-4:], "little")
    except ValueError:
        return 0
    # One that nobody can outbid would make every later node wait: it does not count.
    return number if len(session) == 32 and number < MOST_GENERATION else 0


def to_call(found: Sequence[Found], own: Sequence[str], port: int, most: int) -> tuple[str, ...]:
    """Return one address of each node that was found, at most so many, drawn evenly.

    Of several addresses of a node the one most like an own address is taken; own ones (two
    machines may both have a 172.17.0.1) with the own port never.
    """
    mine = {f"{each}:{port}" for each in own}
    drawn = sorted(found, key=lambda each: hashlib.blake2b(each.session.encode()).digest())
    nearest = [
        max(reachable, key=lambda each: _likeness(each, own))
        for each in drawn
        if (reachable := [one for one in each.endpoints if one not in mine])
    ]
    return tuple(dict.fromkeys(nearest))[:most]


def _likeness(endpoint: str, own: Sequence[str]) -> int:
    """Return how many leading bits an IPv4 endpoint shares with the nearest own address."""
    try:
        number = int(ipaddress.IPv4Address(endpoint.rpartition(":")[0]))
    except ValueError:
        return -1
    return max(
        (32 - (number ^ int(ipaddress.IPv4Address(each))).bit_length() for each in own), default=0
    )


def _lock(papers: Papers | None) -> dict[str, object]:
    if papers is None:
        return {}
    authority, certificate, private_key = (
        base64.b64encode(each).decode()
        for each in (papers.authority, papers.certificate, papers.private_key)
    )
    tls = {
        "root_ca_certificate_base64": authority,
        "listen_private_key_base64": private_key,
        "listen_certificate_base64": certificate,
        "connect_private_key_base64": private_key,
        "connect_certificate_base64": certificate,
        "enable_mtls": True,
        # Nodes are reached by address; who signed is what counts.
        "verify_name_on_connect": False,
    }
    return {"transport/link/tls": tls}


@contextlib.contextmanager
def site_password(opening: Opening) -> Iterator[dict[str, object]]:
    """Give what keeps links of two unlocked sites apart: the site's name as user and password.

    The engine wants a file of passwords; it exists while the session opens, in memory on Linux.
    """
    if opening.papers is not None:
        yield {}
        return
    name = opening.site.name
    with _unnamed() as (file, path):
        file.write(f"{name}:{name}\n".encode())
        file.flush()
        yield {"transport/auth/usrpwd": {"user": name, "password": name, "dictionary_file": path}}


@contextlib.contextmanager
def _unnamed() -> Iterator[tuple[IO[bytes], str]]:
    if sys.platform == "linux":
        with open(os.memfd_create("site", os.MFD_CLOEXEC), "wb") as file:  # noqa: PTH123
            yield file, f"/proc/self/fd/{file.fileno()}"
    else:
        with tempfile.NamedTemporaryFile() as file:
            yield file, file.name
