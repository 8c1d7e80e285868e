"""From a scenario's words to what is played: racks by number, places one by one."""

from __future__ import annotations

from stagewatt.domain.rack import CtPosition, RackModel
from stagewatt.twin.scenario.ground import Ground, places_of, written
from stagewatt.twin.scenario.schema import (
    EntryTable,
    PatchTable,
    RackTable,
    ScenarioDocument,
    SourceTable,
)
from stagewatt.twin.scenario.script import (
    Cable,
    Cue,
    Do,
    Entry,
    Patch,
    PlugIn,
    PullOut,
    Say,
    Scenario,
    Stand,
    Supply,
    Turn,
    What,
)


def resolved(document: ScenarioDocument) -> Scenario:
    """Return what a file plays that was found possible."""
    ground = written(document)
    return Scenario(
        title=document.title,
        about=document.about,
        seed=document.seed,
        duration_s=document.duration_s,
        supply=_supply(document.source),
        ambient_c=document.weather.ambient_c,
        rain=document.weather.rain,
        racks=tuple(_stand(rack, at, ground) for at, rack in enumerate(document.racks)),
        patch=tuple(each for table in document.patch for each in _patches(table, ground)),
        timeline=tuple(entry_of(table, ground) for table in document.timeline),
    )


def entry_of(table: EntryTable, ground: Ground) -> Entry:
    """Return one entry of a timeline, found possible."""
    return Entry(
        at_s=table.at_s,
        every_s=table.every_s,
        until_s=ground.duration_s if table.until_s is None else table.until_s,
        what=_what(table, ground),
    )


def _supply(table: SourceTable) -> Supply:
    return Supply(
        kind=table.kind,
        v_ln_v=table.v_ln_v,
        frequency_hz=table.frequency_hz,
        z_ohm=complex(table.r_ohm, table.x_ohm),
        rated_va=None if table.rated_kva is None else table.rated_kva * 1000,
    )


def _stand(rack: RackTable, at: int, ground: Ground) -> Stand:
    feeder, ct = rack.feeder, rack.ct_position
    return Stand(
        id=rack.id,
        model=_model(ground, at),
        fed_from=ground.ids.index(rack.fed_from) if rack.fed_from in ground.ids else None,
        feeder=None if feeder is None else Cable(length_m=feeder.length_m, mm2=feeder.mm2),
        printed_name=rack.printed_name,
        ct_position=None if ct is None else CtPosition(ct),
        dials={name: None if at == "off" else float(at) for name, at in rack.dials.items()},
    )


def _model(ground: Ground, number: int) -> RackModel:
    model = ground.models[number]
    if model is None:
        raise LookupError(ground.ids[number])  # the judge found it possible
    return model


def _at(ground: Ground, name: str | None, words: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Return the rack's number and its places."""
    number = ground.number(name) or 0
    return number, places_of(_model(ground, number), words)


def _patches(table: PatchTable, ground: Ground) -> tuple[Patch, ...]:
    rack, places = _at(ground, table.rack, table.at)
    return tuple(
        Patch(
            rack=rack,
            place=place,
            load=table.load,
            count=table.count,
            level=table.level,
            wet_a=table.wet_ma / 1000,
        )
        for place in places
    )


def _what(table: EntryTable, ground: Ground) -> What:
    if table.weather is not None:
        turn = table.weather
        return Turn(ambient_c=turn.ambient_c, rain=turn.rain, over_s=turn.over_s)
    if table.say is not None:
        return Say(text=table.say)
    if table.do is not None:
        ((word, data),) = table.do.items()
        return Do(rack=ground.number(table.rack) or 0, word=word, document=data)
    return _moved(table, ground)


def _moved(table: EntryTable, ground: Ground) -> What:
    """Return faders that move, or loads that come and go."""
    if table.cue is not None:
        cue = table.cue
        rack, places = _at(ground, table.rack, cue.at)
        levels = cue.levels if cue.level is None else (cue.level,)
        return Cue(rack=rack, places=places, levels=levels, fade_s=cue.fade_s)
    if table.plug is not None:
        plug = table.plug
        rack, places = _at(ground, table.rack, plug.at)
        return PlugIn(rack=rack, places=places, load=plug.load, count=plug.count, level=plug.level)
    rack, places = _at(ground, table.rack, () if table.unplug is None else table.unplug.at)
    return PullOut(rack=rack, places=places)
