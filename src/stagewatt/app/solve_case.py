"""A network to solve: one TOML file, read strictly, all errors at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from stagewatt.app.config import read
from stagewatt.app.config_judge import Judge
from stagewatt.app.solve_schema import SCHEMA, CaseDocument, FeederTable, LoadTable, SourceTable
from stagewatt.app.solve_tree import SOURCE, in_order
from stagewatt.catalogue.document.path import Path as Place
from stagewatt.catalogue.document.prune import pruned
from stagewatt.catalogue.document.source import converted, decode, differences
from stagewatt.catalogue.document.words import choose, short
from stagewatt.domain.errors import BadDocument, Finding
from stagewatt.domain.phases import L123
from stagewatt.physics.network.case import PlacedLoad
from stagewatt.physics.network.runs import Run, star
from stagewatt.physics.network.tree import Tree

PHASES = ("L1", "L2", "L3")


@dataclass(frozen=True, slots=True)
class Case:
    """A network to solve: `names` of the tree's nodes, `shown_order` as the file has them."""

    tree: Tree
    names: tuple[str, ...]
    shown_order: tuple[int, ...]
    emf_v: L123[complex]
    loads: tuple[PlacedLoad, ...]


def load(path: Path) -> Case:
    """Return the case of a file. Raises BadDocument with everything that is wrong."""
    case, findings = check_text(read(path), str(path))
    if case is None:
        raise BadDocument(str(path), findings)
    return case


def check_text(text: str, name: str) -> tuple[Case | None, tuple[Finding, ...]]:
    """Return the case of a text, or None and everything that is wrong with it."""
    try:
        source = decode(text, name)
    except BadDocument as error:
        return None, error.findings
    shape = differences(source.data, CaseDocument)
    document = converted(pruned(source.data, shape), CaseDocument)
    judge = Judge(shape)
    case = _judged(document, judge)
    wrongs = (*shape, *judge.wrongs)
    return (None, source.findings(wrongs)) if wrongs else (case, ())


def _judged(document: CaseDocument, judge: Judge) -> Case | None:
    if document.schema is None:
        judge.wrong(("schema",), "is missing", f'add schema = "{SCHEMA}" as the first line')
    if document.source is None:
        judge.wrong(("source",), "is missing", "add a table [source] with v_ln_v")
    if not document.feeders:
        judge.wrong(("feeders",), "there are none", "add [[feeders]], one for each node")
    emf_v, first = _source(document.source or SourceTable(), judge, told=document.source is None)
    runs = [_feeder(table, ("feeders", at), judge) for at, table in enumerate(document.feeders)]
    order, parents, names = in_order(document.feeders, judge)
    loads = _loads(document.loads, names, judge)
    if judge.wrongs or judge.shape or first is None:
        return None
    tree = Tree((first,), tuple(parents), tuple(run for at in order if (run := runs[at])))
    return Case(tree, names, tuple(_inverse(order)), emf_v, loads)


def _inverse(order: list[int]) -> list[int]:
    return sorted(range(len(order)), key=lambda node: order[node])


def _source(table: SourceTable, judge: Judge, *, told: bool) -> tuple[L123[complex], Run | None]:
    """Return the EMFs and the run to the busbar; nothing is found where all of it is missing."""
    none = L123.all(0j)
    if told:
        return none, None
    v_v = _of_length(table.v_ln_v, 3, ("source", "v_ln_v"), judge)
    angle_deg = _of_length(table.angle_deg, 3, ("source", "angle_deg"), judge)
    run = _run(table, ("source",), judge)
    if v_v is None or angle_deg is None:
        return none, run
    return star(L123(*v_v), L123(*angle_deg)), run


def _feeder(table: FeederTable, at: Place, judge: Judge) -> Run | None:
    for key, value in (("from", table.from_), ("to", table.to)):
        if value is None:
            judge.wrong((*at, key), "is missing", "add the name of a node")
    return _run(table, at, judge)


def _run(table: SourceTable | FeederTable, at: Place, judge: Judge) -> Run | None:
    phase = _impedance(table.z_phase_ohm, (*at, "z_phase_ohm"), judge)
    neutral = _impedance(table.z_neutral_ohm, (*at, "z_neutral_ohm"), judge)
    for position, conductor in enumerate(table.open):
        if conductor in table.open[:position]:
            problem = f"{conductor} is named a second time"
            judge.wrong((*at, "open", position), problem, "name each conductor once")
    if phase is None or neutral is None:
        return None
    broken = {*table.open}
    z_phase_ohm = L123(*(None if each in broken else phase for each in PHASES))
    return Run(z_phase_ohm=z_phase_ohm, z_neutral_ohm=None if "N" in broken else neutral)


def _impedance(value: tuple[float, ...] | None, at: Place, judge: Judge) -> complex | None:
    pair = _of_length(value, 2, at, judge)
    if pair is None:
        return None
    if pair[0] < 0:
        judge.wrong((*at, 0), f"a resistance of {pair[0]:g} ohm", "write 0 or more")
        return None
    return complex(*pair)


def _of_length(
    value: tuple[float, ...] | None, count: int, at: Place, judge: Judge
) -> tuple[float, ...] | None:
    wanted = "[r, x] in ohm" if count == 2 else "one for each of L1, L2, L3"
    if value is None:
        judge.wrong(at, "is missing", f"add {wanted}")
        return None
    if len(value) != count:
        judge.wrong(at, f"has {len(value)} numbers, not {count}", f"write {wanted}")
        return None
    return value


def _loads(
    tables: tuple[LoadTable, ...], names: tuple[str, ...], judge: Judge
) -> tuple[PlacedLoad, ...]:
    numbers = {name: number for number, name in enumerate(names)}
    placed = (_load(table, ("loads", at), numbers, judge) for at, table in enumerate(tables))
    return tuple(load for load in placed if load is not None)


def _load(table: LoadTable, at: Place, numbers: dict[str, int], judge: Judge) -> PlacedLoad | None:
    _all_there(table, at, judge)
    number = None if table.node is None else numbers.get(table.node)
    if table.node is not None and number is None:
        cure = choose(table.node, numbers)
        if table.node == SOURCE:
            cure = "loads hang on nodes: add a feeder of [0, 0] to one"
        judge.wrong((*at, "node"), f"there is no node {short(table.node)}", cure)
    if number is None or table.phase is None or table.model is None or table.p_w is None:
        return None
    s_va = complex(table.p_w, table.q_var)
    return PlacedLoad(number, PHASES.index(table.phase), table.model, s_va, table.v_nom_v)


def _all_there(table: LoadTable, at: Place, judge: Judge) -> None:
    wanted = {
        "node": (table.node, "the name of a node"),
        "phase": (table.phase, '"L1", "L2" or "L3"'),
        "model": (table.model, '"impedance", "power" or "current"'),
        "p_w": (table.p_w, "watts"),
    }
    for key, (value, cure) in wanted.items():
        if value is None:
            judge.wrong((*at, key), "is missing", f"add {cure}")
