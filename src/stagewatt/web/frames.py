"""The one table of what stands in a binary frame; encoder, browser decoder and docs follow it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from stagewatt.domain.alarm import Severity
from stagewatt.domain.quality import Bound, Quality
from stagewatt.domain.view import (
    BreakerState,
    Cause,
    CauseQuality,
    EStop,
    LampColor,
    LampPattern,
    Load,
    NeutralRelay,
    Supply,
)
from stagewatt.web.fields import Field, Part, Table, four, pairs, summed, three, words

VERSION = 1
RACK = 1
FLEET = 2
WALL = 3

QUALITY = words(Quality)
BOUND = words(Bound)
STATE = words(BreakerState)
CAUSE = words(Cause)
CAUSE_QUALITY = words(CauseQuality)
SEVERITY = words(Severity)

HEADER = (
    Field(name="kind", kind="u8"),
    Field(name="version", kind="u8"),
    Field(name="topic", kind="u16"),
    Field(name="seq", kind="u32"),
    Field(name="mono_ms", kind="u32"),
    Field(name="rows", kind="u16"),
)
"""In front of each frame; `seq` is the snapshot's number, `rows` counts ways or racks."""

RACK_HEAD = (
    Field(name="energy_partial_wh", kind="f64", paths=("view.mains.energy.partial_wh",), unit="Wh"),
    Field(name="energy_total_wh", kind="f64", paths=("view.mains.energy.total_wh",), unit="Wh"),
    Field(name="i_a", kind="u32", paths=four("view.mains.i_a"), per=100, unit="A"),
    Field(name="p_w", kind="i32", paths=summed("view.mains.p_w"), unit="W"),
    Field(name="q_var", kind="i32", paths=summed("view.mains.q_var"), unit="var"),
    Field(name="s_va", kind="u32", paths=summed("view.mains.s_va"), unit="VA"),
    Field(name="ways_a", kind="u32", paths=three("view.load.ways_a"), per=100, unit="A"),
    Field(
        name="main_at_least_a",
        kind="u32",
        paths=three("view.load.main_a", ".at_least_a"),
        per=100,
        unit="A",
    ),
    Field(
        name="main_at_most_a",
        kind="u32",
        paths=three("view.load.main_a", ".at_most_a"),
        per=100,
        unit="A",
    ),
    Field(name="p_ways_w", kind="i32", paths=("view.load.p_ways_w",), unit="W"),
    Field(name="tightest_left_a", kind="i32", paths=("tightest.left_a",), per=100, unit="A"),
    Field(name="tightest_limit_a", kind="u32", paths=("tightest.limit_a",), per=100, unit="A"),
    Field(name="v_ln_v", kind="u16", paths=three("view.mains.v_ln_v"), per=10, unit="V"),
    Field(name="v_ll_v", kind="u16", paths=pairs("view.mains.v_ll_v"), per=10, unit="V"),
    Field(name="f_hz", kind="u16", paths=("view.mains.f_hz",), per=100, unit="Hz"),
    Field(name="pf", kind="i16", paths=summed("view.mains.pf"), per=1000),
    Field(
        name="thd_v_ln_pct", kind="u16", paths=three("view.mains.thd_v_ln_pct"), per=10, unit="%"
    ),
    Field(
        name="thd_v_ll_pct", kind="u16", paths=pairs("view.mains.thd_v_ll_pct"), per=10, unit="%"
    ),
    Field(name="thd_i_pct", kind="u16", paths=three("view.mains.thd_i_pct"), per=10, unit="%"),
    Field(name="temperature_c", kind="i16", paths=("view.temperature_c",), per=10, unit="degC"),
    Field(name="tightest_used_pct", kind="u16", paths=("tightest.used_pct",), per=10, unit="%"),
    Field(name="age_mains_s", kind="u16", paths=("view.mains.mark.at_ns",), per=10, unit="s"),
    Field(name="age_board_s", kind="u16", paths=("view.contacts.mark.at_ns",), per=10, unit="s"),
    Field(
        name="age_temperature_s",
        kind="u16",
        paths=("view.temperature_mark.at_ns",),
        per=10,
        unit="s",
    ),
    Field(name="age_heard_s", kind="u16", paths=("view.last_heard_ns",), per=10, unit="s"),
    Field(name="alarms", kind="u16", paths=("alarms.count",)),
    Field(name="online", kind="u8", paths=("view.online",)),
    Field(name="warning", kind="u8", paths=("view.warning",)),
    Field(name="main_state", kind="u8", paths=("view.main_breaker.state",), words=STATE),
    Field(name="main_cause", kind="u8", paths=("view.main_breaker.cause",), words=CAUSE),
    Field(
        name="main_cause_quality",
        kind="u8",
        paths=("view.main_breaker.cause_quality",),
        words=CAUSE_QUALITY,
    ),
    Field(name="e_stop", kind="u8", paths=("view.contacts.e_stop",), words=words(EStop)),
    Field(
        name="neutral_relay",
        kind="u8",
        paths=("view.contacts.neutral_relay",),
        words=words(NeutralRelay),
    ),
    Field(name="supply", kind="u8", paths=three("view.supply"), words=words(Supply)),
    Field(name="quality_mains", kind="u8", paths=("view.mains.mark.quality",), words=QUALITY),
    Field(name="quality_main", kind="u8", paths=("view.main_breaker.mark.quality",), words=QUALITY),
    Field(name="quality_board", kind="u8", paths=("view.contacts.mark.quality",), words=QUALITY),
    Field(
        name="quality_temperature",
        kind="u8",
        paths=("view.temperature_mark.quality",),
        words=QUALITY,
    ),
    Field(name="quality_load", kind="u8", paths=("view.load.mark.quality",), words=QUALITY),
    Field(name="ways_bound", kind="u8", paths=("view.load.ways_bound",), words=BOUND),
    Field(name="tightest_bound", kind="u8", paths=("tightest.bound",), words=BOUND),
    Field(name="tightest_place", kind="text", paths=("tightest.place",), length=12),
)

RACK_ROW = (
    Field(name="p_w", kind="i32", paths=("p_w",), unit="W"),
    Field(name="i_a", kind="u16", paths=("i_a",), per=100, unit="A"),
    Field(name="i_min_a", kind="u16", paths=("i_min_a",), per=100, unit="A"),
    Field(name="i_max_a", kind="u16", paths=("i_max_a",), per=100, unit="A"),
    Field(name="i_peak_a", kind="u16", paths=("i_peak_a",), per=10, unit="A"),
    Field(name="age_s", kind="u16", paths=("mark.at_ns",), per=10, unit="s"),
    Field(name="load", kind="u8", paths=("load",), words=words(Load)),
    Field(name="lamp_color", kind="u8", paths=("indicator.color",), words=words(LampColor)),
    Field(name="lamp_pattern", kind="u8", paths=("indicator.pattern",), words=words(LampPattern)),
    Field(name="quality", kind="u8", paths=("mark.quality",), words=QUALITY),
    Field(name="warning", kind="u8", paths=("warning",)),
    Field(name="breaker", kind="u8", paths=("breaker.state",), words=STATE),
    Field(name="cause", kind="u8", paths=("breaker.cause",), words=CAUSE),
    Field(name="cause_quality", kind="u8", paths=("breaker.cause_quality",), words=CAUSE_QUALITY),
)
"""Per way, one dense array after the other, in the order of the rack's ways."""

FLEET_ROW = (
    Field(name="i_a", kind="u32", paths=four("view.mains.i_a"), per=100, unit="A"),
    Field(name="worst_left_a", kind="i32", paths=("tightest.left_a",), per=100, unit="A"),
    Field(name="p_w", kind="i32", paths=("view.mains.p_w.sum",), unit="W"),
    Field(name="v_ln_v", kind="u16", paths=three("view.mains.v_ln_v"), per=10, unit="V"),
    Field(name="f_hz", kind="u16", paths=("view.mains.f_hz",), per=100, unit="Hz"),
    Field(name="used_pct", kind="u16", paths=four("used_pct"), per=10, unit="%"),
    Field(name="worst_used_pct", kind="u16", paths=("tightest.used_pct",), per=10, unit="%"),
    Field(name="age_s", kind="u16", paths=("view.last_heard_ns",), per=10, unit="s"),
    Field(name="alarms", kind="u16", paths=("alarms.count",)),
    Field(name="unacked", kind="u16", paths=("alarms.unacked",)),
    Field(name="severity", kind="u8", paths=("alarms.severity",), words=SEVERITY),
    Field(name="unacked_severity", kind="u8", paths=("alarms.unacked_severity",), words=SEVERITY),
    Field(name="online", kind="u8", paths=("view.online",)),
    Field(name="warning", kind="u8", paths=("view.warning",)),
    Field(name="main_state", kind="u8", paths=("view.main_breaker.state",), words=STATE),
    Field(name="main_cause", kind="u8", paths=("view.main_breaker.cause",), words=CAUSE),
    Field(
        name="main_cause_quality",
        kind="u8",
        paths=("view.main_breaker.cause_quality",),
        words=CAUSE_QUALITY,
    ),
    Field(name="e_stop", kind="u8", paths=("view.contacts.e_stop",), words=words(EStop)),
    Field(
        name="neutral_relay",
        kind="u8",
        paths=("view.contacts.neutral_relay",),
        words=words(NeutralRelay),
    ),
    Field(name="quality_mains", kind="u8", paths=("view.mains.mark.quality",), words=QUALITY),
    Field(name="quality_board", kind="u8", paths=("view.contacts.mark.quality",), words=QUALITY),
    Field(name="used_bound", kind="u8", paths=("view.load.drain_bound",), words=BOUND),
    Field(name="worst_bound", kind="u8", paths=("tightest.bound",), words=BOUND),
    Field(name="worst_place", kind="text", paths=("tightest.place",), length=12),
)
"""Per rack, in the order that the JSON text `{"type": "fleet", "racks": [...]}` gave before."""

WALL_ROW = (Field(name="ways", kind="u16", paths=("ways",)),)
"""Per rack, in the fleet's order: how many ways it has."""

WALL_CELL = (
    Field(name="used_pct", kind="u8", paths=("used_pct",), unit="%"),
    Field(
        name="state",
        kind="u8",
        paths=("state",),
        parts=(
            Part("breaker", STATE),
            Part("warning", ("no", "yes")),
            Part("load", words(Load)),
            Part("quality", QUALITY),
        ),
    ),
)
"""Per way, rack after rack; percents of the way's rating end at 250."""


FRAMES = {
    "rack": Table(code=RACK, head=RACK_HEAD, row=RACK_ROW),
    "fleet": Table(code=FLEET, row=FLEET_ROW),
    "wall": Table(code=WALL, row=WALL_ROW, cell=WALL_CELL, cells="ways"),
}
"""The kinds of frames by name."""


def _plain(field: Field) -> dict[str, Any]:
    """Return what a decoder must know of a field."""
    known = {"name": field.name, "kind": field.kind, "count": field.count, "per": field.per}
    if field.parts:
        parts = [{"name": part.name, "words": list(part.words)} for part in field.parts]
        return {**known, "parts": parts}
    return {**known, "words": list(field.words)} if field.words else known


def _table(table: Table) -> dict[str, Any]:
    """Return what a decoder must know of a kind of frame."""
    known: dict[str, Any] = {
        "kind": table.code,
        "head": [_plain(field) for field in table.head],
        "row": [_plain(field) for field in table.row],
    }
    if table.cell:
        known |= {"cells": table.cells, "cell": [_plain(field) for field in table.cell]}
    return known


def description() -> dict[str, Any]:
    """Return everything a decoder must know, as plain data."""
    return {
        "version": VERSION,
        "header": [_plain(field) for field in HEADER],
        "frames": {name: _table(table) for name, table in FRAMES.items()},
    }


SCHEMA = hashlib.sha256(json.dumps(description(), sort_keys=True).encode()).hexdigest()[:16]
"""Fingerprint of the table: the stream's hello carries it, so that an old page reloads itself."""
