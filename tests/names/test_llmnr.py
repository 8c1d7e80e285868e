from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.names.conftest import ETH, ETH_6, WLAN, no_chance

from stagewatt.names import dns
from stagewatt.names.addresses import Asker, LocalAddress
from stagewatt.names.claims import STEP_NS
from stagewatt.names.llmnr import DOUBT_NS, TTL_S, LlmnrNames
from stagewatt.names.packets import Call, Reply

NEAR, FAR = Asker("10.0.0.77", 50000), Asker("8.8.8.8", 5355)
NAME = "smartPDU123456"
LATER = 10 * STEP_NS


def _node(*addresses: LocalAddress) -> LlmnrNames:
    node = LlmnrNames(no_chance)
    node.wish((NAME,), addresses or (ETH, ETH_6, WLAN), 0)
    for step in range(4):
        node.tick(step * STEP_NS)
    return node


def _asked(kind: int, name: str = NAME, *, flags: int = 0) -> bytes:
    data = dns.question(7, (name,), kind)
    return data[:2] + flags.to_bytes(2, "big") + data[4:]


def _answer(kind: int, *records: tuple[int, bytes], name: str = NAME) -> bytes:
    message = dns.Message(transaction=7, labels=(name,), kind=kind)
    return dns.answer(message, records, ttl_s=TTL_S, tentative=False)


def test_a_name_is_asked_for_on_every_address_before_it_is_ours() -> None:
    node = LlmnrNames(no_chance)
    node.wish((NAME,), (ETH, ETH_6, WLAN), 0)
    for step in range(3):
        calls = node.tick(step * STEP_NS)
        assert [call.by for call in calls if isinstance(call, Call)] == [ETH, ETH_6, WLAN]
        message = dns.parse(calls[0].data)
        assert message is not None
        assert (message.labels, message.kind) == ((NAME,), dns.ANY)
    assert [*node.held] == []
    assert node.tick(3 * STEP_NS) == ()
    assert [*node.held] == [NAME]
    assert node.goodbye() == ()
    assert node.due_ns is None


@pytest.mark.parametrize(
    ("kind", "records"),
    [
        (dns.A, [(dns.A, ETH.packed)]),
        (dns.AAAA, [(dns.AAAA, ETH_6.packed)]),
        (dns.ANY, [(dns.A, ETH.packed), (dns.AAAA, ETH_6.packed)]),
        (15, []),
    ],
)
def test_our_name_is_answered_with_what_is_on_that_link(
    kind: int, records: list[tuple[int, bytes]]
) -> None:
    for name in (NAME, NAME.upper()):
        reply = _node().heard(_asked(kind, name), NEAR, LATER)
        assert reply == (Reply(_answer(kind, *records, name=name), NEAR),)


@pytest.mark.parametrize("address", [ETH, ETH_6])
def test_an_address_is_answered_with_the_name(address: LocalAddress) -> None:
    data = dns.question(7, dns.reverse(address.ip), dns.PTR)
    (reply,) = _node().heard(data, NEAR, LATER)
    message = dns.Message(transaction=7, labels=dns.reverse(address.ip), kind=dns.PTR)
    records = [(dns.PTR, dns.name_data(NAME))]
    assert reply == Reply(dns.answer(message, records, ttl_s=TTL_S, tentative=False), NEAR)


@pytest.mark.parametrize(
    ("data", "asker"),
    [
        (_asked(dns.A), FAR),
        (_asked(dns.A, "other"), NEAR),
        (dns.question(7, (NAME, "local"), dns.A), NEAR),
        (dns.question(7, dns.reverse("10.0.0.77"), dns.PTR), NEAR),
        (dns.question(7, dns.reverse(WLAN.ip), dns.PTR), NEAR),
        (_asked(dns.A, flags=0x8000), NEAR),
        (_asked(dns.A, "other", flags=0x8000), NEAR),
        (dns.question(7, (NAME, "local"), dns.A)[:2] + b"\x80\0" + _asked(dns.A)[4:], NEAR),
        (b"\0" * 40, NEAR),
    ],
)
def test_what_is_not_ours_to_answer_is_met_with_silence(data: bytes, asker: Asker) -> None:
    node = _node()
    assert node.heard(data, asker, LATER) == ()
    assert node.held == (NAME,)


def test_before_there_is_a_name_no_address_is_answered() -> None:
    node = LlmnrNames(no_chance)
    node.wish((NAME,), (ETH,), 0)
    assert node.heard(dns.question(7, dns.reverse(ETH.ip), dns.PTR), NEAR, 0) == ()


def test_while_it_is_not_known_to_be_unique_the_answer_says_so() -> None:
    node = LlmnrNames(no_chance)
    node.wish((NAME,), (ETH,), 0)
    (own,) = node.tick(0)
    assert node.heard(own.data, Asker(ETH.ip, 5), 1) == (), "our own question, heard back"
    (reply,) = node.heard(_asked(dns.A), NEAR, 1)
    assert isinstance(reply, Reply)
    assert reply.data[2:4] == b"\x81\x00"


@pytest.mark.parametrize(
    ("asker", "tentative", "lost"),
    [
        (Asker("10.0.0.77", 5355), False, True),
        (Asker("10.0.0.3", 5355), False, True),
        (Asker("10.0.0.3", 5355), True, True),
        (Asker("10.0.0.77", 5355), True, False),
        (Asker("fe80::1", 5355, 2), True, True),
        (Asker(ETH.ip, 5355), False, False),
        (FAR, False, False),
    ],
)
def test_of_two_that_want_a_name_one_gets_it(asker: Asker, tentative: bool, lost: bool) -> None:
    node = LlmnrNames(no_chance)
    node.wish((NAME,), (ETH, ETH_6), 0)
    (own, *_) = node.tick(0)
    message = dns.parse(own.data)
    assert message is not None
    records = [(dns.A, bytes((10, 0, 0, 3)))]
    stranger = replace(message, transaction=message.transaction + 1)
    node.heard(dns.answer(stranger, records, ttl_s=30, tentative=False), asker, 1)
    node.heard(dns.answer(message, records, ttl_s=30, tentative=tentative), asker, 1)
    for step in range(2, 7):
        node.tick(step * STEP_NS)
    assert node.held == ((f"{NAME}-2",) if lost else (NAME,))


def test_a_reported_conflict_makes_it_ask_again_but_not_for_every_packet() -> None:
    node = _node(ETH)
    conflict = _asked(dns.A, flags=0x0400)
    assert node.heard(conflict, NEAR, LATER) == ()
    assert node.held == (NAME,)
    assert len([call for step in range(5) for call in node.tick(LATER + step * STEP_NS)]) == 3
    node.heard(conflict, NEAR, LATER + DOUBT_NS - 1)
    assert node.due_ns is None
    node.heard(conflict, NEAR, LATER + DOUBT_NS)
    assert node.due_ns == LATER + DOUBT_NS


def test_other_addresses_make_it_ask_again_and_keep_the_name() -> None:
    node = _node(ETH)
    node.wish((NAME,), (WLAN,), LATER)
    assert node.held == (NAME,)
    assert len(node.tick(LATER)) == 1


def test_a_flood_is_answered_with_a_trickle() -> None:
    node = _node()
    assert sum(len(node.heard(_asked(dns.A), NEAR, LATER)) for _ in range(1000)) == 40


def test_an_answer_fits_into_a_packet_however_many_addresses_there_are() -> None:
    many = [replace(ETH_6, ip=f"fe80::{number:x}") for number in range(1, 99)]
    (reply,) = _node(ETH, *many).heard(_asked(dns.ANY), NEAR, LATER)
    assert len(reply.data) <= dns.PACKET_MAX


@given(st.binary(max_size=600) | st.binary(max_size=50).map(_asked(dns.A)[:12].__add__))
def test_no_packet_breaks_it_or_is_answered_wrongly(data: bytes) -> None:
    node = _node()
    for reply in node.heard(data, NEAR, LATER):
        message = dns.parse(data)
        assert message is not None
        assert not message.answer
        assert message.labels[0].lower() == NAME.lower()
        assert reply.data[:2] == data[:2]
    assert node.held == (NAME,)
