"""What the breaker of a way answers: its overload release, and its residual device or relay."""

from __future__ import annotations

from collections.abc import Iterator

from stagewatt.app.trip_element import NONE, Part
from stagewatt.app.trip_question import Question, choice, only, per_cent, shown, step
from stagewatt.domain.errors import Invalid
from stagewatt.domain.pieces import ResidualRelay
from stagewatt.domain.rack import Protection, ProtectionKind, Way
from stagewatt.physics.trip import magnetic_hydraulic, residual, residual_relay
from stagewatt.physics.trip.band import HELD, exceeds
from stagewatt.physics.trip.curves import CURVES, FLUX_S, MEDIUM, Instantaneous
from stagewatt.physics.trip.residual import Kind, Wave

OVERLOAD, RESIDUAL = "magnetic_hydraulic", "residual"
OFF = "off"


def parts(question: Question, way: Way) -> tuple[list[Part], list[str]]:
    """Return the elements' answers and the warnings. Raises Invalid for settings that are none."""
    device = way.protection
    only(question.wanted, names(device))
    if exceeds(question.preload_a, device.rated_a):
        message = (
            f"{question.preload_a:g} A is more than the breaker holds for ever;"
            f" give at most {device.rated_a:g}"
        )
        raise Invalid(message, where="--preload")
    found = []
    if question.amps is not None:
        found.append(_overload(device, question.amps, question.wanted))
    if question.residual_a is not None:
        found.append(_residual(question, device, question.residual_a))
    if question.neutral_amps is not None:
        found.append(_silent("no element of this breaker watches the neutral by itself"))
    return found, list(_warnings(question))


def names(device: Protection) -> Iterator[str]:
    """Yield the settings this device takes."""
    if device.kind is not ProtectionKind.NONE:
        yield from ("curve", "instantaneous")
    if device.relay is not None:
        yield from ("threshold", "delay")
        if device.relay.key_switch:
            yield "key"
    elif device.residual_a is not None:
        yield from ("rcd", "wave")


def _silent(basis: str) -> Part:
    return Part(element=NONE, band=HELD, basis=basis)


def _overload(device: Protection, i_a: float, wanted: dict[str, str]) -> Part:
    if device.kind is ProtectionKind.NONE:
        return _silent("this way has no breaker of its own")
    curve = CURVES[choice(wanted, "curve", CURVES, device.curve or MEDIUM.name)]
    usual = (device.instantaneous or OFF).lower()
    letters = {OFF: None, **{each.value.lower(): each for each in Instantaneous}}
    letter = letters[choice(wanted, "instantaneous", letters, usual)]
    band = magnetic_hydraulic.band(curve, i_a / device.rated_a, letter)
    if band == HELD:
        return _silent("100 % is held at any temperature (notes of Carling Technologies and CBI)")
    with_letter = "" if letter is None else f" with {letter} characteristic"
    return Part(
        element=OVERLOAD,
        band=band,
        basis=f"{curve.name} delay curve{with_letter}, magnetic-hydraulic",
        assumptions=tuple(_curve_assumptions(device, curve.name, letter, wanted)),
        digits=2,  # its band spans a factor of ten and more
    )


def _curve_assumptions(
    device: Protection, name: str, letter: Instantaneous | None, wanted: dict[str, str]
) -> Iterator[str]:
    yield f"the band of the {name} curve is representative, not a maker's sheet"
    if "curve" not in wanted:
        yield f"the way has a {device.curve or MEDIUM.name} curve: no manual names one"
    if letter is not None:
        low_s, high_s = FLUX_S
        yield f"instantaneous within {low_s * 1000:.0f} to {high_s * 1000:.0f} ms"
        if "instantaneous" not in wanted:
            yield f"the way has the {letter} characteristic"


def _residual(question: Question, device: Protection, residual_a: float) -> Part:
    if device.relay is not None:
        return _relay(device.relay, residual_a, question.wanted)
    if device.residual_a is None:
        return _silent("this breaker has no residual release")
    kind = Kind(choice(question.wanted, "rcd", Kind, device.rcd_type))
    wave = Wave(choice(question.wanted, "wave", Wave, Wave.SINE))
    if kind is Kind.S and not exceeds(device.residual_a, residual.S_ABOVE_A):
        message = f"type S exists above 30 mA only; this device has {device.residual_a * 1000:g} mA"
        raise Invalid(message, where="--set")
    spread = question.rack.residual_band
    share = (spread.low_a + spread.high_a) / 2 / 0.030
    multiple = residual_a / device.residual_a
    band = residual.band(device.residual_a, multiple, kind, wave, share)
    standard = "IEC 61009-1" if device.kind is ProtectionKind.RCBO else "IEC 61008-1"
    if band == HELD:
        hold, _ = residual.limits(device.residual_a, wave)
        return _silent(f"{per_cent(hold)} of the rated residual current must hold ({standard})")
    return Part(
        element=RESIDUAL,
        band=band,
        basis=f"{standard}, {'type S' if kind is Kind.S else 'general type'}",
        assumptions=tuple(_residual_assumptions(device, kind, wave, share)),
    )


def _residual_assumptions(
    device: Protection, kind: Kind, wave: Wave, share: float
) -> Iterator[str]:
    if kind is Kind.GENERAL:
        shortest_s, typical_s, _ = residual.ASSUMED_DELAY_S
        yield f"no device is faster than {shortest_s * 1000:.0f} ms, most take {typical_s:g} s"
    yield f"a typical device trips from {per_cent(share)} of its rated residual current on"
    if wave is Wave.PULSATING and device.wave != "A":
        yield "the device is of type A: no manual says so"


def _relay(relay: ResidualRelay, residual_a: float, wanted: dict[str, str]) -> Part:
    threshold_a = step(wanted, "threshold", relay.steps_a, relay.factory_a) or relay.factory_a
    delay_s = step(wanted, "delay", relay.steps_s, relay.factory_s) or relay.factory_s
    if choice(wanted, "key", ("on", OFF), "on") == OFF:
        return _silent("the key switch is off: the residual relay sees nothing")
    settings = residual_relay.Settings(
        threshold_a=threshold_a, delay_s=delay_s, release_s=relay.opens_s
    )
    band = residual_relay.band(settings, residual_a / threshold_a)
    where = "below half the threshold" if band == HELD else "threshold held for the delay"
    return Part(
        element=RESIDUAL,
        band=band,
        basis=f"residual relay, {where}: {shown(threshold_a)} A, {shown(delay_s)} s",
        assumptions=(
            "up to half the threshold nothing trips, from the threshold on it does",
            f"open contacts {relay.opens_s * 1000:.0f} ms after the delay, +/-5 ms",
            "the delay is right within +/-10 %",
        ),
    )


def _warnings(question: Question) -> Iterator[str]:
    if question.preload_a:
        yield "the preload changes nothing: a magnetic-hydraulic breaker has no thermal memory"
