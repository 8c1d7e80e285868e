"""Meter tables: values in SI both ways, what is impossible, and what a table refuses."""

import pytest

from stagewatt.meters.table import Identify, MeterTable, PfSign, Point, decode, encode, reads
from stagewatt.wire.codecs import STRING, U16, Integer
from stagewatt.wire.plan import Span


def table(*points: Point, pf_sign: PfSign = PfSign.LOAD) -> MeterTable:
    return MeterTable(
        name="toy", title="Toy", source="made up", function=3, points=points, pf_sign=pf_sign
    )


KILO = Point("energy.total_wh", 10, U16, 1000.0)
VOLTS = Point("v_ln_v.l1", 12, Integer(1, missing=0xFFFF), 0.1, 0.0, 300.0)
TOY = table(KILO, VOLTS)


def test_values_are_scaled_to_plain_units_both_ways() -> None:
    values = {"energy.total_wh": 7000.0, "v_ln_v.l1": pytest.approx(230.1)}

    assert decode(TOY, {10: 7, 12: 2301}) == values
    assert encode(TOY, {"energy.total_wh": 7000.0, "v_ln_v.l1": 230.1}) == {10: 7, 12: 2301}


def test_answers_may_come_beside_their_spans() -> None:
    assert decode(TOY, [(Span(10, 3), (7, 99, 2300))]) == decode(TOY, {10: 7, 12: 2300})


def test_an_answer_of_another_size_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="zip"):
        decode(TOY, [(Span(10, 3), (7, 99))])


def test_what_was_not_read_is_absent_and_what_is_impossible_is_none() -> None:
    assert decode(TOY, {12: 3001}) == {"v_ln_v.l1": None}
    assert decode(TOY, {12: 0xFFFF}) == {"v_ln_v.l1": None}
    assert decode(table(Point("t", 0, Integer(1, signed=True), low=0.0)), {0: 0xFFFF}) == {
        "t": None
    }


def test_half_a_value_is_no_value() -> None:
    wide = table(Point("wide", 0, Integer(2)))

    assert decode(wide, {0: 1}) == {}
    assert decode(wide, {1: 1}) == {}
    assert decode(wide, {0: 0, 1: 0}) == {"wide": 0}


def test_names_that_a_table_lacks_are_left_out() -> None:
    assert reads(TOY, ["v_ln_v.l1", "f_hz"]) == (Span(12, 1),)
    assert encode(TOY, {"f_hz": 50.0, "v_ln_v.l1": None}) == {12: 0xFFFF}


def test_a_table_reads_by_its_own_rules() -> None:
    spread = MeterTable(
        name="toy",
        title="",
        source="",
        function=3,
        points=tuple(Point(f"p{at}", at, U16) for at in (0, 1, 2, 10, 20)),
        max_words=12,
        borders=(2,),
        hole_cost=9,
    )

    assert reads(spread) == (Span(0, 2), Span(2, 9), Span(20, 1))


@pytest.mark.parametrize(
    ("pf", "reactive", "signed"),
    [(0.9, 100, 0.9), (0.9, -100, -0.9), (-0.9, 100, 0.9), (-0.9, -5, -0.9), (0.5, 0, 0.5)],
)
def test_a_directional_power_factor_takes_its_sign_from_the_reactive_power(
    pf: float, reactive: int, signed: float
) -> None:
    points = (
        Point("pf.l2", 0, Integer(1, signed=True), 0.1),
        Point("q_var.l2", 1, Integer(1, signed=True)),
    )
    words = {0: round(pf * 10) & 0xFFFF, 1: reactive & 0xFFFF}

    assert decode(table(*points, pf_sign=PfSign.DIRECTION), words)["pf.l2"] == pytest.approx(signed)
    assert decode(table(*points), words)["pf.l2"] == pytest.approx(pf)


def test_without_reactive_power_the_sign_stays() -> None:
    lone = table(Point("pf.sum", 0, Integer(1, signed=True), 0.1), pf_sign=PfSign.DIRECTION)

    assert decode(lone, {0: 0xFFF7}) == {"pf.sum": pytest.approx(-0.9)}


def test_two_points_of_one_name_or_place_are_refused() -> None:
    with pytest.raises(ValueError, match="more than one point is called p"):
        table(Point("p", 0, U16), Point("p", 1, U16))
    with pytest.raises(ValueError, match="p and q overlap"):
        table(Point("q", 1, U16), Point("p", 0, Integer(2)))


def test_a_device_is_told_by_the_beginning_of_a_text() -> None:
    identify = Identify(3, 50058, STRING(8), "diris a")

    assert identify.span == Span(50058, 8)
    assert identify.fits(STRING(8).encode("DIRIS A-10"))
    assert not identify.fits(STRING(8).encode("COUNTIS E24"))
    assert not identify.fits((0xFFFF,) * 8)
    assert identify.fits(tuple(identify.image().values()))
    assert tuple(identify.image()) == tuple(range(50058, 50066))
