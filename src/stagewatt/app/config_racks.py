"""From the table of a rack to its setup: the model as this rack was built, and its devices."""

from __future__ import annotations

from stagewatt.app import config_devices
from stagewatt.app.config_judge import Judge
from stagewatt.app.config_schema import NodeTable, RackTable, UnmonitoredTable
from stagewatt.catalogue.adapt import (
    module_wrongs,
    phase_wrongs,
    socket_wrongs,
    with_convention,
    with_modules,
    with_phases,
    with_sockets,
)
from stagewatt.catalogue.document.path import Path
from stagewatt.catalogue.document.words import choose, short
from stagewatt.catalogue.load import aliases, models
from stagewatt.domain.rack import CtPosition, Dial, RackModel
from stagewatt.domain.setup import RackSetup, UnmonitoredRack


def unmonitored(table: UnmonitoredTable, path: Path, judge: Judge) -> UnmonitoredRack | None:
    """Return a rack that nothing reads, None when something of it cannot be told."""
    model = known_model(table.model, path, judge)
    if table.id is None:
        cure = 'nothing else can tell it: add one, for example id = "c12-foh"'
        judge.wrong((*path, "id"), "is missing", cure)
        return None
    return None if model is None else UnmonitoredRack(id=table.id, model=model, name=table.name)


def rack_setup(table: RackTable, path: Path, node: NodeTable, judge: Judge) -> RackSetup | None:
    """Return the rack's setup, None when something of it cannot be told."""
    model = _model(table, path, judge)
    if model is not None and not model.network:
        cure = "list it under [[unmonitored]] with its id"
        judge.wrong((*path, "model"), f"a {model.id} has no network: nothing can read it", cure)
    dials = () if model is None else _dials(table, path, model, judge)
    meter = config_devices.meter(table.meter, (*path, "meter"), model, node, judge)
    boards = config_devices.boards(table.boards, (*path, "boards"), model, node, judge)
    if model is None or meter is None or len(boards) < len(table.boards):
        return None
    _unwatched(path, model, {way for board in boards for way in board.ways}, judge)
    return RackSetup(
        id=table.id,
        model=model,
        meter=meter,
        boards=boards,
        ct_position=model.ct_position
        if table.ct_position is None
        else CtPosition(table.ct_position),
        neutral_conductor_a=table.neutral_conductor_a,
        phase_conductor_a=table.phase_conductor_a,
        dials=dials,
    )


def _model(table: RackTable, path: Path, judge: Judge) -> RackModel | None:
    """Return the rack's model as this one was built, as far as that can be."""
    model = known_model(table.model, path, judge)
    if model is None:
        return None
    if not judge.all_wrong(module_wrongs(model, table.modules), path):
        model = with_modules(model, table.modules)
    if not judge.all_wrong(socket_wrongs(model, table.sockets), path):
        model = with_sockets(model, table.sockets)
    if table.phase_order is not None:
        model = with_convention(model, table.phase_order)
    if not judge.all_wrong(phase_wrongs(model, table.phases), path):
        model = with_phases(model, table.phases)
    return model


def known_model(name: str | None, path: Path, judge: Judge) -> RackModel | None:
    """Return the model that a table names."""
    if name is None:
        cure = 'add one that `stagewatt models` lists, for example model = "smartpdu-48"'
        judge.wrong((*path, "model"), "is missing", cure)
        return None
    model = models().get(aliases().get(name, name))
    if model is None:
        problem = f"there is no rack model {short(name)}"
        judge.wrong((*path, "model"), problem, choose(name, (*models(), *aliases())))
    return model


def _dials(
    table: RackTable, path: Path, model: RackModel, judge: Judge
) -> tuple[tuple[str, float | None], ...]:
    """Return the dials as a person read them at the breaker: all that can be set, or none."""
    if not table.dials:
        return ()
    settable = {name: dial for name, dial in model.main.dials.items() if dial.settable}
    here = (*path, "dials")
    if not settable:
        judge.wrong(here, f"the main device of a {model.id} has no dials", "remove them")
        return ()
    read = {name: None if at == "off" else float(at) for name, at in table.dials.items()}
    for name, value in read.items():
        if name not in settable:
            problem = f"a {model.id} has no dial {short(name)} that can be set"
            judge.wrong((*here, name), problem, choose(name, settable))
        elif value not in settable[name].steps:
            problem = f"{name} has no step {_step(value)}"
            judge.wrong((*here, name), problem, f"steps: {_steps(settable[name])}")
    left = [name for name in settable if name not in read]
    if left:
        cure = "read all dials at the breaker, or give none of them"
        judge.wrong(here, f"{', '.join(left)} not given", cure)
    return tuple(read.items())


def _unwatched(path: Path, model: RackModel, carried: set[str], judge: Judge) -> None:
    left = [way.id for way in model.supervised if way.id not in carried]
    if left:
        shown = left[0] if len(left) == 1 else f"{left[0]} to {left[-1]}"
        problem = f"{len(left)} ways are on no board ({shown})"
        judge.note((*path, "boards"), problem, "they will read as missing; name them at a board")


def _steps(dial: Dial) -> str:
    return ", ".join(_step(step) for step in dial.steps)


def _step(step: float | None) -> str:
    return '"off"' if step is None else f"{step:g}"
