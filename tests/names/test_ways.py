"""The three ways on loopback, with ports of the test's own: real sockets, real packets."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import struct
from functools import partial

import pytest
from tests.names.conftest import LOOPBACK
from tests.names.running import running, until

from stagewatt.app.clock import SystemClock
from stagewatt.names import dns, netbios
from stagewatt.names.addresses import Asker, LocalAddress
from stagewatt.names.host_names import HostName
from stagewatt.names.llmnr import GROUP_4, LlmnrNames
from stagewatt.names.netbios_names import NetbiosNames
from stagewatt.names.packets import Call, Reply, Wishes
from stagewatt.names.udp import LlmnrPorts, NetbiosPorts, received
from stagewatt.names.udp_way import NO_ADDRESS, UdpWay
from stagewatt.names.way import Wake, why_not

NAME = f"C24-{os.getpid() % 1_000_000:06}"
WISHES = Wishes(
    names=(HostName(host=NAME, id="r", model="c24-soca", printed=NAME),), addresses=(LOOPBACK,)
)
GONE = LocalAddress(ip="10.254.254.254", prefix=24, interface="none", index=4242)
GONE_6 = LocalAddress(ip="fe80::4242", prefix=64, interface="none", index=4242)


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("", 0))
        return int(sock.getsockname()[1])


def _netbios(port: int) -> UdpWay:
    return UdpWay(
        "netbios",
        NetbiosNames(random.random),
        partial(NetbiosPorts, port=port),
        SystemClock(),
        port,
        "Samba?",
    )


def _llmnr(port: int) -> UdpWay:
    opens = partial(LlmnrPorts, port=port)
    return UdpWay("llmnr", LlmnrNames(random.random), opens, SystemClock(), port, "somebody?")


async def _ask(data: bytes, where: tuple[str, int]) -> bytes:
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sock:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
        sock.bind(("127.0.0.1", 0))
        sock.sendto(data, where)
        async with asyncio.timeout(5):
            return await loop.sock_recv(sock, 2048)


async def test_netbios_answers_on_its_port_and_gives_its_name_up() -> None:
    port = _free_port()
    way = _netbios(port)
    assert way.status().why == NO_ADDRESS
    async with running(way):
        way.wish(WISHES)
        await until(lambda: way.status().names == (NAME,))
        assert way.status().on
        wire = netbios.wire_name(NAME, 0)
        answer = await _ask(netbios.query(5, wire), ("127.0.0.1", port))
        assert answer == netbios.found(5, wire, [LOOPBACK.packed])
    assert not way.status().on


async def test_llmnr_answers_the_group() -> None:
    port = _free_port()
    way = _llmnr(port)
    async with running(way):
        way.wish(WISHES)
        await until(lambda: way.status().names == (NAME,))
        answer = await _ask(dns.question(7, (NAME,), dns.A), (GROUP_4, port))
        assert answer.endswith(struct.pack(">IH", 30, 4) + LOOPBACK.packed)


async def test_two_nodes_of_a_machine_share_the_port_of_llmnr_and_the_name() -> None:
    port = _free_port()
    one, other = _llmnr(port), _llmnr(port)
    async with running(one), running(other):
        one.wish(WISHES)
        await until(lambda: one.status().names == (NAME,))
        other.wish(WISHES)
        await until(lambda: len(other.status().names) == 1)
        assert (one.status().on, other.status().on) == (True, True)


async def test_a_port_that_is_held_is_told_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("", 0))
        port = holder.getsockname()[1]
        for way in (_netbios(port), _llmnr(port)):
            async with running(way):
                way.wish(WISHES)
                await until(lambda way=way: way.status().why != NO_ADDRESS)  # type: ignore[misc]
                assert f"port {port} is held by another program" in str(way.status().why)
                way.wish(Wishes(names=WISHES.names, addresses=(LOOPBACK,), http_port=81))
                await asyncio.sleep(0.05)
                assert (way.status().on, way.status().names) == (False, ())
    assert len(caplog.messages) == 2, "each says it once"


async def test_addresses_that_come_and_go_open_and_close_the_way() -> None:
    way = _netbios(_free_port())
    async with running(way):
        way.wish(WISHES)
        await until(lambda: way.status().on)
        way.wish(Wishes(names=WISHES.names))
        await until(lambda: not way.status().on)
        assert way.status().why == NO_ADDRESS


def test_what_is_gone_is_left_out() -> None:
    ports = LlmnrPorts((LOOPBACK, GONE, GONE_6), port=_free_port())
    try:
        assert len(ports.sockets) == 2, "the group, and one to ask from"
        ports.send(Call(b"x", GONE), None)
        ports.send(Reply(b"x", Asker("127.0.0.1", 9)), None)
    finally:
        for sock in ports.sockets:
            sock.close()
    for gone in (GONE, GONE_6):
        with pytest.raises(OSError, match=r"No such device"):
            LlmnrPorts((gone,), port=_free_port())


def test_a_link_with_two_addresses_is_joined_once() -> None:
    second = LocalAddress(ip="127.0.0.2", prefix=8, interface="lo", index=1)
    ports = LlmnrPorts((LOOPBACK, second), port=_free_port())
    assert len(ports.sockets) == 3
    ports.send(Reply(b"x", Asker("127.0.0.1", 9)), None)
    for sock in ports.sockets:
        sock.close()


def test_a_flood_lets_others_have_their_turn() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sock:
        sock.bind(("127.0.0.1", 0))
        for _ in range(40):
            sock.sendto(b"x", sock.getsockname())
        assert len(received(sock)) == 32
        assert len(received(sock)) == 8


def test_both_families_are_heard() -> None:
    six = LocalAddress(ip="::1", prefix=128, interface="lo", index=1)
    ports = LlmnrPorts((LOOPBACK, six), port=_free_port())
    try:
        assert len(ports.sockets) == 4
        ports.send(Call(b"question", six), None)  # loopback carries no IPv6 multicast
        ports.send(
            Reply(b"answer", Asker("::1", ports.sockets[3].getsockname()[1])), ports.sockets[1]
        )
        assert received(ports.sockets[3])[0][0] == b"answer"
    finally:
        for sock in ports.sockets:
            sock.close()


def test_without_a_broadcast_address_nothing_is_broadcast() -> None:
    ports = NetbiosPorts((), port=_free_port())
    try:
        ports.send(Call(b"x", LocalAddress(ip="::1", prefix=128, interface="lo", index=1)), None)
        assert received(ports.sockets[0]) == []
    finally:
        ports.sockets[0].close()


def test_why_a_port_is_not_to_be_had() -> None:
    assert "CAP_NET_BIND_SERVICE" in why_not(PermissionError(13, "no"), 137, "x")
    assert why_not(OSError(19, "No such device"), 137, "x").endswith("No such device")


async def test_news_that_came_before_are_not_missed() -> None:
    wake = Wake()
    wake.set()
    await wake.wait(None)
    await wake.wait(0.01)
