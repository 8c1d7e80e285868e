import time

import pytest
from tests.netns.net import Net
from tests.netns.stage import SLACK_S, Speaker, all_see_all, eventually

pytestmark = pytest.mark.netns

BACK_S = 6.0 + SLACK_S
GONE_S = 2.5 + SLACK_S


def pair(net: Net) -> tuple[Speaker, Speaker]:
    net.switch("s")
    net.host("a", "s", "10.0.0.1/24")
    net.host("b", "s", "10.0.0.2/24")
    a, b = Speaker(net, "a"), Speaker(net, "b")
    all_see_all([a, b])
    return a, b


def answers(one: Speaker, other: Speaker) -> float:
    """Wait until a question is answered; return when."""
    eventually(lambda: one.answer("ask", node=other.node, timeout_s=0.5)["text"] is not None)
    return time.monotonic()


def test_an_address_that_changes_while_running() -> None:
    """DHCP, then link-local because the server is gone, then DHCP again."""
    with Net() as net:
        a, b = pair(net)
        net.readdress("b", "s", "169.254.7.7/16")
        net.run("a", "ip", "addr", "add", "169.254.8.8/16", "dev", "e-s")
        moved = time.monotonic()
        # Who is back at once was never away: there need be no `left` and `joined` between.
        a.wait("met", node=b.node, address="169.254.7.7:7432")
        assert answers(a, b) - moved < BACK_S
        assert answers(b, a) - moved < BACK_S
        net.readdress("b", "s", "10.0.0.9/24")
        moved = time.monotonic()
        a.wait("met", node=b.node, address="10.0.0.9:7432")
        assert answers(a, b) - moved < BACK_S
        assert answers(b, a) - moved < BACK_S


def test_a_cable_pulled_is_noticed_and_put_back_is_found() -> None:
    with Net() as net:
        a, b = pair(net)
        pulled = time.monotonic()
        net.pull("b", "s")
        assert a.wait("left", node=b.node)["at_s"] - pulled < GONE_S
        b.wait("left", node=a.node)
        back = time.monotonic()
        net.put_back("b", "s")
        assert all_see_all([a, b], since=back) - back < BACK_S


@pytest.mark.long
def test_an_address_lost_with_the_cable_and_given_again() -> None:
    with Net() as net:
        a, b = pair(net)
        net.pull("b", "s")
        net.readdress("b", "s", None)
        time.sleep(3.0)
        net.put_back("b", "s")
        back = time.monotonic()
        net.readdress("b", "s", "10.0.0.2/24")
        assert all_see_all([a, b], since=back) - back < BACK_S
        assert b.answer("status")["opened"] >= 2


@pytest.mark.long
@pytest.mark.parametrize("parted_s", [5.0, 30.0, 70.0])
def test_two_halves_of_a_network_heal(parted_s: float) -> None:
    """No carrier goes on any host, and nobody restarts."""
    with Net() as net:
        net.switch("s")
        net.switch("t")
        net.join("s", "t")
        speakers = []
        for number, (name, switch) in enumerate(zip("abcdef", "sssttt", strict=True), start=1):
            net.host(name, switch, f"10.0.0.{number}/24")
            speakers.append(Speaker(net, name))
        all_see_all(speakers)
        net.part("s", "t")
        time.sleep(parted_s + SLACK_S)
        here, there = speakers[:3], speakers[3:]
        assert all(one.having("left", node=far.node) for one in here for far in there)
        assert not any(one.having("left", node=near.node) for one in here for near in here)
        back = time.monotonic()
        net.heal("s", "t")
        met = [
            one.wait("joined", node=far.node, since=back)["at_s"]
            for one in speakers
            for far in (there if one in here else here)
        ]
        assert max(met) - back < BACK_S
