"""`stagewatt trip DEVICE`: what a protective device does at a current, with band and doubts."""

from __future__ import annotations

import argparse
import sys

import msgspec

from stagewatt.app import trip_main, trip_way
from stagewatt.app.trip_element import joined
from stagewatt.app.trip_question import MAIN, Question, amount, find, settings
from stagewatt.domain.errors import Invalid, Refused
from stagewatt.physics.trip.band import Verdict


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """trip-answer/1: currents in amps, times in seconds, None for never or not for sure."""

    schema: str = "trip-answer/1"
    device: str
    rated_a: float
    amps: float | None
    neutral_amps: float | None
    residual_ma: float | None
    preload_a: float
    element: str
    verdict: str
    t_min_s: float | None
    t_max_s: float | None
    t_typ_s: float | None
    basis: str
    assumed: bool
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]


def run(argv: list[str]) -> int:
    """Answer one question and return 0; 2 for a question that makes no sense."""
    wants = _parser().parse_args(argv)
    try:
        answer = ask(_question(wants))
    except Refused as error:
        print(f"stagewatt trip: {error.where}: {error.message}", file=sys.stderr)
        return 2
    if wants.json:
        print(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
    else:
        print(text(answer))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stagewatt trip",
        description="Say what a protective device does: it holds, it may trip, it trips, and when.",
    )
    parser.add_argument("device", metavar="DEVICE", help="MODEL/main or MODEL/WAY")
    parser.add_argument("--amps", metavar="A", help="the largest phase current")
    parser.add_argument("--neutral-amps", metavar="A", help="the current in the neutral")
    parser.add_argument("--residual-ma", metavar="M", help="the residual current, milliamps")
    parser.add_argument("--preload", metavar="A", help="what flowed for hours before")
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        nargs="+",
        action="extend",
        default=[],
        help="dials as multiples of In or in seconds (ir isd ii in tr tsd tn; isd=off), relays in"
        " amps and seconds (threshold delay); also k_ref model curve instantaneous rcd wave key",
    )
    parser.add_argument("--json", action="store_true", help="trip-answer/1")
    return parser


def _question(wants: argparse.Namespace) -> Question:
    rack, way = find(wants.device)
    question = Question(
        device=f"{wants.device.partition('/')[0]}/{MAIN if way is None else way.id}",
        rack=rack,
        way=way,
        amps=amount(wants.amps, "--amps"),
        neutral_amps=amount(wants.neutral_amps, "--neutral-amps"),
        residual_a=amount(wants.residual_ma, "--residual-ma", 1e-3),
        preload_a=amount(wants.preload, "--preload") or 0.0,
        wanted=settings(wants.set),
    )
    if question.amps is question.neutral_amps is question.residual_a is None:
        message = "nothing is asked; give --amps, --neutral-amps or --residual-ma"
        raise Invalid(message, where="DEVICE")
    return question


def ask(question: Question) -> Answer:
    """Return the answer to a question. Raises Invalid for settings that the device has not."""
    way = question.way
    found, warnings = trip_main.parts(question) if way is None else trip_way.parts(question, way)
    all_of_it = joined(found)
    milliamps = None if question.residual_a is None else round(question.residual_a * 1000, 6)
    return Answer(
        device=question.device,
        rated_a=(question.rack.main if way is None else way.protection).rated_a,
        amps=question.amps,
        neutral_amps=question.neutral_amps,
        residual_ma=milliamps,
        preload_a=question.preload_a,
        element=all_of_it.element,
        verdict=all_of_it.verdict.value,
        t_min_s=all_of_it.t_min_s,
        t_max_s=all_of_it.t_max_s,
        t_typ_s=all_of_it.t_typ_s,
        basis=all_of_it.basis,
        assumed=bool(all_of_it.assumptions),
        assumptions=all_of_it.assumptions,
        warnings=tuple(warnings),
    )


def text(answer: Answer) -> str:
    """Return the answer for people."""
    asked = (
        (answer.amps, "A"),
        (answer.neutral_amps, "A in the neutral"),
        (answer.residual_ma, "mA residual"),
        (answer.preload_a or None, "A before"),
    )
    currents = ", ".join(f"{value:g} {unit}" for value, unit in asked if value is not None)
    lines = [f"{answer.device} ({answer.rated_a:g} A) at {currents}: {_verdict(answer)}"]
    lines.append(f"  basis: {answer.basis}")
    lines += [f"  assumed: {word}" for word in answer.assumptions]
    lines += [f"  warning: {word}" for word in answer.warnings]
    return "\n".join(lines)


def _verdict(answer: Answer) -> str:
    element = answer.element.replace("_", " ")
    typical = "" if answer.t_typ_s is None else f", typically {answer.t_typ_s:g} s"
    if answer.verdict == Verdict.HOLDS:
        return "holds"
    if answer.verdict == Verdict.MAY_TRIP:
        return f"may trip, not before {answer.t_min_s:g} s{typical} ({element})"
    return f"trips after {answer.t_min_s:g} to {answer.t_max_s:g} s{typical} ({element})"
