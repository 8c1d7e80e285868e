"""A node's configuration: one TOML file, read strictly, all errors at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from stagewatt.app import config_lines
from stagewatt.app.config_hosts import host_and_port, is_host, is_loopback
from stagewatt.app.config_judge import Judge
from stagewatt.app.config_mesh import MeshConfig, mesh_config, with_key
from stagewatt.app.config_racks import rack_setup, unmonitored
from stagewatt.app.config_schema import ConfigDocument, LedsTable, NamesTable, NodeTable
from stagewatt.catalogue.document.path import Path, shown
from stagewatt.catalogue.document.prune import pruned
from stagewatt.catalogue.document.source import Source, converted, decode, differences
from stagewatt.catalogue.document.words import short
from stagewatt.domain.errors import BadDocument, Finding
from stagewatt.domain.setup import RackSetup, UnmonitoredRack


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeConfig:
    """What a node needs to know; `notes` are findings that do not keep it from working."""

    name: str
    data_dir: FilePath
    host: str
    port: int
    allowed_hosts: tuple[str, ...]
    racks: tuple[RackSetup, ...]
    unmonitored: tuple[UnmonitoredRack, ...] = ()
    """Racks entered by hand that nothing reads."""
    mesh: MeshConfig = field(default_factory=MeshConfig)
    names: NamesTable = field(default_factory=NamesTable)
    leds: LedsTable = field(default_factory=LedsTable)
    notes: tuple[Finding, ...] = ()


def load(path: FilePath) -> NodeConfig:
    """Return the configuration of a file; a relative `data_dir` is beside the file.

    Raises BadDocument with everything that is wrong, also when the file cannot be read.
    """
    config, findings = check_text(read(path), str(path))
    if config is None:
        raise BadDocument(str(path), findings)
    mesh = with_key(config.mesh, path.parent)
    return replace(config, data_dir=path.parent / config.data_dir, mesh=mesh)


def read(path: FilePath) -> str:
    """Return a file's text. Raises BadDocument when it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        problem, line = f"cannot be read: {error.strerror}", None
    except UnicodeDecodeError as error:
        problem, line = "is not UTF-8 text", error.object[: error.start].count(b"\n") + 1
    cure = "give the path of a text file in UTF-8"
    raise BadDocument(str(path), (Finding(shown(()), problem, cure, line),))


def check_text(text: str, name: str) -> tuple[NodeConfig | None, tuple[Finding, ...]]:
    """Return the configuration of a text, or None and everything that is wrong with it."""
    try:
        source = decode(text, name)
    except BadDocument as error:
        return None, error.findings
    shape = differences(source.data, ConfigDocument)
    document = converted(pruned(source.data, shape), ConfigDocument)
    judge = Judge(shape)
    config = _judged(document, judge, source)
    wrongs = (*shape, *judge.wrongs)
    return (None, source.findings(wrongs)) if wrongs else (config, ())


def _judged(document: ConfigDocument, judge: Judge, source: Source) -> NodeConfig | None:
    if document.schema is None:
        judge.wrong(("schema",), "is missing", 'add schema = "node-config/1" as the first line')
    listen = _node(document.node, judge)
    _own_ids(document, judge)
    racks = _racks(document, judge)
    mesh = mesh_config(document.mesh, judge)
    by_hand = [
        unmonitored(table, ("unmonitored", index), judge)
        for index, table in enumerate(document.unmonitored)
    ]
    config_lines.same_address(judge)
    config_lines.serial_lines(judge)
    config_lines.own_port(listen[1], judge)
    if document.node.name is None:
        return None
    return NodeConfig(
        name=document.node.name,
        data_dir=FilePath(document.node.data_dir),
        host=listen[0],
        port=listen[1],
        allowed_hosts=document.node.allowed_hosts,
        racks=racks,
        unmonitored=tuple(rack for rack in by_hand if rack is not None),
        mesh=mesh,
        names=document.names,
        leds=document.leds,
        notes=source.findings(judge.notes),
    )


def _node(node: NodeTable, judge: Judge) -> tuple[str, int]:
    """Judge the node's own table; return where it listens."""
    if node.name is None:
        judge.wrong(("node", "name"), "is missing", 'add a name, for example name = "foh"')
    for position, host in enumerate(node.allowed_hosts):
        if not is_host(host):
            problem = f"{short(host)} is neither an IP address nor a host name"
            cure = "write the name alone, without http:// and port"
            judge.wrong(("node", "allowed_hosts", position), problem, cure)
    listen = host_and_port(node.listen)
    if listen is None:
        problem = f"{short(node.listen)} is not a place to listen"
        judge.wrong(("node", "listen"), problem, "write HOST:PORT, for example 0.0.0.0:8080")
        return "", 0
    if not is_loopback(listen[0]) and not node.allowed_hosts:
        problem = "is empty: only this machine's addresses and own name are answered"
        cure = "add the other names that browsers will use, for example rack1.local"
        judge.note(("node", "allowed_hosts"), problem, cure)
    return listen


def _racks(document: ConfigDocument, judge: Judge) -> tuple[RackSetup, ...]:
    """Return the racks that can be told."""
    made = (
        rack_setup(table, ("racks", index), document.node, judge)
        for index, table in enumerate(document.racks)
    )
    return tuple(setup for setup in made if setup is not None)


def _own_ids(document: ConfigDocument, judge: Judge) -> None:
    """Find racks that share an id, read or entered by hand."""
    seen: dict[str, Path] = {}
    ids = {"racks": [t.id for t in document.racks]}
    ids["unmonitored"] = [t.id for t in document.unmonitored]
    for kind, each in ids.items():
        for index, own in enumerate(each):
            if own in seen:
                problem = f"{shown(seen[own])} has the id {own} already"
                judge.wrong((kind, index, "id"), problem, "give each rack its own")
            elif own is not None:
                seen[own] = (kind, index)


def at_line(document: str, finding: Finding) -> str:
    """Return a finding for people: `FILE:LINE: place: problem; cure`."""
    return f"{document}:{finding.line or 1}: {finding}"
