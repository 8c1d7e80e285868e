"""Phases as a type: order, access and mapping."""

from stagewatt.domain.phases import L123, L123N, L123Sum, LineToLine, Phase


def test_the_three_phases_keep_their_order() -> None:
    volts = L123.of(lambda phase: f"{phase} live")
    assert list(volts) == ["L1 live", "L2 live", "L3 live"]
    assert [volts[phase] for phase in Phase] == list(volts)
    assert volts.map(len) == L123.all(7)


def test_the_neutral_comes_last_and_can_be_left_out() -> None:
    amps = L123N(1.0, 2.0, 3.0, 4.0)
    assert list(amps) == [1.0, 2.0, 3.0, 4.0]
    assert amps.phases == L123(1.0, 2.0, 3.0)
    assert list(L123N.all(0)) == [0, 0, 0, 0]


def test_the_sum_comes_last_and_can_be_left_out() -> None:
    watts = L123Sum(1.0, 2.0, 3.0, 6.0)
    assert list(watts) == [1.0, 2.0, 3.0, 6.0]
    assert watts.phases == L123(1.0, 2.0, 3.0)
    assert list(L123Sum.all(None)) == [None] * 4


def test_pairs_of_phases_go_round() -> None:
    assert list(LineToLine(398.0, 399.0, 400.0)) == [398.0, 399.0, 400.0]
    assert list(LineToLine.all(400.0)) == [400.0] * 3
