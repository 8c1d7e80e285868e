"""The meter's display: every page in the manuals' order, brightness, darkness, its few digits."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.phases import L123, L123N, LineToLine
from stagewatt.meters.registry import METERS
from stagewatt.physics.demand import Demand, Kind
from stagewatt.twin.display import Display, Row, Shown, buttons, pressed, shown
from stagewatt.twin.display.digits import written
from stagewatt.twin.display.lcd import FACES, LEVELS
from stagewatt.twin.energies import Energies
from stagewatt.twin.meter import DEMANDS, Meter
from stagewatt.twin.meter_setup import Setup
from stagewatt.twin.reading import Reading
from stagewatt.twin.seen import DISTORTION, WATCHED, Seen

GOLDEN = Path(__file__).parents[2] / "golden" / "display"

READING = Reading(
    v_ln_v=L123(229.44, 230.06, 231.0),
    v_ll_v=LineToLine(398.0, 399.5, 999.96),
    i_a=L123N(262.1, 60.0, 0.5, 71.72),
    f_hz=49.98,
    p_w=L123(20_000.0, 15_000.0, 10_670.0),
    q_var=L123(-1000.0, -234.0, 0.0),
    s_va=L123(20_020.0, 15_000.0, 10_670.0),
)


def in_order(order: tuple[str, ...], values: dict[str, float]) -> tuple[float, ...]:
    return tuple(values.get(name, 0.0) for name in order)


def a_meter() -> Meter:
    """A meter that has seen and counted what the golden pages tell."""
    amps = {"i_demand_a.l1": 200.0, "i_demand_a.l2": 50.0, "i_demand_a.l3": 0.25}
    most = {"i_demand_a.l1": 250.0, "i_demand_a.l2": 55.0, "i_demand_a.l3": 0.75}
    power = {"p_demand_w.import": 9999.0, "s_demand_va.sum": 10_000.0}
    most_power = {"p_demand_w.import": 12_350.0, "s_demand_va.sum": 12_341.0}
    high = {"i_{}_a.l1": 300.0, "i_{}_a.l2": 61.0, "i_{}_a.l3": 0.5, "i_{}_a.n": 80.0}
    thd = {
        "thd_i_mean_pct.l1": 125.0,
        "thd_i_mean_pct.l2": 31.0,
        "thd_i_mean_pct.l3": 1000.0,
        "thd_v_ln_mean_pct.l1": 20.0,
        "thd_v_ln_mean_pct.l2": 10.0,
    }
    return Meter(
        setup=Setup(window_s=0.0),
        demand=Demand(
            kind=Kind.SLIDING,
            window_s=0.0,
            intervals=1,
            sums=(0.0,) * len(DEMANDS),
            level=in_order(DEMANDS, amps | power),
            largest=in_order(DEMANDS, most | most_power),
        ),
        total=Energies(wh=(1_234_560.0, 0.0, 0.0), import_varh=(1e9, 0.0, 0.0)),
        partial=Energies(wh=(300_000.0, 12_400.0, 0.0), vah=1.0),
        seen=Seen(
            up_s=10.0,
            low=(0.0,) * len(WATCHED),
            high=in_order(WATCHED, high),
            distortion_pct_s=in_order(DISTORTION, thd),
            temperature_max_c=45.0,
        ),
    )


def seen(display: Display, kind: str) -> Shown:
    return shown(display, kind, a_meter(), READING, 31.4)


def texts(rows: tuple[Row, ...]) -> list[list[str]]:
    return [[row.label, row.value, row.unit] for row in rows]


@pytest.fixture(params=sorted(FACES))
def kind(request: pytest.FixtureRequest) -> str:
    """Each meter's front in turn."""
    name: str = request.param
    return name


@pytest.fixture
def golden(kind: str) -> dict[str, Any]:
    pages: dict[str, Any] = json.loads((GOLDEN / f"{kind}.json").read_text())
    return pages


def test_every_page_comes_in_the_manuals_order(kind: str, golden: dict[str, Any]) -> None:
    display = Display()
    assert [button.id for button in buttons(kind)] == list(golden["buttons"])
    for button, pages in golden["buttons"].items():
        for page, rows in pages.items():
            display = pressed(display, kind, [button])
            now = seen(display, kind)
            assert (now.page, texts(now.rows)) == (page, rows)
            assert texts((now.bottom,)) == [golden["bottom"]]
        display = pressed(display, kind, [button])
        assert seen(display, kind).page == "home"
        assert texts(seen(display, kind).rows) == golden["home"]


def test_another_button_begins_with_its_own_first_page(kind: str) -> None:
    first, second = buttons(kind)[:2]
    display = pressed(pressed(Display(), kind, [first.id]), kind, [first.id])
    assert display.page == first.pages[1].id
    assert pressed(display, kind, [second.id]).page == second.pages[0].id


def test_every_meter_has_a_front() -> None:
    assert set(FACES) == set(METERS)
    for face in FACES.values():
        assert face.centre < {button.id for button in face.buttons}


def test_a_tap_on_both_centre_buttons_steps_the_brightness(kind: str) -> None:
    centre = FACES[kind].centre
    display, levels = Display(page="f"), []
    for _ in range(len(LEVELS) + 1):
        levels.append(display.brightness)
        display = pressed(display, kind, centre, 0.1)
    assert levels == [0.8, 1.0, 0.2, 0.4, 0.6, 0.8]
    assert display.page == "f"


def test_holding_them_sweeps_it_up_and_down(kind: str) -> None:
    centre = FACES[kind].centre
    once = pressed(Display(brightness=0.4), kind, centre, 1.0)
    assert once.brightness == pytest.approx(0.8)
    # The next one goes the other way.
    assert pressed(once, kind, centre, 1.0).brightness == pytest.approx(0.4)
    # Two seconds to the top, then back.
    assert pressed(Display(brightness=0.2), kind, centre, 2.5).brightness == pytest.approx(0.8)
    assert pressed(Display(brightness=1.0), kind, centre, 1.0).brightness == pytest.approx(0.6)


@given(
    brightness=st.sampled_from(LEVELS),
    rising=st.booleans(),
    held=st.lists(st.floats(0, 1e4), max_size=5),
)
def test_it_is_never_brighter_or_darker_than_its_ends(
    brightness: float, rising: bool, held: list[float]
) -> None:
    display = Display(brightness=brightness, rising=rising)
    for held_s in held:
        display = pressed(display, "sdm630", ["P", "V/Hz"], held_s)
        assert LEVELS[0] <= display.brightness <= LEVELS[-1]


def test_without_its_supply_it_is_dark(kind: str) -> None:
    dark = shown(Display(), kind, replace(a_meter(), up=False), READING)
    assert dark == Shown(page="home", lit=False, brightness=0.0)
    assert not dark.rows


def test_what_was_never_seen_has_no_digits() -> None:
    display = Display(page="t.now")
    assert texts(shown(display, "diris_a10", Meter(), READING).rows) == [["T", "----", "°C"]]
    assert texts(shown(Display(page="i.max"), "diris_a10", Meter(), READING).rows)[0][1] == "----"


def test_a_page_of_another_front_is_home() -> None:
    assert seen(Display(page="t.now"), "sdm630").page == "home"


def test_what_cannot_be_pressed_is_said() -> None:
    with pytest.raises(Unknown, match="no button 'degC'; there are: I, V/Hz, P, E"):
        pressed(Display(), "sdm630", ["degC"])
    with pytest.raises(Unknown, match="no display of a 'abb_b23'; there are: "):
        buttons("abb_b23")
    with pytest.raises(Invalid, match="centre"):
        pressed(Display(), "sdm630", ["I", "E"])
    with pytest.raises(Invalid, match="centre"):
        pressed(Display(), "sdm630", [])
    for held_s in (-1.0, float("nan"), float("inf")):
        with pytest.raises(Invalid, match="0 s or longer"):
            pressed(Display(), "sdm630", ["I"], held_s)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.0, "A", "0.00 A"),
        (-0.001, "A", "0.00 A"),
        (99.994, "A", "99.99 A"),
        (99.996, "A", "100.0 A"),
        (12_000.0, "A", "---- A"),
        (9999.4, "W", "9999 W"),
        (9999.6, "W", "10.00 kW"),
        (-12_340.0, "W", "-12.34 kW"),
        (1.5e7, "W", "15.00 MW"),
        (0.97654, "", "0.977 "),
        (-0.5, "", "-0.500 "),
        (99_999_940.0, "kWh", "99999.9 kWh"),
        (123_456_789.0, "kWh", "123457 kWh"),
        (2.5e9, "kWh", "2500.00 MWh"),
        (None, "Hz", "---- Hz"),
    ],
)
def test_digits(value: float | None, unit: str, text: str) -> None:
    assert " ".join(written(value, unit)) == text


@given(
    value=st.floats(-1e9, 1e9),
    unit=st.sampled_from(["V", "A", "W", "var", "VA", "Hz", "", "%", "°C", "kWh", "kvarh"]),
)
def test_there_are_never_more_digits_than_room(value: float, unit: str) -> None:
    text, _ = written(value, unit)
    assert sum(map(str.isdigit, text)) <= (6 if unit in {"kWh", "kvarh"} else 4)
