"""Dials, cover and key: only what the model has, only its steps, only behind an open cover."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stagewatt.catalogue.load import model
from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.physics.trip import electronic
from stagewatt.twin.front import dials, fresh_front

PDU72, PDU36, C24, C12 = map(model, ("smartpdu-72", "smartpdu-36", "c24-soca", "c12b-11"))
OPEN72 = replace(fresh_front(PDU72), cover_open=True)


def test_the_factorys_settings() -> None:
    assert fresh_front(PDU72).dials == {
        "ir": 1.0,
        "isd": 6.0,
        "ii": 10.0,
        "in": None,
        "tr": 6.0,
        "tsd": 0.3,
        "tn": 0.4,
    }
    assert fresh_front(C24).dials == {}
    assert fresh_front(C12).relay is None


def test_every_step_of_every_dial_can_be_set() -> None:
    for name, dial in PDU72.main.dials.items():
        for step in dial.steps:
            assert dials.set_dial(PDU72, OPEN72, name, step).dials[name] == step


@pytest.mark.parametrize(
    ("dial", "value", "error", "where"),
    [
        ("ir", 0.85, Invalid, "value"),
        ("ir", None, Invalid, "value"),
        ("ig", 0.5, Unknown, "dial"),
        ("relay_a", 0.03, Unknown, "dial"),
    ],
)
def test_what_is_no_step(
    dial: str, value: float | None, error: type[Invalid | Unknown], where: str
) -> None:
    with pytest.raises(error) as caught:
        dials.set_dial(PDU72, OPEN72, dial, value)
    assert caught.value.where == where


def test_the_cover_must_be_open() -> None:
    with pytest.raises(Invalid, match="cover") as caught:
        dials.set_dial(PDU72, fresh_front(PDU72), "ir", 0.8)
    assert caught.value.where == "cover"
    opened = dials.move_cover(PDU72, fresh_front(PDU72), to_open=True)
    assert dials.set_dial(PDU72, opened, "ir", 0.8).dials["ir"] == 0.8
    assert not dials.move_cover(PDU72, opened, to_open=False).cover_open


def test_the_times_of_the_smaller_size_are_fixed() -> None:
    opened = dials.move_cover(PDU36, fresh_front(PDU36), to_open=True)
    with pytest.raises(Invalid, match="tR of this breaker cannot be set"):
        dials.set_dial(PDU36, opened, "tr", 12.0)


def test_a_switch_disconnector_has_neither_dials_nor_cover() -> None:
    with pytest.raises(Unknown, match="there are: none"):
        dials.set_dial(C12, fresh_front(C12), "ir", 1.0)
    with pytest.raises(Unknown, match="no cover"):
        dials.move_cover(C12, fresh_front(C12), to_open=True)


def test_dials_become_amps_and_seconds_and_the_device_stays_itself() -> None:
    base = electronic.Settings(
        ir_a=400, isd_a=2400, ii_a=4000, in_a=None, tr_s=6, tsd_s=0.3, tn_s=0.4, pickup=1.12
    )
    set_to = {"ir": 0.5, "isd": None, "ii": 1.5, "in": 1.0, "tr": 3.0, "tsd": 0.1, "tn": 0.2}
    settings = dials.dialled(base, PDU72.main, set_to)
    assert settings == replace(
        base, ir_a=200, isd_a=None, ii_a=600, in_a=400, tr_s=3, tsd_s=0.1, tn_s=0.2
    )
    assert dials.dialled(base, PDU72.main, fresh_front(PDU72).dials) == base
    with pytest.raises(ValueError, match="OFF"):
        dials.dialled(base, PDU72.main, {**set_to, "ir": None})


class TestRelay:
    FRONT = fresh_front(C24)

    def test_it_stands_as_the_factory_left_it(self) -> None:
        fitted = dials.relay_of(C24, self.FRONT)
        assert fitted is not None
        assert (fitted.setting.way, fitted.setting.threshold_a, fitted.setting.delay_s) == (
            "X1",
            0.03,
            0.02,
        )
        assert dials.relay_of(PDU72, OPEN72) is None

    def test_its_dials_need_no_cover(self) -> None:
        front = dials.set_dial(C24, self.FRONT, "relay_a", 0.3)
        front = dials.set_dial(C24, front, "relay_s", 5.0)
        assert front.relay is not None
        assert (front.relay.threshold_a, front.relay.delay_s) == (0.3, 5.0)

    @pytest.mark.parametrize("value", [0.05, None])
    def test_only_its_steps(self, value: float | None) -> None:
        with pytest.raises(Invalid) as caught:
            dials.set_dial(C24, self.FRONT, "relay_a", value)
        assert caught.value.where == "value"

    def test_the_key_disables_it(self) -> None:
        assert self.FRONT.protects("X1")
        off = dials.turn_key(C24, self.FRONT, on=False)
        assert not off.protects("X1")
        assert off.protects("1")
        assert dials.turn_key(C24, off, on=True) == self.FRONT
        with pytest.raises(Unknown, match="no key switch"):
            dials.turn_key(PDU72, OPEN72, on=False)


def test_units() -> None:
    assert [dials.unit(name) for name in dials.LABELS] == ["x In"] * 4 + ["s"] * 3
