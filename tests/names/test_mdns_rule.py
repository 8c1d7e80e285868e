from hypothesis import given
from hypothesis import strategies as st
from tests.names.conftest import no_chance

from stagewatt.names.claims import STEP_NS, Step
from stagewatt.names.mdns_rule import DEFEND_NS, FORMER_NS, MdnsNames, Records, keeps

HIGH: Records = frozenset({(1, bytes((10, 0, 0, 9)))})
LOW: Records = frozenset({(1, bytes((10, 0, 0, 2)))})
NOW = 10 * STEP_NS
RECORDS = st.frozensets(st.tuples(st.sampled_from([1, 28]), st.binary(min_size=4, max_size=4)))


def _held(mine: Records) -> MdnsNames:
    names = MdnsNames(no_chance)
    names.wish(["rack"], mine, 0)
    for step in range(4):
        names.tick(step * STEP_NS)
    assert names.held == ("rack",)
    return names


@given(RECORDS, RECORDS)
def test_of_two_hosts_exactly_one_keeps_the_name(one: Records, other: Records) -> None:
    if one and other and not one & other:
        assert keeps(one, other) != keeps(other, one)


def test_a_name_that_somebody_answers_for_is_not_taken() -> None:
    names = MdnsNames(no_chance)
    names.wish(["rack"], HIGH, 0)
    assert names.asked == ("rack",)
    names.heard("RACK", LOW, 0)
    assert names.asked == ("rack-2",)
    assert names.held_for("rack") is None
    for step in range(1, 5):
        names.tick(step * STEP_NS)
    assert names.held_for("rack") == "rack-2"
    assert names.base_of("rack-2") == "rack"


def test_whose_address_is_later_keeps_a_held_name_and_says_so_once() -> None:
    names = _held(HIGH)
    names.heard("rack", LOW | HIGH, NOW)
    names.heard("rack", LOW, NOW + 1)
    assert names.held == ("rack",)
    assert names.due_ns == NOW + DEFEND_NS
    assert names.tick(NOW + DEFEND_NS) == (Step(), ("rack",))
    assert names.due_ns is None


def test_whose_address_is_earlier_gives_it_up() -> None:
    names = _held(LOW)
    names.heard("rack", HIGH, NOW)
    assert names.held == ()
    assert names.asked == ("rack-2",)


def test_a_name_given_up_is_defended_no_more() -> None:
    middle: Records = frozenset({(1, bytes((10, 0, 0, 5)))})
    names = _held(middle)
    names.heard("rack", LOW, NOW)
    names.heard("rack", HIGH, NOW + 1)
    assert names.tick(NOW + DEFEND_NS)[1] == ()


def test_ourselves_heard_back_is_no_conflict() -> None:
    names = _held(LOW)
    assert not names.strange(LOW)
    names.heard("rack", LOW, NOW)
    names.heard("other", HIGH, NOW)
    assert names.held == ("rack",)


def test_our_own_former_address_is_none_either_for_a_while() -> None:
    names = _held(HIGH)
    names.wish(["rack"], LOW, NOW)
    assert names.held == ("rack",)
    assert [*names.asked] == ["rack"], "on another network it is asked for anew"
    assert not names.strange(HIGH)
    names.heard("rack", HIGH, NOW)
    assert names.held == ("rack",)
    names.heard("rack", HIGH, NOW + FORMER_NS + 1)
    assert names.asked == ("rack-2",)


def test_former_addresses_are_forgotten() -> None:
    names = _held(HIGH)
    names.wish(["rack"], LOW, NOW)
    names.wish(["rack"], LOW | HIGH, NOW + FORMER_NS + 1)
    assert names.strange({(1, b"else")})
    assert len(names._former) == 1


def test_a_name_no_longer_held_is_not_announced_anew() -> None:
    names = _held(HIGH)
    names.heard("rack", LOW, NOW)
    names.wish([], HIGH, NOW)
    assert names.tick(NOW + DEFEND_NS) == (Step(), ())
