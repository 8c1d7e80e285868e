"""The shape of a scenario file (`scenario/1`)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

RackId = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z", description="1 to 32 of a-z, 0-9, -")]
Printed = Annotated[str, Meta(pattern=r"^[ -~]{1,16}\Z", description="1 to 16 plain characters")]
Words = Annotated[str, Meta(min_length=1, max_length=400, description="some words")]
Word = Annotated[str, Meta(min_length=1, max_length=40, description="a word")]
Seconds = Annotated[float, Meta(ge=0, le=604_800, description="seconds, a week at most")]
Period = Annotated[float, Meta(ge=0.1, le=86_400, description="seconds, 0.1 or more")]
Share = Annotated[float, Meta(ge=0, le=1, description="a share from 0 to 1")]
Celsius = Annotated[float, Meta(ge=-40, le=70, description="degrees Celsius from -40 to 70")]
Volts = Annotated[float, Meta(ge=100, le=300, description="volts from 100 to 300")]
Hertz = Annotated[float, Meta(ge=40, le=70, description="hertz from 40 to 70")]
Ohms = Annotated[float, Meta(ge=0, le=100, description="ohms from 0 to 100")]
KiloVoltAmps = Annotated[float, Meta(gt=0, le=10_000, description="kVA above 0")]
Metres = Annotated[float, Meta(gt=0, le=2000, description="metres, up to 2000")]
Area = Annotated[float, Meta(gt=0, le=400, description="mm2 of copper, for example 120")]
Count = Annotated[int, Meta(ge=1, le=100, description="a number from 1 to 100")]
MilliAmps = Annotated[float, Meta(ge=0, le=1000, description="milliamps from 0 to 1000")]
Dial = Annotated[float, Meta(gt=0, le=100, description="a step of the dial")] | Literal["off"]


class Strict(Struct, frozen=True, forbid_unknown_fields=True):
    """A table that allows no unknown key."""


class WeatherTable(Strict, frozen=True, kw_only=True):
    """The air around the racks, and how wet it is: 0 dry, 1 everything outdoors soaked."""

    ambient_c: Celsius = 24.0
    rain: Share = 0.0


class WeatherChange(Strict, frozen=True, kw_only=True):
    """Weather that turns: what is named reaches its value after `over_s` seconds."""

    ambient_c: Celsius | None = None
    rain: Share | None = None
    over_s: Seconds = 0.0


class SourceTable(Strict, frozen=True, kw_only=True):
    """What feeds the racks; ohms per conductor, `rated_kva` for a genset."""

    kind: Literal["grid", "genset"] = "grid"
    v_ln_v: Volts = 230.0
    frequency_hz: Hertz = 50.0
    r_ohm: Ohms = 0.010
    x_ohm: Ohms = 0.010
    rated_kva: KiloVoltAmps | None = None


class FeederTable(Strict, frozen=True, kw_only=True):
    """The cable that feeds a rack."""

    length_m: Metres
    mm2: Area


class RackTable(Strict, frozen=True, kw_only=True):
    """One rack: its model, and where its drain is plugged in."""

    id: RackId
    model: Word
    fed_from: RackId = "source"
    feeder: FeederTable | None = None
    printed_name: Printed | None = None
    ct_position: Literal["drain", "after_tap_off"] | None = None
    dials: dict[str, Dial] = field(default_factory=dict)


class PatchTable(Strict, frozen=True, kw_only=True):
    """What is plugged in at the start, each of the places alike.

    `at` names ways (`A7`), ranges (`A1-6`), groups (`A`) or `panel_source`. `wet_ma` leaks to
    earth when everything is soaked.
    """

    rack: RackId | None = None
    at: Annotated[tuple[Word, ...], Meta(min_length=1)]
    load: Word
    count: Count = 1
    level: Share = 1.0
    wet_ma: MilliAmps = 0.0


class CueTable(Strict, frozen=True, kw_only=True):
    """Faders move: places go to a level within `fade_s`; of several levels, each time the next."""

    at: Annotated[tuple[Word, ...], Meta(min_length=1)]
    level: Share | None = None
    levels: tuple[Share, ...] = ()
    fade_s: Seconds = 0.0


class PlugTable(Strict, frozen=True, kw_only=True):
    """Loads that are plugged in, in place of what hung there."""

    at: Annotated[tuple[Word, ...], Meta(min_length=1)]
    load: Word
    count: Count = 1
    level: Share = 1.0


class UnplugTable(Strict, frozen=True, kw_only=True):
    """Places whose loads are pulled."""

    at: Annotated[tuple[Word, ...], Meta(min_length=1)]


class EntryTable(Strict, frozen=True, kw_only=True):
    """Something that happens: at `at_s`, or every `every_s` from then until `until_s`.

    Exactly one of `cue`, `plug`, `unplug`, `weather`, `say` and `do`. `do` holds one word of the
    front panel's HTTP interface with its document: `do = { main = { action = "off" } }`.
    """

    at_s: Seconds = 0.0
    every_s: Period | None = None
    until_s: Seconds | None = None
    rack: RackId | None = None
    cue: CueTable | None = None
    plug: PlugTable | None = None
    unplug: UnplugTable | None = None
    weather: WeatherChange | None = None
    say: Words | None = None
    do: dict[str, dict[str, Any]] | None = None


class ScenarioDocument(Strict, frozen=True, kw_only=True):
    """A whole scenario."""

    schema: Literal["scenario/1"]
    title: Words
    about: Words
    seed: Annotated[int, Meta(ge=0, le=2**31, description="a whole number")] = 1
    duration_s: Seconds
    source: SourceTable = SourceTable()
    weather: WeatherTable = WeatherTable()
    racks: Annotated[tuple[RackTable, ...], Meta(min_length=1)]
    patch: tuple[PatchTable, ...] = ()
    timeline: tuple[EntryTable, ...] = ()
