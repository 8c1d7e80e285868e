"""The panel's JSON against its golden shape, for every model and in troubled times."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stagewatt.catalogue.load import model, models
from stagewatt.twin.plant import build

GOLDEN = json.loads(
    (Path(__file__).parents[2] / "golden" / "panel" / "state.json").read_text(encoding="utf-8")
)
NAMED = GOLDEN.pop("@")
TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "num": (int, float),
    "int": (int,),
    "bool": (bool,),
    "null": (type(None),),
}


def wrong(value: Any, shape: Any, path: str) -> list[str]:
    """Return where a value does not fit."""
    if isinstance(shape, str):
        return _wrong_word(value, shape, path)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{path}: no list"]
        return [each for v in value for each in wrong(v, shape[0], f"{path}[]")]
    if value is None:
        return [] if "?" in shape else [f"{path}: null"]
    keys = set(shape) - {"?"}
    if set(value) != keys:
        return [f"{path}: keys {set(value) ^ keys}"]
    return [each for key in keys for each in wrong(value[key], shape[key], f"{path}.{key}")]


def _wrong_word(value: Any, shape: str, path: str) -> list[str]:
    if shape == "@any":
        return []
    if shape == "@knobs":
        fine = set(value) <= {"backlight", "work_light"} and all(
            0 <= v <= 1 for v in value.values()
        )
        return [] if fine else [f"{path}: {value}"]
    if shape.startswith("@"):
        return wrong(value, NAMED[shape[1:]], path)
    if shape.startswith("="):
        said = "null" if value is None else value
        return [] if said in shape[1:].split("|") else [f"{path}: {value!r}"]
    kinds = [TYPES[name] for name in shape.split("|")]
    fits = any(isinstance(value, kind) for kind in kinds)
    if isinstance(value, bool):
        fits = "bool" in shape.split("|")
    return [] if fits else [f"{path}: {value!r}"]


@pytest.mark.parametrize("name", sorted(models()))
async def test_every_model_at_rest(panel_of: Callable[..., Any], name: str) -> None:
    panel = panel_of(name)
    assert wrong(await panel.get("panel"), GOLDEN, "") == []
    front = await panel.get("panel/front")
    assert (front["schema"], front["model"]) == ("front/1", name)


@pytest.mark.parametrize("name", ["smartpdu-36", "c24-soca", "c12b-11"])
async def test_in_troubled_times(panel_of: Callable[..., Any], name: str) -> None:
    panel = panel_of(name)
    first, *_, last = [way["id"] for way in (await panel.get("panel"))["ways"]]
    three = [100, 200, 300] if last.startswith("X") else 300
    await panel.post("loads", {"way": first, "load": "par64", "level": 0.5, "fade_s": 10})
    await panel.post("loads", {"way": last, "p_w": three})
    await panel.post("panel/test_button", {"way": last})
    for fault in ({"fault": "source_sag", "share": 0.7}, {"fault": "neutral_open"}):
        await panel.post("faults", fault)
    await panel.post("panel/fuse", {"fuse": "electronics", "blown": True})
    panel.run(1)
    assert wrong(await panel.get("panel"), GOLDEN, "") == []
    await panel.post("panel/e_stop", {"action": "press"})
    await panel.post("panel/fuse", {"fuse": "meter_l1", "blown": True})
    panel.run(1)
    assert wrong(await panel.get("panel"), GOLDEN, "") == []


async def test_a_meter_without_a_display_here(panel_on: Callable[..., Any]) -> None:
    panel = panel_on(build(replace(model("smartpdu-36"), meter="unheard-of"), serial="0" * 12))
    state = await panel.get("panel")
    assert wrong(state, GOLDEN, "") == []
    assert state["meter"] == {"on": True, "buttons": [], "display": None}


def test_the_check_finds_what_is_wrong() -> None:
    assert wrong({"a": 1}, {"a": "num", "b": "num"}, "") == [": keys {'b'}"]
    assert wrong(None, {"a": "num"}, "") == [": null"]
    assert wrong({"a": True}, {"a": "num"}, "") == [".a: True"]
    assert wrong({"a": ["x"]}, {"a": ["=y|z"]}, "") == [".a[]: 'x'"]
    assert wrong({"a": 1}, {"a": ["num"]}, "") == [".a: no list"]
