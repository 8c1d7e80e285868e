"""What the facts about interfaces, addresses and multicast mean."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from stagewatt.app.doctor_facts import Interface, Multicast
from stagewatt.app.doctor_kinds import Diagnosis, found


def network(
    interfaces: Sequence[Interface], multicast: Iterable[Multicast], *, routed: bool
) -> Iterator[Diagnosis]:
    """Yield the findings about the network."""
    yield from _addresses(interfaces)
    yield from _several(interfaces)
    for each in interfaces:
        if each.up and each.carrier is False:
            yield found("cable-out", f"{each.name} has no link")
    if routed:
        yield found("route-there", "there is a default route")
    else:
        yield found("route-none", "there is no default route")
    for interface in interfaces:
        if interface.up and interface.addresses and not interface.multicast:
            yield found("multicast-off", f"{interface.name} carries no multicast")
    yield from _multicast(multicast)


def _addresses(interfaces: Iterable[Interface]) -> Iterator[Diagnosis]:
    every = [(each, address) for each in interfaces for address in each.addresses]
    four = [(each, address) for each, address in every if address.version == 4]
    wide = [(each, address) for each, address in every if not address.link_local]
    for each, address in four:
        code = "address-link-local" if address.link_local else "address-global"
        yield found(code, f"{each.name} has {address.ip}")
    six = [address for _, address in wide if address.version == 6]
    if not four and six:
        yield found("address-global", f"{wide[0][0].name} has {six[0].ip}")
    if not four and not six:
        yield found("address-none", _none(interfaces, [each.name for each, _ in every]))
    if any(address.version == 6 for _, address in every):
        yield found("ipv6-there", "there are IPv6 addresses")
    else:
        yield found("ipv6-none", "there is no IPv6 address")


def _none(interfaces: Iterable[Interface], six: Sequence[str]) -> str:
    names = [each.name for each in interfaces]
    if not names:
        return "there is no network interface besides loopback"
    own = f"; {', '.join(six)} has only an address of its own link (fe80::)" if six else ""
    return f"{', '.join(names)}: no address{own}"


def _several(interfaces: Iterable[Interface]) -> Iterator[Diagnosis]:
    networks = [
        (each.name, ipaddress.ip_network((address.ip, address.prefix), strict=False))
        for each in interfaces
        for address in each.addresses
        if address.version == 4
    ]
    for (one, first), (other, second) in combinations(networks, 2):
        if one != other and first.overlaps(second):
            yield found("network-twice", f"{one} and {other} are both in {first}")
    names = dict.fromkeys(name for name, _ in networks)
    if len(names) > 1:
        yield found("interfaces-several", f"several interfaces have addresses: {', '.join(names)}")


def _multicast(multicast: Iterable[Multicast]) -> Iterator[Diagnosis]:
    for each in multicast:
        if each.heard:
            yield found("multicast-works", f"{each.interface} sends and hears multicast")
        else:
            why = each.error or "a packet sent to a group did not come back"
            yield found("multicast-lost", f"{each.interface} loses multicast: {why}")
