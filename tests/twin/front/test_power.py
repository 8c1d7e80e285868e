"""Powerlock: any order is possible, and remarks say what was wrong with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.catalogue.load import model
from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.twin.front import CONDUCTORS, NOTICES_MAX, Conductor, Front, fresh_front
from stagewatt.twin.front.power import ORDER, UNDER_LOAD, Carrying, move_power

PDU, C24 = model("smartpdu-48"), model("c24-soca")
IDLE = Carrying(i_a=dict.fromkeys(CONDUCTORS - {Conductor.PE}, 0.0), waiting=False)
RIGHT = ("pe", "n", "l1", "l2", "l3")


def moved(
    front: Front, *names: str, on: bool, side: str = "drain", carrying: Carrying = IDLE
) -> Front:
    for name in names:
        front = move_power(PDU, front, (side, name, on), carrying, 3_000_000_000)
    return front


def codes(front: Front) -> list[str]:
    return [each.code for each in front.notices]


@pytest.mark.parametrize("side", ["drain", "source"])
def test_the_right_order_has_no_remark(side: str) -> None:
    apart = moved(fresh_front(PDU), *reversed(RIGHT), on=False, side=side)
    assert (apart.drain if side == "drain" else apart.source) == frozenset()
    assert (apart.drain_open if side == "drain" else apart.source_open) == CONDUCTORS
    together = moved(apart, *RIGHT, on=True, side=side)
    assert together == fresh_front(PDU)


@given(st.permutations(RIGHT))
def test_every_other_order_is_possible_and_has_one(order: list[str]) -> None:
    apart = replace(fresh_front(PDU), drain=frozenset())
    assert (codes(moved(apart, *order, on=True)) == []) == (tuple(order) == RIGHT)
    apart = moved(fresh_front(PDU), *order, on=False)
    assert apart.drain == frozenset()
    assert (codes(apart) == []) == (tuple(order) == RIGHT[::-1])


def test_the_words() -> None:
    apart = replace(fresh_front(PDU), drain=frozenset())
    (notice,) = moved(apart, "pe", "l1", on=True).notices
    assert (notice.t_s, notice.code) == (3.0, ORDER)
    assert notice.text == "drain: L1 was connected before N"
    (notice,) = moved(fresh_front(PDU), "n", on=False).notices
    assert notice.text == "drain: N was disconnected before L3, L2, L1"


def test_under_load() -> None:
    loaded = Carrying(i_a={**IDLE.i_a, Conductor.L3: 120.4}, waiting=True)
    (notice,) = moved(fresh_front(PDU), "l3", on=False, carrying=loaded).notices
    assert notice.code == UNDER_LOAD
    assert notice.text == "drain: L3 was disconnected under load, at 120 A"
    apart = replace(fresh_front(PDU), drain=CONDUCTORS - {Conductor.L3})
    (notice,) = moved(apart, "l3", on=True, carrying=loaded).notices
    assert notice.text == "drain: L3 was connected with loads switched on"
    apart = replace(fresh_front(PDU), drain=frozenset())
    assert codes(moved(apart, "pe", on=True, carrying=loaded)) == []


def test_what_is_there_already_is_no_move() -> None:
    front = fresh_front(PDU)
    assert moved(front, "pe", on=True) is front


def test_only_so_many_remarks_are_kept() -> None:
    front = fresh_front(PDU)
    for _ in range(NOTICES_MAX + 5):
        front = moved(moved(front, "pe", on=False), "pe", on=True)
    assert len(front.notices) == NOTICES_MAX
    assert front.notices[-1].text == "drain: PE was disconnected before L3, L2, L1, N"


def test_a_connector_of_one_piece() -> None:
    front = fresh_front(C24)
    loaded = Carrying(i_a={**IDLE.i_a, Conductor.L1: 20.0}, waiting=True)
    apart = move_power(C24, front, ("drain", "all", False), loaded, 0)
    assert apart.drain == frozenset()
    assert [each.text for each in apart.notices] == [
        "drain: the connector was disconnected under load, at 20 A"
    ]
    again = move_power(C24, apart, ("drain", "all", True), IDLE, 0)
    assert again.drain == CONDUCTORS
    assert len(again.notices) == 1


@pytest.mark.parametrize(
    ("rack", "side", "conductor", "error", "where"),
    [
        ("smartpdu-48", "drain", "all", Invalid, "conductor"),
        ("smartpdu-48", "drain", "l4", Invalid, "conductor"),
        ("smartpdu-48", "side", "l1", Invalid, "side"),
        ("c24-soca", "drain", "l1", Invalid, "conductor"),
        ("c24-soca", "source", "all", Unknown, "side"),
    ],
)
def test_what_cannot_be(
    rack: str, side: str, conductor: str, error: type[Invalid | Unknown], where: str
) -> None:
    which = model(rack)
    with pytest.raises(error) as caught:
        move_power(which, fresh_front(which), (side, conductor, False), IDLE, 0)
    assert caught.value.where == where
    assert fresh_front(C24).source_open == frozenset()
