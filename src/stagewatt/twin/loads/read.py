"""Reads a load file (`load/1`): everything that is wrong at once, or the kind of device."""

from __future__ import annotations

import math
from typing import cast

from msgspec import Struct, inspect

from stagewatt.catalogue.document.check import Wrong, check
from stagewatt.catalogue.document.path import Document
from stagewatt.catalogue.document.prune import touches
from stagewatt.catalogue.document.source import converted, decode, differences, rest
from stagewatt.catalogue.document.words import choose
from stagewatt.domain.errors import BadDocument
from stagewatt.twin.loads.appliance import Appliance, Inrush, Leakage, Supply
from stagewatt.twin.loads.behaviours.behaviour import Behaviour, Rating
from stagewatt.twin.loads.behaviours.shelf import BEHAVIOURS
from stagewatt.twin.loads.document import InrushTable, LoadDocument, SupplyTable
from stagewatt.twin.loads.draw import Mix
from stagewatt.twin.loads.possible import impossible, spectrum_of


def load_text(text: str, name: str, place: str) -> Appliance:
    """Return the kind of device that a load file's text describes.

    Raises BadDocument with everything that is wrong, each with file, line, key and cure.
    """
    source = decode(text, place)
    data = {key: value for key, value in source.data.items() if key != "behaviour"}
    how = source.data.get("behaviour")
    shape = (*differences(data, LoadDocument), *_behaviour_wrongs(how))
    document = rest(data, shape, LoadDocument)
    judged = () if document is None else impossible(document)
    wrongs = (*shape, *(each for each in judged if not touches(each.path, shape)))
    if document is None or wrongs:
        raise BadDocument(place, source.findings(wrongs))
    return _appliance(name, document, cast(Document, how))


def _behaviour_wrongs(how: object) -> tuple[Wrong, ...]:
    """Return what is wrong with the table that says how a load behaves."""
    if not isinstance(how, dict):
        return (Wrong(("behaviour",), "is missing", "add a table with its kind"),)
    kind = how.get("kind")
    if not isinstance(kind, str) or kind not in BEHAVIOURS:
        known = choose(kind if isinstance(kind, str) else "", BEHAVIOURS)
        return (Wrong(("behaviour", "kind"), "is not a behaviour", known),)
    return tuple(check(_parameters(how), inspect.type_info(BEHAVIOURS[kind]), ("behaviour",)))


def _parameters(how: Document) -> Document:
    return {key: value for key, value in how.items() if key != "kind"}


def _appliance(name: str, document: LoadDocument, how: Document) -> Appliance:
    leakage = document.leakage
    mix = document.mix
    kind: type[Struct] = BEHAVIOURS[how["kind"]]
    return Appliance(
        name=name,
        title=document.title,
        phases=document.phases,
        rating=_rating(document),
        mix=Mix(mix.impedance, mix.current, mix.power),
        leakage=Leakage(a=leakage.ma / 1000, spread=leakage.spread, way=leakage.way),
        inrush=None if document.inrush is None else _inrush(document.inrush),
        supply=None if document.supply is None else _supply(document.supply),
        behaviour=cast(Behaviour, converted(_parameters(how), kind)),
        value_eur=document.value_eur,
        source=document.source,
    )


def _rating(document: LoadDocument) -> Rating:
    power = document.power
    return Rating(
        idle_w=power.typical_w if power.idle_w is None else power.idle_w,
        typical_w=power.typical_w,
        max_w=power.typical_w if power.max_w is None else power.max_w,
        pf=power.pf,
        pf_idle=power.pf if power.pf_idle is None else power.pf_idle,
        spectrum=spectrum_of(document.spectrum),
    )


def _inrush(table: InrushTable) -> Inrush:
    return Inrush(
        kind=table.kind,
        peak_a=table.peak_a,
        duration_s=table.duration_ms / 1000,
        spread=table.spread,
    )


def _supply(table: SupplyTable) -> Supply:
    return Supply(
        drop_v=table.drop_v or 0.0,
        hold_s=table.hold_s,
        return_v=table.return_v or 0.0,
        return_s=table.return_s,
        fail_v=(table.fail_v[0], table.fail_v[1]) if table.fail_v else (math.inf, math.inf),
        fail_s=table.fail_s,
    )
