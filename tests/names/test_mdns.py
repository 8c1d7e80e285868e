"""mDNS on loopback: our own packets and those of a second host that is made up."""

from __future__ import annotations

import asyncio
import logging
import os
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from tests.names.conftest import LOOPBACK
from tests.names.running import running, until
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from stagewatt.app.clock import SystemClock
from stagewatt.names import claims, mdns, mdns_records, mdns_rule
from stagewatt.names.addresses import LocalAddress
from stagewatt.names.host_names import HostName
from stagewatt.names.mdns import MdnsWay
from stagewatt.names.packets import Wishes
from stagewatt.names.service import SWITCHED_OFF, NamesService, Switches
from stagewatt.names.udp_way import NO_ADDRESS

OTHER = LocalAddress(ip="127.0.0.2", prefix=8, interface="lo", index=1)


def _name(start: str) -> str:
    """Return a name that no other run on this machine uses."""
    return f"{start}{os.getpid() % 10_000:04}{random.randrange(10_000):04}"


def _wishes(*hosts: str, port: int = 8080) -> Wishes:
    return Wishes(
        names=tuple(HostName(host=h, id=f"id-{h}", model="c24-soca", printed=h) for h in hosts),
        addresses=(LOOPBACK,),
        http_port=port,
        about=(("site", "open"),),
        instance=f"node-{hosts[0]}" if hosts else "",
    )


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is near here: no need to wait as long as on a network."""
    monkeypatch.setattr(claims, "STEP_NS", 80_000_000)
    monkeypatch.setattr(mdns_rule, "DEFEND_NS", 300_000_000)


@pytest.fixture
async def looker() -> AsyncIterator[AsyncZeroconf]:
    zero = AsyncZeroconf(interfaces=["127.0.0.1"])
    yield zero
    await zero.async_close()


async def _look(looker: AsyncZeroconf, name: str, kind: str = "_http") -> ServiceInfo | None:
    return await looker.async_get_service_info(f"{kind}._tcp.local.", f"{name}.{kind}._tcp.local.")


def _way(settled: Callable[[], None] = lambda: None) -> MdnsWay:
    return MdnsWay(SystemClock(), random.random, "9.9", settled)


async def test_a_node_is_found_changed_and_gone(looker: AsyncZeroconf) -> None:
    one, two, three = _name("one"), _name("two"), _name("six")
    way = _way()
    async with running(way):
        way.wish(_wishes(one, two))
        await until(lambda: way.status().names == (one, two))
        found = await _look(looker, one)
        assert found is not None
        assert (found.server, found.port) == (f"{one}.local.", 8080)
        assert found.parsed_addresses() == ["127.0.0.1"]
        assert found.decoded_properties == {
            "path": "/", "id": f"id-{one}", "model": "c24-soca", "sn": one, "ver": "9.9"
        }  # fmt: skip
        node = await _look(looker, f"node-{one}", "_stagewatt")
        assert node is not None
        assert node.decoded_properties == {"site": "open"}

        wishes = replace(_wishes(two, three, port=81), addresses=(LOOPBACK, OTHER))
        way.wish(wishes)
        await until(lambda: way.status().names == (two, three))
        await until(lambda: looker.zeroconf.cache.get_by_details(
            f"{one}._http._tcp.local.", 33, 1) is None)  # fmt: skip
        changed = await _look(looker, two)
        assert changed is not None
        assert changed.port == 81
        assert set(changed.parsed_addresses()) == {"127.0.0.1", "127.0.0.2"}
    await until(lambda: not looker.zeroconf.cache.entries_with_name(f"{two}.local."))


@pytest.mark.parametrize(("theirs", "kept"), [("126.0.0.1", True), ("128.0.0.1", False)])
async def test_two_that_find_each_other_late_part_by_their_addresses(
    looker: AsyncZeroconf, theirs: str, kept: bool
) -> None:
    name = _name("rack")
    way = _way()
    async with running(way):
        way.wish(_wishes(name))
        await until(lambda: way.status().names == (name,))
        info = ServiceInfo(
            "_http._tcp.local.", f"x{name}._http._tcp.local.", port=80, server=f"{name}.local.",
            parsed_addresses=[theirs],
        )  # fmt: skip
        told = await looker.async_register_service(info, cooperating_responders=True)
        if kept:
            await until(lambda: bool(way._names._defend_ns))
            await told
            await until(lambda: not way._names._defend_ns)
            assert way.status().names == (name,)
        else:
            await until(lambda: way.status().names == (f"{name}-2",))
            await told


async def test_what_cannot_be_opened_is_told_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    name = _name("rack")

    def held(**_: object) -> AsyncZeroconf:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(mdns, "AsyncZeroconf", held)
    monkeypatch.setattr(mdns, "RETRY_S", 0.05)
    caplog.set_level(logging.WARNING, "stagewatt")
    told: list[object] = []
    way = _way(lambda: told.append(way.decided))
    async with running(way):
        assert way.status().why == NO_ADDRESS
        way.wish(_wishes(name))
        assert way.decided is None
        await until(lambda: len(told) >= 2)
    assert told[0] == _wishes(name).names
    assert way.status().why == f"port 5353 is held by another program ({mdns._HOLDER})"
    assert len(caplog.messages) == 1


async def test_an_interface_that_goes_between_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(**_: object) -> AsyncZeroconf:
        raise RuntimeError("No adapter found for index 3")

    way = _way()
    async with running(way):
        with monkeypatch.context() as patch:
            patch.setattr(mdns, "AsyncZeroconf", gone)
            way.wish(_wishes(_name("rack")))
            await until(lambda: way.status().why not in {None, NO_ADDRESS})
            assert not way.status().on
        way.wish(_wishes(_name("rack")))
        await until(lambda: way.status().on)
        way.wish(Wishes())
        await until(lambda: way.status().why == NO_ADDRESS)


def test_only_interfaces_that_are_there_are_spoken_on() -> None:
    gone = LocalAddress(ip="fe80::4242", prefix=64, interface="none", index=4242)
    six = LocalAddress(ip="::1", prefix=128, interface="lo", index=1)
    assert mdns_records.interfaces((LOOPBACK, six, gone)) == ["127.0.0.1", 1]


async def test_the_others_take_the_name_that_mdns_settled_on(
    looker: AsyncZeroconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = _name("rack")
    theirs = ServiceInfo(
        "_http._tcp.local.", f"{name}._http._tcp.local.", port=80, server=f"{name}.local.",
        parsed_addresses=["127.0.0.77"],
    )  # fmt: skip
    await (await looker.async_register_service(theirs))
    service = NamesService(Switches(netbios=False), SystemClock(), random.random, "9.9")
    async with running(service):
        wishes = _wishes(name)
        service.update(
            names=wishes.names, addresses=wishes.addresses, http_port=80, about={"site": "open"}
        )
        await until(lambda: service.status()[2].names == (f"{name}-2",))
        found = await _look(looker, f"{name}-2")
        assert found is not None
        assert found.server == f"{name}-2.local."
        assert set(service.called()) == {f"{name}-2", f"{name}-2.local"}
        assert [status.why for status in service.status()] == [None, SWITCHED_OFF, None]


async def test_all_switched_off_is_quiet() -> None:
    off = Switches(mdns=False, netbios=False, llmnr=False)
    service = NamesService(off, SystemClock(), random.random, "9.9")
    async with running(service):
        service.update(names=(), addresses=(LOOPBACK,), http_port=80, about={})
        await asyncio.sleep(0)
        assert [(s.way, s.on, s.why) for s in service.status()] == [
            (way, False, SWITCHED_OFF) for way in ("mdns", "netbios", "llmnr")
        ]
        assert service.called() == ()


async def test_without_mdns_the_others_take_the_wishes() -> None:
    name = _name("rack")
    switches = Switches(mdns=False, netbios=True, llmnr=True)
    service = NamesService(switches, SystemClock(), random.random, "9.9")
    wishes = _wishes(name)
    async with running(service):
        service.update(
            names=wishes.names, addresses=wishes.addresses, http_port=80, about={"site": "open"}
        )
        await until(lambda: service.status()[2].names == (name,))
        assert service.called() == (name,)
