"""The front panel's words in a scenario: the same documents, refusals and actions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

import msgspec

from stagewatt.catalogue.load import models
from stagewatt.domain.errors import Invalid
from stagewatt.domain.rack import RackModel
from stagewatt.twin.actions import Action
from stagewatt.twin.panel.fault_requests import FaultRequest, fault_action
from stagewatt.twin.panel.load_requests import SHOW, LoadRequest, load_actions
from stagewatt.twin.panel.requests import MOVES
from stagewatt.twin.plant import Plant, build

S = TypeVar("S", bound=msgspec.Struct)

LOAD, FAULT = "load", "fault"
WORDS = (*MOVES, LOAD, FAULT)
"""What `do` understands."""

_FIELD = re.compile(r"`\$\.(?P<path>\w+)|field `(?P<name>[^`]+)`")
_FAULT_FIELDS = frozenset(FaultRequest.__struct_fields__)


def actions(plant: Plant, word: str, data: Mapping[str, object]) -> tuple[Action, ...]:
    """Return what a word with its document does to a rack.

    Raises Unknown or Invalid with the field that is wrong.
    """
    if word == LOAD:
        return _load(plant, _document(data, LoadRequest))
    if word == FAULT:
        known = {key: value for key, value in data.items() if key in _FAULT_FIELDS}
        given = {key: value for key, value in data.items() if key not in _FAULT_FIELDS}
        return (fault_action(plant.model, _document(known, FaultRequest), given),)
    kind, action = MOVES[word]
    document = _document(data, kind)
    way = getattr(document, "way", None)
    if way is not None:
        plant.at(way)
    return (action(plant, document),)


def tried(model: RackModel, word: str, data: Mapping[str, object]) -> None:
    """Find out whether a rack of this model understands a word. Raises Unknown, Invalid."""
    actions(_example(model.id), word, data)


@cache
def _example(model_id: str) -> Plant:
    return build(models()[model_id], serial="0" * 12)


def _load(plant: Plant, request: LoadRequest) -> tuple[Action, ...]:
    if request.load == SHOW:
        raise Invalid("a scenario cannot give a place back to itself", where="load")
    return load_actions(plant, request)


def _document(data: Mapping[str, object], kind: type[S]) -> S:
    try:
        return msgspec.convert(data, kind)
    except (msgspec.ValidationError, OverflowError) as wrong:
        found = _FIELD.search(str(wrong))
        where = None if found is None else found["path"] or found["name"]
        raise Invalid(str(wrong), where=where) from wrong
