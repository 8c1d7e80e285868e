"""Keeps productions apart: a site's name gives its own multicast group and its own topics."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from stagewatt.domain.errors import Invalid

MULTICAST_PORT = 7432
"""UDP; the same number as the usual TCP port, so that a firewall needs one rule."""

_NAME = re.compile(r"[a-z0-9-]{1,32}")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the nodes of one site look for each other, and how their topics begin."""

    name: str
    group: str
    prefix: str


def site_of(name: str) -> Site:
    """Return a site by its name. Raises Invalid.

    The group is in 239.255.0.0/16 (RFC 2365: never leaves the local network). Two of 30,000 groups
    may fall together; links and topics still stay apart, as both carry the name itself.
    """
    if not _NAME.fullmatch(name):
        raise Invalid(f"{name!r} is no site: 1 to 32 of a-z, 0-9 and -", where="site")
    digest = hashlib.blake2b(name.encode(), digest_size=2, person=b"stagewatt-site").digest()
    # 239.255.64.1 to 239.255.191.254: beside the groups that others made a habit of.
    group = f"239.255.{64 + digest[0] % 128}.{1 + digest[1] % 254}"
    return Site(name=name, group=group, prefix=f"stagewatt/1/{name}")
