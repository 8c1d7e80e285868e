"""What a node announces by mDNS and DNS-SD, as records of the zeroconf library."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable

from zeroconf import ServiceInfo, const
from zeroconf._dns import DNSAddress, DNSQuestion
from zeroconf._protocol.outgoing import DNSOutgoing

from stagewatt.names.addresses import LocalAddress
from stagewatt.names.host_names import HostName
from stagewatt.names.mdns_rule import Records
from stagewatt.names.packets import Wishes

HTTP, OWN = "_http._tcp.local.", "_stagewatt._tcp.local."
HOST_TTL_S, OTHER_TTL_S = 120, 4500


def host_of(name: str) -> str:
    """Return a name as the network knows it."""
    return f"{name}.local."


def records_of(addresses: Iterable[LocalAddress]) -> Records:
    """Return the address records of this node."""
    return frozenset(
        (const._TYPE_A if each.version == 4 else const._TYPE_AAAA, each.packed)  # noqa: SLF001 - no public name
        for each in addresses
    )


def screen(name: str, of: HostName, wishes: Wishes, version: str) -> ServiceInfo:
    """Return the web page under one of the node's names."""
    text = {"path": "/", "id": of.id, "model": of.model, "sn": of.printed, "ver": version}
    return _service(HTTP, name, name, text, wishes)


def node(name: str, instance: str, wishes: Wishes) -> ServiceInfo:
    """Return the node itself, for programs that look for us."""
    return _service(OWN, name, instance, dict(wishes.about), wishes)


def probe(name: str, records: Records) -> DNSOutgoing:
    """Return the question whether anybody has a name, with what we would say of it.

    The types are asked for one by one as well: some answer them, yet not the one for all.
    """
    out = DNSOutgoing(const._FLAGS_QR_QUERY)  # noqa: SLF001 - no public name
    unique = const._CLASS_IN | const._CLASS_UNIQUE  # noqa: SLF001 - no public name
    for kind in (const._TYPE_ANY, const._TYPE_A, const._TYPE_AAAA):  # noqa: SLF001 - no public name
        out.add_question(DNSQuestion(host_of(name), kind, unique))
    for kind, data in sorted(records):
        address = DNSAddress(host_of(name), kind, unique, HOST_TTL_S, data)
        # Its own method takes pointers alone; what it fills takes any record.
        out.authorities.append(address)  # type: ignore[arg-type]
    return out


def interfaces(addresses: Iterable[LocalAddress]) -> list[str | int]:
    """Return where to speak: IPv4 addresses, and the indexes of interfaces with IPv6."""
    own = tuple(addresses)
    four = [each.ip for each in own if each.version == 4]
    # One that has gone meanwhile would keep the library from starting at all.
    there = {index for index, _ in socket.if_nameindex()}
    six = {each.index for each in own if each.version == 6} & there
    return [*four, *sorted(six)]


def _service(
    kind: str, name: str, instance: str, text: dict[str, str], wishes: Wishes
) -> ServiceInfo:
    return ServiceInfo(
        kind,
        f"{instance}.{kind}",
        port=wishes.http_port,
        properties=text,
        server=host_of(name),
        host_ttl=HOST_TTL_S,
        other_ttl=OTHER_TTL_S,
        addresses=[ipaddress.ip_address(each.ip).packed for each in wishes.addresses],
    )
