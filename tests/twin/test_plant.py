"""What is drawn once for a rack, and where it stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stagewatt.catalogue.load import model
from stagewatt.domain.errors import Unknown
from stagewatt.domain.rack import CtPosition
from stagewatt.twin.plant import NOISE_LIMIT, build


@pytest.mark.unmeasured
def test_breakers_stay_inside_what_was_published_or_assumed() -> None:
    for seed in range(20):
        plant = build(model("smartpdu-72"), serial="1", seed=seed)
        for each in plant.ways:
            assert 1.05 <= each.overload.pickup <= 1.24
            if each.residual is not None:
                assert 0.020 <= each.residual.threshold_a <= 0.027
        assert plant.main is not None
        assert 1.10 <= plant.main.pickup <= 1.20


def test_c24_breakers_do_not_trip_below_24_ma() -> None:
    ways = build(model("c24"), serial="1", seed=3).ways
    thresholds = [each.residual.threshold_a for each in ways if each.residual is not None]
    assert thresholds
    assert all(0.024 <= threshold <= 0.028 for threshold in thresholds)


def test_the_main_stands_as_it_leaves_the_factory() -> None:
    main = build(model("smartpdu-72"), serial="1").main
    assert main is not None
    assert (main.ir_a, main.isd_a, main.ii_a, main.in_a) == (400.0, 2400.0, 4000.0, None)
    assert (main.tr_s, main.tsd_s, main.tn_s) == (6.0, 0.3, 0.4)
    assert build(model("c24"), serial="1").main is None


def test_a_dial_without_off_must_not_be_off() -> None:
    rack = model("smartpdu-36")
    dials = rack.main.dials | {"ir": replace(rack.main.dials["ir"], factory=None)}
    with pytest.raises(ValueError, match="OFF"):
        build(replace(rack, main=replace(rack.main, dials=dials)), serial="1")


def test_the_printed_name_ends_with_the_serial_unless_given() -> None:
    assert build(model("smartpdu-36"), serial="0123456789AB").printed_name == "smartPDU6789AB"
    assert build(model("smartpdu-36"), serial="1", printed_name="FOH").printed_name == "FOH"


def test_transformers_sit_where_the_model_or_the_user_says() -> None:
    assert build(model("smartpdu-36"), serial="1").ct_position is CtPosition.DRAIN
    after = build(model("smartpdu-36"), serial="1", ct_position=CtPosition.AFTER_TAP_OFF)
    assert after.ct_position is CtPosition.AFTER_TAP_OFF


def test_noise_is_small_and_the_same_for_the_same_frame() -> None:
    plant = build(model("smartpdu-72"), serial="1")
    for frame in (0, 1, 4095, 65535):
        noise = plant.noise_of(frame)
        assert len(noise) == 72
        assert max(map(abs, noise)) <= NOISE_LIMIT
        assert noise == plant.noise_of(frame)


def test_a_way_that_is_not_there() -> None:
    with pytest.raises(Unknown, match="no way 'Z1'"):
        build(model("smartpdu-36"), serial="1").at("Z1")
