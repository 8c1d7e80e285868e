"""A QR code with an address of this node's screen, for phones: as SVG, dark on white."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from urllib.parse import urljoin

from stagewatt.domain.errors import Unknown
from stagewatt.http.answers import BadRequest

_PATH = re.compile(r"/?(?:#/[A-Za-z0-9._~%/?=&-]{0,120})?")
"""`/`, `#/...` and `/#/...`: pages of our own screen and nothing else."""

QUIET_ZONE = 4
"""Modules of white around the code (ISO/IEC 18004)."""


def target(addresses: tuple[str, ...], path: str, address: str | None) -> str:
    """Return the address to encode: a page of ours at the first address, or at the one asked for.

    Raises BadRequest for a page or an address that is not ours, Unknown while there is no address.
    """
    if not _PATH.fullmatch(path):
        raise BadRequest("path is / or #/... of this screen", where="path")
    if address is not None and address not in addresses:
        raise BadRequest("address is one of this node's `addresses`", where="address")
    if not addresses:
        raise Unknown("this node has no address on a network now", where="address")
    return urljoin(address or addresses[0], path or "/")


@lru_cache(maxsize=64)
def svg(text: str) -> bytes:
    """Return the code of a text; a quarter of it may be dirty or scratched (level Q)."""
    # Loaded when the first code is asked for: its tables are 5 MB.
    import segno  # noqa: PLC0415 - see above

    code = segno.make(text, error="q", micro=False)
    out = io.BytesIO()
    code.save(
        out, kind="svg", xmldecl=False, border=QUIET_ZONE, light="#fff", title=text, omitsize=True
    )
    return out.getvalue()
