"""Monitor buttons, knobs and exchangeable modules."""

from __future__ import annotations

import math

import pytest

from stagewatt.catalogue.load import model
from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.domain.rack import RackModel
from stagewatt.twin.front import fresh_front, rear, removed_ways

PDU, C24, C12 = model("smartpdu-48"), model("c24-soca"), model("c12b-11")


def test_a_monitor_button_sends_its_way_to_the_groups_meter() -> None:
    front = rear.press_monitor(PDU, fresh_front(PDU), "A3")
    front = rear.press_monitor(PDU, front, "B1")
    assert front.selected == {"A": "A3", "B": "B1"}
    front = rear.press_monitor(PDU, front, "A7")
    assert front.selected == {"A": "A7", "B": "B1"}
    assert rear.press_monitor(PDU, front, "A7").selected == {"B": "B1"}


@pytest.mark.parametrize(("rack", "way"), [(PDU, "X1"), (PDU, "Z1"), (C24, "1"), (C12, "1")])
def test_not_every_way_has_one(rack: RackModel, way: str) -> None:
    with pytest.raises(Unknown) as caught:
        rear.press_monitor(rack, fresh_front(rack), way)
    assert caught.value.where == "way"


def test_knobs() -> None:
    front = rear.turn_knob(PDU, fresh_front(PDU), "backlight", 0.25)
    front = rear.turn_knob(PDU, front, "work_light", 1)
    assert (front.backlight, front.work_light) == (0.25, 1)
    for value in (-0.1, 1.1, math.nan):
        with pytest.raises(Invalid) as caught:
            rear.turn_knob(PDU, front, "backlight", value)
        assert caught.value.where == "value"
    with pytest.raises(Unknown, match="there are: none"):
        rear.turn_knob(C24, fresh_front(C24), "backlight", 0.5)
    assert (fresh_front(C24).backlight, fresh_front(C24).work_light) == (None, None)


class TestModules:
    FRONT = fresh_front(PDU)

    def test_out_and_in_with_the_breakers_off(self) -> None:
        out = rear.move_module(PDU, self.FRONT, ("B", None), {"A1"}, 0)
        assert out.modules["B"] is None
        assert removed_ways(PDU, out) == {f"B{n}" for n in range(1, 13)}
        assert removed_ways(PDU, self.FRONT) == frozenset()
        back = rear.move_module(PDU, out, ("B", "powercon"), set(), 0)
        assert back.modules["B"] == "powercon"
        assert back.notices == ()

    def test_with_breakers_on_it_wears(self) -> None:
        out = rear.move_module(PDU, self.FRONT, ("A", None), {"A1", "A2", "B1"}, 2_000_000_000)
        (notice,) = out.notices
        assert (notice.t_s, notice.code) == (2.0, rear.HOT_SWAP)
        assert notice.text.startswith("module A was taken out with 2 ways on: its contacts wear")
        (_, notice) = rear.move_module(PDU, out, ("A", "socapex-19"), {"A3"}, 0).notices
        assert notice.text.startswith("module A was fitted with way A3 on")

    @pytest.mark.parametrize(
        ("group", "module", "where"),
        [("Z", None, "group"), ("A", "socapex-19", "action"), ("A", "schuko", "module")],
    )
    def test_what_cannot_be(self, group: str, module: str | None, where: str) -> None:
        with pytest.raises((Invalid, Unknown)) as caught:
            rear.move_module(PDU, self.FRONT, (group, module), set(), 0)
        assert caught.value.where == where

    def test_what_is_out_cannot_be_taken_out(self) -> None:
        out = rear.move_module(PDU, self.FRONT, ("A", None), set(), 0)
        with pytest.raises(Invalid, match="out already"):
            rear.move_module(PDU, out, ("A", None), set(), 0)

    def test_not_every_outlet_is_a_module(self) -> None:
        with pytest.raises(Unknown, match="no exchangeable module"):
            rear.move_module(C24, fresh_front(C24), ("1-24", None), set(), 0)
