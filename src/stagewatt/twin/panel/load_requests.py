"""Loads as the panel is asked for them: by name, by watts, per phase, their faders."""

from __future__ import annotations

import msgspec

from stagewatt.domain.errors import Invalid
from stagewatt.domain.phases import PHASES
from stagewatt.twin import actions as do
from stagewatt.twin.loads.library import as_load, entry, per_phase
from stagewatt.twin.loads.load import Load
from stagewatt.twin.loads.moment import Level
from stagewatt.twin.panel.load_answers import load_of
from stagewatt.twin.panel.rack import Rack
from stagewatt.twin.panel.requests import Document
from stagewatt.twin.plant import Plant

SHOW = "show"
"""The load name that gives a place back to the show."""

Each = float | list[float] | dict[str, float]
"""One number, or one per phase: a list of three, or by `l1`, `l2`, `l3`."""


class LoadRequest(Document, frozen=True):
    """`POST /api/v1/loads`: `load`, a name from the library, or `p_w`, or only a `level`."""

    way: str
    load: str | list[str | None] | msgspec.UnsetType | None = msgspec.UNSET
    count: int = 1
    p_w: Each | None = None
    pf: Each = 1.0
    leakage_ma: Each = 0.0
    level: float | None = None
    fade_s: float = 0.0

    @property
    def plugs(self) -> bool:
        """Tell whether something is plugged in or out."""
        return self.load is not msgspec.UNSET or self.p_w is not None


def set_load(rack: Rack, request: LoadRequest) -> None:
    """Plug something in or out, or move its fader. Raises Unknown, Invalid; then nothing is done.

    Whoever moves a fader has taken the place from the show, as whoever plugs has.
    """
    at = rack.plant.place(request.way)
    actions = load_actions(rack.plant, request)
    if request.load == SHOW:
        rack.give_back(request.way)
        return
    plugs = any(isinstance(action, do.Plug) for action in actions)
    if not plugs and load_of(rack.plant, rack.state, at) is None:
        raise Invalid(f"nothing is plugged in at {request.way}", where="way")
    rack.act(*actions)
    rack.by_hand.add(request.way)


def load_actions(plant: Plant, request: LoadRequest) -> tuple[do.Plug | do.SetLevel, ...]:
    """Return what a request does to its place. Raises Unknown, Invalid."""
    at = plant.place(request.way)
    level = _level_of(request)
    if request.load == SHOW:
        return ()
    if not request.plugs and level is not None:
        return (level,)
    load = _load_of(request, plant.phases_of(at), plant.seed + at)
    plug = do.Plug(request.way, load)
    return (plug,) if level is None else (plug, level)


def _level_of(request: LoadRequest) -> do.SetLevel | None:
    """Return what happens to the fader."""
    if request.level is None:
        if request.fade_s:
            raise Invalid("fade_s belongs to a level", where="fade_s")
        return None
    if request.load is None or request.load == SHOW:
        raise Invalid("a level needs something that is plugged in", where="level")
    Level(value=request.level, fade_s=request.fade_s)
    return do.SetLevel(request.way, request.level, request.fade_s)


def _load_of(request: LoadRequest, phases: tuple[int, ...], seed: int) -> Load | None:
    if request.load is msgspec.UNSET:
        return _by_power(request, len(phases))
    if request.p_w is not None:
        raise Invalid("give either load or p_w", where="load")
    if request.load is None:
        return None
    if isinstance(request.load, list):
        return _together(request.load, len(phases), seed)
    found = entry(request.load)
    if found.phases != len(phases):
        raise Invalid(
            f"{request.load} has {found.phases} phase(s) and {request.way} {len(phases)}: "
            "give a list with one name per phase, or another load",
            where="load",
        )
    return as_load(request.load, request.count, seed=seed)


def _by_power(request: LoadRequest, phases: int) -> Load:
    if request.p_w is None:
        raise Invalid("give load (null unplugs), p_w or level", where="load")
    if phases > 1 and not isinstance(request.p_w, list | dict):
        raise Invalid(f"{request.way} has three phases: give three powers", where="p_w")
    leakage_ma = _each(request.leakage_ma, phases, "leakage_ma")
    return Load(
        label="custom",
        p_w=_each(request.p_w, phases, "p_w"),
        pf=_each(request.pf, phases, "pf"),
        leakage_a=tuple(each / 1000 for each in leakage_ma),
    )


def _together(names: list[str | None], phases: int, seed: int) -> Load:
    """Join single-phase loads, one per phase; None leaves a phase empty."""
    if len(names) != phases or phases == 1:
        raise Invalid(f"a list of {phases} names is for a way of as many phases", where="load")
    if any(name is not None and entry(name).phases > 1 for name in names):
        raise Invalid("a list holds single-phase loads", where="load")
    return per_phase(names, seed=seed)


def _each(given: Each, phases: int, where: str) -> tuple[float, ...]:
    """Return one number per phase."""
    if isinstance(given, dict):
        keys = [phase.lower() for phase in PHASES]
        if sorted(given) != keys or phases == 1:
            raise Invalid(f"{where} by phase has exactly l1, l2, l3", where=where)
        return tuple(given[key] for key in keys)
    if isinstance(given, list):
        if len(given) != phases:
            raise Invalid(f"{where} has {phases} number(s) here", where=where)
        return tuple(given)
    return (given,) * phases
