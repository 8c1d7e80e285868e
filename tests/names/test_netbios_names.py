import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.names.conftest import ETH, ETH_6, WLAN, no_chance

from stagewatt.names import netbios
from stagewatt.names.addresses import Asker
from stagewatt.names.claims import STEP_NS
from stagewatt.names.netbios_names import NetbiosNames
from stagewatt.names.packets import Call, Reply

NEAR, FAR = Asker("10.0.0.77", 1137), Asker("8.8.8.8", 137)
RACK = netbios.wire_name("smartPDU123456", 0)
LATER = 10 * STEP_NS


def _node(*names: str) -> NetbiosNames:
    node = NetbiosNames(no_chance)
    node.wish(names or ("smartPDU123456",), (ETH, ETH_6, WLAN), 0)
    for step in range(4):
        node.tick(step * STEP_NS)
    return node


def test_a_name_is_claimed_on_every_network_and_then_stated() -> None:
    node = NetbiosNames(no_chance)
    node.wish(("smartPDU123456",), (ETH, ETH_6, WLAN), 0)
    for step in range(3):
        calls = node.tick(step * STEP_NS)
        assert [type(call) for call in calls] == [Call] * 4, "two suffixes, two IPv4 networks"
        assert {call.by for call in calls if isinstance(call, Call)} == {ETH, WLAN}
        assert {call.data[2:4] for call in calls} == {b"\x29\x10"}
    assert node.held == ()
    stated = node.tick(3 * STEP_NS)
    assert {call.data[2:4] for call in stated} == {b"\x28\x10"}
    assert [*node.held] == ["smartPDU123456"]
    assert node.due_ns is None


def test_a_question_for_our_name_is_answered_with_the_address_on_that_link() -> None:
    node = _node()
    assert node.heard(netbios.query(5, RACK), NEAR, LATER) == (
        Reply(netbios.found(5, RACK, [ETH.packed]), NEAR),
    )
    other = Asker("192.168.7.1", 137)
    assert node.heard(netbios.query(5, RACK), other, LATER) == (
        Reply(netbios.found(5, RACK, [WLAN.packed]), other),
    )


@pytest.mark.parametrize("asked", [netbios.ANYBODY, RACK])
def test_a_status_question_lists_all_names(asked: bytes) -> None:
    node = _node("C24-000001", "smartPDU123456")
    (reply,) = node.heard(netbios.query(5, asked, netbios.TYPE_NBSTAT), NEAR, LATER)
    wires = [netbios.wire_name(n, s) for n in ("C24-000001", "smartPDU123456") for s in (0, 0x20)]
    assert reply == Reply(netbios.status(5, asked, wires, ETH.mac), NEAR)


OTHER = netbios.wire_name("other", 0)


@pytest.mark.parametrize(
    ("data", "asker"),
    [
        (netbios.query(5, RACK), FAR),
        (netbios.query(5, RACK), Asker("fe80::1", 137, 2)),
        (netbios.query(5, OTHER), NEAR),
        (netbios.query(5, netbios.ANYBODY), NEAR),
        (netbios.query(5, OTHER, netbios.TYPE_NBSTAT), NEAR),
        (netbios.query(5, RACK, 1), NEAR),
        (netbios.release(5, RACK, bytes(4)), NEAR),
        (netbios.registration(5, OTHER, bytes(4)), NEAR),
        (netbios.registration(5, RACK, ETH.packed), Asker(ETH.ip, 137)),
        (netbios.found(5, RACK, [bytes(4)]), NEAR),
        (b"\0" * 50, NEAR),
    ],
)
def test_what_is_not_ours_to_answer_is_met_with_silence(data: bytes, asker: Asker) -> None:
    assert _node().heard(data, asker, LATER) == ()


@pytest.mark.parametrize("overwrite", [False, True])
def test_our_name_is_defended(overwrite: bool) -> None:
    claim = netbios.registration(5, RACK, bytes((10, 0, 0, 77)), overwrite=overwrite)
    assert _node().heard(claim, NEAR, LATER) == (Reply(netbios.refused(5, RACK, ETH.packed), NEAR),)


def test_a_name_that_is_refused_goes_on_to_the_next() -> None:
    node = NetbiosNames(no_chance)
    node.wish(("smartPDU123456",), (ETH,), 0)
    (call, *_) = node.tick(0)
    number = int.from_bytes(call.data[:2], "big")
    assert node.heard(netbios.refused(number + 1, RACK, bytes(4)), NEAR, 1) == ()
    assert node.heard(netbios.refused(number, RACK, bytes(4)), Asker(ETH.ip, 137), 1) == ()
    assert node.heard(netbios.found(number, RACK, [bytes(4)]), NEAR, 1) == ()
    assert node._claims.tentative == ("smartPDU123456",), "none of these refuses it"
    node.heard(netbios.refused(number, RACK, bytes(4)), NEAR, 1)
    for step in range(2, 7):
        node.tick(step * STEP_NS)
    assert node.held == ("smartPDU123456-2",)
    wire = netbios.wire_name("smartPD123456-2", 0)
    assert node.heard(netbios.query(5, wire), NEAR, LATER) != ()


def test_a_refusal_after_the_claim_takes_nothing_away() -> None:
    node = _node()
    node.heard(netbios.refused(0, RACK, bytes(4)), NEAR, LATER)
    assert node.held == ("smartPDU123456",)


def test_other_addresses_make_the_name_claimed_anew_and_keep_it() -> None:
    node = _node()
    node.wish(("smartPDU123456",), (WLAN,), LATER)
    assert node.held == ("smartPDU123456",)
    assert len(node.tick(LATER)) == 2
    node.wish(("smartPDU123456",), (WLAN,), LATER)
    assert node.tick(LATER) == (), "the same again is nothing new"


def test_names_are_given_up_at_the_end() -> None:
    calls = _node().goodbye()
    assert {call.data[2:4] for call in calls} == {b"\x30\x10"}
    assert len(calls) == 4


def test_a_flood_is_answered_with_a_trickle() -> None:
    node = _node()
    answers = [node.heard(netbios.query(5, RACK), NEAR, LATER) for _ in range(1000)]
    assert sum(map(len, answers)) == 40


@given(st.binary(max_size=600) | st.binary(max_size=50).map(netbios.query(5, RACK)[:14].__add__))
def test_no_packet_breaks_it_or_is_answered_wrongly(data: bytes) -> None:
    node = _node()
    for reply in node.heard(data, NEAR, LATER):
        assert isinstance(reply, Reply)
        packet = netbios.parse(data)
        assert packet is not None
        assert not packet.answer
        assert reply.to == NEAR
        assert reply.data[:2] == data[:2]
    assert node.held == ("smartPDU123456",)
