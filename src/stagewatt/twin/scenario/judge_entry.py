"""What cannot be in one entry of a timeline: in a file, or added while it plays."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping

from stagewatt.catalogue.document.check import Wrong
from stagewatt.catalogue.document.path import Path
from stagewatt.catalogue.document.words import choose, short
from stagewatt.domain.errors import Refused
from stagewatt.domain.rack import RackModel
from stagewatt.twin.loads.library import library
from stagewatt.twin.plant import PANEL_SOURCE
from stagewatt.twin.scenario.doing import WORDS, tried
from stagewatt.twin.scenario.ground import Ground, places_named
from stagewatt.twin.scenario.schema import CueTable, EntryTable

DEEDS = ("cue", "plug", "unplug", "weather", "say", "do")
AT_A_RACK = frozenset({"cue", "plug", "unplug", "do"})


def impossible_entry(entry: EntryTable, path: Path, ground: Ground) -> Iterator[Wrong]:
    """Yield everything that cannot be in an entry."""
    kinds = [kind for kind in DEEDS if getattr(entry, kind) is not None]
    if len(kinds) != 1:
        problem = "says nothing" if not kinds else f"says {' and '.join(kinds)} at once"
        yield Wrong(path, problem, f"give exactly one of {', '.join(DEEDS)}")
    yield from _times(entry, path, ground)
    if entry.plug is not None:
        yield from known_load(entry.plug.load, (*path, "plug"))
    if AT_A_RACK.intersection(kinds):
        model = yield from rack_model(entry.rack, path, ground)
        if model is not None:
            yield from _deed(entry, path, model)
            yield from _feeding(entry, path, ground)
    elif kinds and entry.rack is not None:
        cure = "remove it: words and weather are for all racks"
        yield Wrong((*path, "rack"), "means nothing here", cure)


def known_load(name: str, path: Path) -> Iterator[Wrong]:
    """Find a load that is not in the library."""
    if name not in library():
        problem = f"the library has no load {short(name)}"
        yield Wrong((*path, "load"), problem, choose(name, library()))


def rack_model(
    name: str | None, path: Path, ground: Ground
) -> Generator[Wrong, None, RackModel | None]:
    """Return the model of the rack that an entry names; yield what is wrong with the name."""
    number = ground.number(name)
    if number is not None:
        return ground.models[number]
    if name is None:
        problem = "is missing"
        yield Wrong((*path, "rack"), problem, f"there are several: {', '.join(ground.ids)}")
    else:
        problem = f"there is no rack {short(name)}"
        yield Wrong((*path, "rack"), problem, choose(name, ground.ids))
    return None


def at_places(
    words: tuple[str, ...], path: Path, model: RackModel, load: str | None = None
) -> Iterator[Wrong]:
    """Find words that name no place of a model, and places that do not fit a load's phases."""
    phases = {way.id: len(way.phases) for way in model.ways} | {PANEL_SOURCE: 3}
    found = library().get(load) if load is not None else None
    for position, word in enumerate(words):
        here, places = (*path, "at", position), places_named(model, word)
        if places is None:
            problem = f"a {model.id} has no ways {short(word)}"
            yield Wrong(here, problem, choose(word, _known(model)))
            continue
        unfit = next((each for each in places if found and phases[each] != found.phases), None)
        if found is not None and unfit is not None:
            problem = f"{unfit} has {phases[unfit]} phase(s), {load} has {found.phases}"
            yield Wrong(here, problem, "choose another load or place")


def _known(model: RackModel) -> tuple[str, ...]:
    source = () if model.source is None else (PANEL_SOURCE,)
    return (
        *(group.id for group in model.groups),
        *(way.id for way in model.ways),
        *source,
    )


def _times(entry: EntryTable, path: Path, ground: Ground) -> Iterator[Wrong]:
    if entry.at_s > ground.duration_s:
        problem = f"is after the end at {ground.duration_s:g} s"
        yield Wrong((*path, "at_s"), problem, "lengthen duration_s, or let it happen earlier")
    if entry.until_s is not None and (entry.every_s is None or entry.until_s < entry.at_s):
        yield Wrong((*path, "until_s"), "ends nothing", "give every_s, and an until_s after at_s")


def _deed(entry: EntryTable, path: Path, model: RackModel) -> Iterator[Wrong]:
    """Judge what happens to a rack."""
    if entry.cue is not None:
        yield from _cue(entry.cue, (*path, "cue"), model)
    if entry.plug is not None:
        yield from at_places(entry.plug.at, (*path, "plug"), model, entry.plug.load)
    if entry.unplug is not None:
        yield from at_places(entry.unplug.at, (*path, "unplug"), model)
    if entry.do is not None:
        yield from _do(entry.do, (*path, "do"), model)


def _feeding(entry: EntryTable, path: Path, ground: Ground) -> Iterator[Wrong]:
    """Find what is plugged in where another rack hangs."""
    feeds = ground.number(entry.rack) in ground.feeding
    if feeds and entry.plug is not None and PANEL_SOURCE in entry.plug.at:
        here = (*path, "plug", "at", entry.plug.at.index(PANEL_SOURCE))
        yield Wrong(here, f"{PANEL_SOURCE} is taken: a rack hangs there", "choose another place")


def _cue(cue: CueTable, path: Path, model: RackModel) -> Iterator[Wrong]:
    yield from at_places(cue.at, path, model)
    if (cue.level is None) == (not cue.levels):
        yield Wrong(path, "has no level, or two kinds of it", "give either level or levels")


def _do(what: Mapping[str, Mapping[str, object]], path: Path, model: RackModel) -> Iterator[Wrong]:
    if len(what) != 1:
        yield Wrong(path, f"has {len(what)} words", "give exactly one of the panel's words")
    for word, data in what.items():
        if word not in WORDS:
            problem = f"the panel has no word {short(word)}"
            yield Wrong((*path, word), problem, choose(word, WORDS))
            continue
        try:
            tried(model, word, data)
        except Refused as refused:
            where = () if refused.where is None else refused.where.split(".")
            cure = "give what the panel takes under this word"
            yield Wrong((*path, word, *where), refused.message, cure)
