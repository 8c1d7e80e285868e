"""What the main device of a rack answers: the elements of its release, or that it has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stagewatt.app.trip_element import NONE, Part
from stagewatt.app.trip_question import Question, choice, only, per_cent, shown, step
from stagewatt.domain.errors import Invalid
from stagewatt.domain.phases import L123N
from stagewatt.domain.rack import MainDevice, MainKind
from stagewatt.physics.trip import electronic
from stagewatt.physics.trip.band import HELD, Band, exceeds
from stagewatt.physics.trip.electronic import MUST_HOLD, Element, Model, Settings

DIALS = ("ir", "isd", "ii", "in", "tr", "tsd", "tn")
REFERENCES = (1.5, 2.0, 3.0, 6.0, 7.2)
"""Multiples of IR at which makers name tR."""
TIMED_BY = {
    Element.LONG_TIME: ("tr",),
    Element.SHORT_TIME: ("tsd",),
    Element.NEUTRAL: ("tn",),
    Element.INSTANTANEOUS: (),
}


def parts(question: Question) -> tuple[list[Part], list[str]]:
    """Return the elements' answers and the warnings. Raises Invalid for settings that are none."""
    device = question.rack.main
    if device.kind is not MainKind.MCCB:
        return [_no_release(question, device)], []
    settings = _settings(device, question.wanted)
    _refuse_preload(question, settings)
    i_a = L123N(question.amps or 0.0, 0.0, 0.0, question.neutral_amps or 0.0)
    bands = electronic.bands(settings, i_a, question.preload_a)
    found = [
        _held(settings, element) if band == HELD else _acting(question, settings, element, band)
        for element, band in bands.items()
        if _asked(question, element)
    ]
    if question.residual_a is not None:
        basis = "the main breaker has no residual release"
        found.append(Part(element=NONE, band=HELD, basis=basis))
    return found, [*electronic.checks(settings), *_warnings(question, settings)]


def _no_release(question: Question, device: MainDevice) -> Part:
    only(question.wanted, ())
    basis = f"{device.device}: a switch-disconnector has no overload trip"
    return Part(element=NONE, band=HELD, basis=f"{basis}; what feeds the rack must protect it")


def _settings(device: MainDevice, wanted: dict[str, str]) -> Settings:
    only(wanted, (*device.dials, "k_ref", "model"))
    dial = {name: _dial(device, name, wanted) for name in DIALS}
    ir, ii, tr_s, tsd_s, tn_s = (dial[name] or 0.0 for name in ("ir", "ii", "tr", "tsd", "tn"))
    isd, neutral = dial["isd"], dial["in"]
    spread = device.tolerances
    reference = step(wanted, "k_ref", REFERENCES, spread.reference)
    return Settings(
        ir_a=ir * device.rated_a,
        isd_a=None if isd is None else isd * device.rated_a,
        ii_a=ii * device.rated_a,
        in_a=None if neutral is None else neutral * device.rated_a,
        tr_s=tr_s,
        tsd_s=tsd_s,
        tn_s=tn_s,
        tolerances=replace(spread, reference=reference or spread.reference),
        model=Model(choice(wanted, "model", Model, Model.I2T)),
    )


def _dial(device: MainDevice, name: str, wanted: dict[str, str]) -> float | None:
    dial = device.dials[name]
    value = step(wanted, name, dial.steps, dial.factory)
    if not dial.settable and value != dial.factory:
        message = f"{name} cannot be set on the {device.device}; it stays at {shown(dial.factory)}"
        raise Invalid(message, where="--set")
    return value


def _refuse_preload(question: Question, settings: Settings) -> None:
    most_a = MUST_HOLD * settings.ir_a
    if exceeds(question.preload_a, most_a):
        message = (
            f"{question.preload_a:g} A is more than the breaker holds for ever;"
            f" give at most {most_a:g}"
        )
        raise Invalid(message, where="--preload")


def _asked(question: Question, element: Element) -> bool:
    if element is Element.NEUTRAL:
        return question.neutral_amps is not None
    return question.amps is not None


def _held(settings: Settings, element: Element) -> Part:
    neutral = "IN is off" if settings.in_a is None else "below IN"
    words = {
        Element.LONG_TIME: f"{MUST_HOLD:g} x IR must hold (IEC 60947-2)",
        Element.SHORT_TIME: "Isd is off" if settings.isd_a is None else "below Isd",
        Element.INSTANTANEOUS: "below Ii",
        Element.NEUTRAL: neutral,
    }
    level = element is Element.NEUTRAL and settings.in_a is not None
    return Part(
        element=element.value,
        band=HELD,
        basis=words[element],
        assumptions=(_level(settings),) if level else (),
    )


def _acting(question: Question, settings: Settings, element: Element, band: Band) -> Part:
    reference = f"{settings.tolerances.reference:g} x IR"
    warm = settings.model is Model.ASYMPTOTIC
    words = {
        Element.LONG_TIME: f"{'warm body with tR at' if warm else 'I2t referred to'} {reference}",
        Element.SHORT_TIME: "definite time tsd from Isd on",
        Element.INSTANTANEOUS: "instantaneous from Ii on (Ii +/-20 %: IEC 60947-2)",
        Element.NEUTRAL: "definite time tN from IN on",
    }
    assumptions = tuple(_assumptions(question, settings, element))
    return Part(element=element.value, band=band, basis=words[element], assumptions=assumptions)


def _level(settings: Settings) -> str:
    return f"level within +/-{per_cent(settings.tolerances.isd_share)}"


def _assumptions(question: Question, settings: Settings, element: Element) -> Iterator[str]:
    """Yield what the answer of an element that acts rests on without a source."""
    spread, dials = settings.tolerances, question.rack.main.dials
    if element is Element.LONG_TIME:
        yield f"tR is named at {spread.reference:g} x IR"
        yield f"timed from {spread.pickup_low:g} to {spread.pickup_high:g} x IR on"
        yield f"times within +/-{per_cent(spread.long_share)}"
        if question.preload_a:
            yield "the preload warms the long time by its square over that of the pick-up"
    elif element is Element.INSTANTANEOUS:
        yield f"total break time {spread.instantaneous_s * 1000:.0f} ms, +/-5 ms"
    else:
        yield _level(settings)
        yield f"times within +/-{per_cent(spread.short_share)} or {spread.short_s * 1000:.0f} ms"
    for name in TIMED_BY[element]:
        if dials[name].assumed:
            yield f"{name} is fixed at {shown(dials[name].factory)} s: no manual says so"


def _warnings(question: Question, settings: Settings) -> Iterator[str]:
    device, neutral_a = question.rack.main, question.neutral_amps or 0.0
    if settings.in_a is None and exceeds(neutral_a, settings.ir_a):
        yield f"IN is off: nothing in this breaker sees {neutral_a:g} A in the neutral"
    most_a = device.breaking_capacity_a
    if most_a is not None and exceeds(max(question.amps or 0.0, neutral_a), most_a):
        yield f"above the breaking capacity of {most_a:g} A the breaker may not survive"
