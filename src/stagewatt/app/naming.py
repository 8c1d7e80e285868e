"""Which rack a configured place is: by configuration, by its board, by what answered before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zlib import crc32

from stagewatt.domain.setup import TcpAddress
from stagewatt.durable.identities import KnownRack
from stagewatt.meters.rack_io import rack_id

if TYPE_CHECKING:
    from stagewatt.domain.reading import BoardIdentity
    from stagewatt.domain.setup import DeviceSetup, RackSetup

SLUG_MAX = 29
"""A rack's id has 32 characters, three of them `at-`; the names of serial adapters are longer."""
NOT_READ = "not read yet"
"""The printed name of a rack whose board has never answered."""


def address_of(setup: RackSetup) -> str:
    """Return the address by which a configured rack is known again: that of its first board."""
    device = setup.boards[0] if setup.boards else setup.meter
    return _address(device)


def _address(device: DeviceSetup) -> str:
    where = device.address
    if isinstance(where, TcpAddress):
        return f"{where.host}:{where.port}/{device.unit}"
    return f"{where.port}/{device.unit}"


def before_answer(setup: RackSetup, known: KnownRack | None) -> KnownRack:
    """Return the rack's identity while its board is silent."""
    if setup.id is not None:
        return KnownRack(setup.id, known.printed_name if known else NOT_READ)
    if known is not None:
        return known
    return KnownRack(f"at-{_slug(address_of(setup))}", NOT_READ)


def _slug(address: str) -> str:
    """Return an address as a part of an id; of a long one the end, and what tells it apart."""
    slug = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-")
    if len(slug) <= SLUG_MAX:
        return slug
    told_apart = f"{crc32(address.encode()):08x}-"
    return told_apart + slug[len(told_apart) - SLUG_MAX :].strip("-")


def after_answer(setup: RackSetup, identity: BoardIdentity) -> KnownRack:
    """Return the rack's identity as its board tells it; a configured id outranks it."""
    return KnownRack(setup.id or rack_id(identity.serial), identity.printed_name)
