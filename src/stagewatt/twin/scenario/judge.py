"""What cannot be in a scenario although it is well formed, each with place and cure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.path import Path
from stagewatt.catalogue.document.words import choose, short
from stagewatt.catalogue.load import aliases, models
from stagewatt.domain.rack import Dial, RackModel
from stagewatt.physics.network.conductors import MOHM_PER_M_20C
from stagewatt.twin.plant import PANEL_SOURCE
from stagewatt.twin.scenario.ground import Ground, model_of, places_of, written
from stagewatt.twin.scenario.judge_entry import at_places, impossible_entry, known_load, rack_model
from stagewatt.twin.scenario.schema import PatchTable, RackTable, ScenarioDocument

SOURCE = "source"
RACKS_MAX = 200


def impossible(document: ScenarioDocument) -> Iterator[Wrong]:
    """Yield everything that cannot be."""
    ground = written(document)
    genset, rated_kva = document.source.kind == "genset", document.source.rated_kva
    if genset and rated_kva is None:
        yield Wrong(("source", "rated_kva"), "is missing", "add what the genset is rated for")
    if not genset and rated_kva is not None:
        cure = 'remove it, or write kind = "genset"'
        yield Wrong(("source", "rated_kva"), "belongs to a genset", cure)
    if len(document.racks) > RACKS_MAX:
        yield Wrong(("racks",), f"are more than {RACKS_MAX}", "play them as two sites")
    for index, rack in enumerate(document.racks):
        yield from _rack(rack, ("racks", index), document.racks[:index])
    for index, patch in enumerate(document.patch):
        yield from _patch(patch, ("patch", index), ground)
    yield from _crowded(document, ground)
    for index, entry in enumerate(document.timeline):
        yield from impossible_entry(entry, ("timeline", index), ground)


def _rack(rack: RackTable, path: Path, earlier: Sequence[RackTable]) -> Iterator[Wrong]:
    ids = [each.id for each in earlier]
    if rack.id in (*ids, SOURCE):
        yield Wrong((*path, "id"), f"{rack.id} is taken", "give each rack a name of its own")
    model = model_of(rack.model)
    if model is None:
        problem = f"there is no rack model {short(rack.model)}"
        yield Wrong((*path, "model"), problem, choose(rack.model, (*models(), *aliases())))
    else:
        yield from _dials(rack, path, model)
    if rack.feeder is not None and rack.feeder.mm2 not in MOHM_PER_M_20C:
        problem = f"there is no conductor of {rack.feeder.mm2:g} mm2"
        known = ", ".join(f"{size:g}" for size in MOHM_PER_M_20C)
        yield Wrong((*path, "feeder", "mm2"), problem, f"known: {known}")
    if rack.fed_from != SOURCE:
        yield from _fed_from(rack, path, earlier)


def _fed_from(rack: RackTable, path: Path, earlier: Sequence[RackTable]) -> Iterator[Wrong]:
    ids = [each.id for each in earlier]
    if rack.fed_from not in ids:
        problem = f"no rack {short(rack.fed_from)} stands before this one"
        yield Wrong((*path, "fed_from"), problem, choose(rack.fed_from, (SOURCE, *ids)))
        return
    upstream = model_of(earlier[ids.index(rack.fed_from)].model)
    if upstream is not None and upstream.source is None:
        problem = f"{rack.fed_from} is a {upstream.id}, which has no panel source"
        yield Wrong((*path, "fed_from"), problem, 'write "source", or a rack that has one')


def _dials(rack: RackTable, path: Path, model: RackModel) -> Iterator[Wrong]:
    for name, at in rack.dials.items():
        here = (*path, "dials", name)
        dial = model.main.dials.get(name)
        if dial is None or not dial.settable:
            known = [key for key, each in model.main.dials.items() if each.settable]
            problem = f"a {model.id} has no dial {short(name)} that can be set"
            yield Wrong(here, problem, choose(name, known))
        elif (None if at == "off" else at) not in dial.steps:
            yield Wrong(here, f"{name} has no step {at}", f"steps: {_steps(dial)}")


def _steps(dial: Dial) -> str:
    return ", ".join('"off"' if step is None else f"{step:g}" for step in dial.steps)


def _patch(patch: PatchTable, path: Path, ground: Ground) -> Iterator[Wrong]:
    yield from known_load(patch.load, path)
    model = yield from rack_model(patch.rack, path, ground)
    if model is not None:
        yield from at_places(patch.at, path, model, patch.load)


def _crowded(document: ScenarioDocument, ground: Ground) -> Iterator[Wrong]:
    """Find places where two things are plugged in."""
    hangs: dict[tuple[int, str], str] = {}
    for rack in document.racks:
        feeds = ground.number(rack.fed_from)
        if feeds is not None:
            hangs[feeds, PANEL_SOURCE] = f"rack {rack.id} hangs there"
    for index, patch in enumerate(document.patch):
        number = ground.number(patch.rack)
        model = None if number is None else ground.models[number]
        if number is None or model is None:
            continue
        for place in places_of(model, patch.at):
            if (number, place) in hangs:
                problem = f"{place} is taken: {hangs[number, place]}"
                yield Wrong(("patch", index, "at"), problem, "name each place once")
                break
            hangs[number, place] = f"patch[{index + 1}] is plugged in there"
