"""A scenario at the panel: what it says, what is next, and how a trainer takes part."""

from __future__ import annotations

from typing import Any

from stagewatt.domain.errors import Invalid, Unknown
from stagewatt.http.answers import BadRequest
from stagewatt.twin.panel.rack import Rack
from stagewatt.twin.panel.requests import Document
from stagewatt.twin.scenario.director import Director
from stagewatt.twin.scenario.live import Malformed, add, in_words

NEXT = 10
"""How much of what is next is told."""


class ScenarioRequest(Document, frozen=True):
    """`POST /api/v1/scenario`: exactly one of them; `do` holds an entry of a timeline."""

    playing: bool | None = None
    do: dict[str, Any] | None = None
    skip_to_s: float | None = None


def played_on(rack: Rack) -> Director:
    """Return the scenario that plays on a rack's site. Raises Unknown."""
    director = rack.director
    if not isinstance(director, Director):
        raise Unknown("no scenario plays here; start with --scenario NAME or FILE")
    return director


def steer(director: Director, request: ScenarioRequest) -> None:
    """Hold the timeline, let it go on, move it on, or add to it. Raises Invalid, BadRequest."""
    given = [name for name in request.__struct_fields__ if getattr(request, name) is not None]
    if len(given) != 1:
        raise Invalid("give exactly one of playing, do, skip_to_s")
    if request.playing is not None:
        director.play(on=request.playing)
    if request.skip_to_s is not None:
        director.skip_to(request.skip_to_s)
    if request.do is not None:
        _add(director, request.do)


def _add(director: Director, data: dict[str, Any]) -> None:
    try:
        add(director, data)
    except Malformed as wrong:
        raise BadRequest(wrong.message, where=_inside(wrong)) from wrong
    except Invalid as wrong:
        raise Invalid(wrong.message, where=_inside(wrong)) from wrong


def _inside(wrong: Invalid) -> str:
    return "do" if wrong.where is None else f"do.{wrong.where}"


def scenario_json(director: Director) -> dict[str, Any]:
    """Return how far it is, what was said, and what comes next."""
    scenario = director.scenario
    return {
        "title": scenario.title,
        "about": scenario.about,
        "t_s": round(director.t_s, 3),
        "duration_s": scenario.duration_s,
        "playing": director.playing,
        "said": said_json(director),
        "next": [
            {"at_s": due.at_s, "what": in_words(due.entry.what, scenario)}
            for due in director.coming(NEXT)
        ],
    }


def said_json(director: object) -> list[dict[str, Any]]:
    """Return what a scenario has said so far; nothing where none plays."""
    said = director.said if isinstance(director, Director) else ()
    return [{"t_s": each.t_s, "text": each.text} for each in said]
