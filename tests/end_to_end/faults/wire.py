"""What a node shows of faults between the rack's devices and itself."""

from __future__ import annotations

import time

import pytest
from tests.end_to_end.faults.picture import (
    ANYTHING,
    BOARD_GONE,
    METER_GONE,
    device_lost,
    near,
    silent,
)
from tests.end_to_end.faults.story import Story, case
from tests.end_to_end.rig import until


def no_meter(it: Story, *faults: str) -> None:
    """See the mains stale and nothing else touched, power going on."""
    it.shows(**METER_GONE, alarms=device_lost("meter", *faults))
    it.ages("mains")
    it.flows(10, 5, 2)


def no_board(it: Story, *faults: str) -> None:
    """See all ways and contacts stale and the mains untouched, power going on."""
    it.shows(within_s=6.0, **BOARD_GONE, alarms=device_lost("board-1", *faults))
    it.ages("contacts")
    it.flows(10, 5, 2)


def no_answer(it: Story, fault: str) -> None:
    """See nothing claimed of a rack that goes on."""
    it.shows(**silent(fault))
    it.ages("mains")
    it.ages("contacts")
    loudest = it.stand.rack()["alarms"][0]["text"]
    assert loudest.startswith("NO ANSWER, TREAT AS LIVE"), loudest
    it.flows(10, 5, 2)


@case("meter_dark")
def _(it: Story) -> None:
    no_meter(it, "timeout")


@case("meter_slow", delay_s=1.5)
def _(it: Story) -> None:
    no_meter(it, "timeout")


@case("meter_slow", delay_s=0.1)
def _(it: Story) -> None:
    time.sleep(0.6)  # what was read before is gone
    ages_s = []
    for _ in range(10):
        ages_s.append(it.stand.rack()["mains"]["age_s"])
        time.sleep(0.07)
    assert min(ages_s) > 0.1, ages_s
    it.shows()
    it.calm()


@case("meter_torn")
def _(it: Story) -> None:
    def torn() -> bool:
        """Whether the currents are of now and the power is of before."""
        mains = it.stand.rack()["mains"]
        i_a, p_w = mains["i_a"]["l1"], mains["p_w"]["sum"]
        return bool(mains["quality"] == "good" and i_a > 13 and p_w == near(3910, 100))

    time.sleep(1.2)  # it has been asked at least twice: there is an answer before
    it.stand.load("A1", 3220.0)
    until(torn, what="two instants side by side")
    it.stand.load("A1", 2300.0)
    it.shows()
    it.calm()


@case("board_silent")
def _(it: Story) -> None:
    it.stand.limit("A2", 3.0)
    try:
        it.shows(
            **BOARD_GONE,
            alarms={
                ("supervision", "A2", "unchecked", ""),
                ("device_lost", "board-1", "active", "timeout"),
            },
        )
        it.repaired()
        it.shows(alarms={("supervision", "A2", "active", "")})
    finally:
        it.stand.limit("A2", None)


@case("board_slow", delay_s=1.5)
def _(it: Story) -> None:
    no_board(it, "timeout")


@case("board_slow", delay_s=0.2)
def _(it: Story) -> None:
    until(lambda: it.stand.way("A1")["quality"] == "stale", what="three polls too late")
    it.shows()
    it.calm()


@case("board_garbage")
def _(it: Story) -> None:
    no_board(it, "garbage", "wrong_device")


@case("board_torn")
def _(it: Story) -> None:
    no_board(it, "torn")


@case("board_failing")
def _(it: Story) -> None:
    no_board(it, "exception")


@case("board_frozen")
def _(it: Story) -> None:
    no_board(it, "implausible")


@case("wrong_unit", device="meter")
@case("wire_garbage", device="meter")
@case("answers_cut", device="meter")
@case("answers_late", device="meter")
def _(it: Story) -> None:
    no_meter(it, "garbage")


@case("wrong_unit", device="board")
@case("wire_garbage", device="board")
@case("answers_cut", device="board")
@case("answers_late", device="board")
@case("answers_mixed", device="board")
def _(it: Story) -> None:
    no_board(it, "garbage")


@case("exceptions", device="meter", code=6)
def _(it: Story) -> None:
    no_meter(it, "exception")


@case("exceptions", device="board", code=6)
def _(it: Story) -> None:
    no_board(it, "exception")


@case("answers_mixed", device="meter")
def _(it: Story) -> None:
    """The block with voltages and currents comes one poll late; blocks of other sizes do not."""
    known = pytest.approx((10, 5, 2), abs=0.25)
    it.shows(i_a=ANYTHING)
    until(lambda: it.stand.rack()["mains"]["i_a"]["n"] is None, what="no other block")
    mains = it.stand.rack()["mains"]
    assert tuple(mains["i_a"].values())[:3] == known, mains
    assert set(mains["v_ll_v"].values()) == {None}, mains
    it.calm()


@case("bus_silent")
def _(it: Story) -> None:
    no_answer(it, "timeout")


@case("connections_refused")
def _(it: Story) -> None:
    no_answer(it, "no_link")


@case("connections_dropped", period_s=1.0)
def _(it: Story) -> None:
    before = it.stand.panel()["modbus"]["cut"]
    until(lambda: it.stand.panel()["modbus"]["cut"] >= before + 3, what="three cuts")
    it.shows(i_a=ANYTHING)
    it.calm()


@case("connections_dropped", period_s=0.05)
def _(it: Story) -> None:
    until(
        lambda: "meter does not answer (no_link): its values are stale or missing" in it.events(),
        what="the meter is lost",
    )
    until(lambda: it.stand.rack()["mains"]["quality"] == "stale", what="its values are stale")
    it.flows(10, 5, 2)


@case("board_clock_drift", drift_pct=50.0)
def _(it: Story) -> None:
    it.nothing()


@case("board_clock_jump", jump_s=3600.0)
def _(it: Story) -> None:
    it.nothing()
    it.stand.hand("e_stop", action="press")
    until(lambda: it.stand.rack()["e_stop"] == "pressed", what="the press is seen")
    ago_s = it.stand.rack()["main_breaker"]["since_s"]
    assert 3600 < ago_s < 3620, ago_s
    it.tells("main breaker tripped, cause E-stop (sensed)")
