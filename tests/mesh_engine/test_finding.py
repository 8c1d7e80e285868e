import time

import pytest
from tests.netns.net import Net
from tests.netns.stage import SLACK_S, Speaker, all_see_all

pytestmark = pytest.mark.netns

FOUND_S = 5.0 + SLACK_S
NEW_S = 2.0 + SLACK_S


def three(net: Net) -> None:
    net.switch("s")
    for number, name in enumerate("abc", start=1):
        net.host(name, "s", f"10.0.0.{number}/24")


def test_nodes_find_each_other_by_multicast_alone() -> None:
    with Net() as net:
        three(net)
        speakers = [Speaker(net, name) for name in "abc"]
        last = all_see_all(speakers)
        assert last - max(each.opened["at_s"] for each in speakers) < NEW_S
        # Nothing of one's own comes back.
        assert not speakers[0].having("joined", node=speakers[0].node)


def test_where_a_switch_drops_multicast_one_address_by_hand_is_enough_for_all() -> None:
    with Net() as net:
        three(net)
        net.drop_multicast("s")
        a, b = Speaker(net, "a"), Speaker(net, "b", "--call=10.0.0.1")
        c = Speaker(net, "c", "--call=10.0.0.1:7432")
        # b and c know only a: it tells them of each other.
        assert all_see_all([a, b, c]) - c.opened["at_s"] < FOUND_S
        b.wait("met", node=c.node, address="10.0.0.3:7432")
        a.wait("met", node=b.node, address="10.0.0.2:7432")


@pytest.mark.long
def test_without_multicast_or_address_nobody_is_found() -> None:
    with Net() as net:
        three(net)
        net.drop_multicast("s")
        a, b = Speaker(net, "a"), Speaker(net, "b")
        time.sleep(2.5)
        assert not a.having("joined")
        assert not b.having("joined")


def test_an_address_remembered_from_before_is_called_until_it_answers() -> None:
    with Net() as net:
        three(net)
        net.drop_multicast("s")
        remembered = ("--remember=10.0.0.77:7432", "--remember=10.0.0.2:7432")
        a = Speaker(net, "a", *remembered)
        time.sleep(1.0)
        b = Speaker(net, "b")
        assert all_see_all([a, b]) - b.opened["at_s"] < FOUND_S


def test_two_subnets_joined_by_a_router_by_an_address_one_way() -> None:
    with Net() as net:
        net.switch("s")
        net.switch("t")
        net.router("r", {"s": "10.0.1.1/24", "t": "10.0.2.1/24"})
        net.host("a", "s", "10.0.1.2/24", gateway="10.0.1.1")
        net.host("b", "s", "10.0.1.3/24", gateway="10.0.1.1")
        net.host("c", "t", "10.0.2.2/24", gateway="10.0.2.1")
        net.host("d", "t", "10.0.2.3/24", gateway="10.0.2.1")
        a, b = Speaker(net, "a"), Speaker(net, "b")
        c, d = Speaker(net, "c"), Speaker(net, "d", "--call=10.0.1.2")
        every = [a, b, c, d]
        assert all_see_all(every) - d.opened["at_s"] < FOUND_S
        for one in every:
            for other in every:
                if one is not other:
                    answer = one.answer("ask", node=other.node)
                    assert answer["text"] == "answer to it", (one.node, other.node)


def test_only_loopback_finds_the_others_on_the_machine_and_the_network_never_does() -> None:
    with Net() as net:
        net.switch("s")
        net.host("a", "s", "10.0.0.1/24")
        net.host("b", "s", "10.0.0.2/24")
        here = "--interface=127.0.0.1"
        one, two = Speaker(net, "a", here, name="one"), Speaker(net, "a", here, name="two")
        b = Speaker(net, "b", "--call=10.0.0.1")
        all_see_all([one, two])
        time.sleep(1.0)
        assert not b.having("joined")
        assert two.opened["port"] == 7433


def test_with_no_interface_up_a_node_lives_and_finds_its_neighbour_on_the_machine() -> None:
    with Net() as net:
        net.switch("s")
        net.host("a", "s", "10.0.0.1/24")
        net.readdress("a", "s", None)
        all_see_all([Speaker(net, "a", name="one"), Speaker(net, "a", name="two")])
