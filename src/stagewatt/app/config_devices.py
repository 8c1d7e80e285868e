"""From the tables of meters and boards to devices: addresses, periods, ways."""

from __future__ import annotations

from stagewatt.app.config_hosts import is_host
from stagewatt.app.config_judge import Judge
from stagewatt.app.config_schema import (
    DEFAULT_BAUD,
    DEFAULT_PARITY,
    DEFAULT_PORT,
    DEFAULT_STOP_BITS,
    BoardDeviceTable,
    DeviceTable,
    MeterDeviceTable,
    NodeTable,
)
from stagewatt.app.config_serial import BOARD_TABLE
from stagewatt.catalogue.document.path import Path
from stagewatt.catalogue.document.words import choose, short
from stagewatt.catalogue.named import ways_named
from stagewatt.domain.rack import RackModel
from stagewatt.domain.setup import DeviceSetup, SerialAddress, TcpAddress
from stagewatt.meters.registry import METERS

_SERIAL_UNITS = range(1, 248)
_SERIAL_KEYS = ("baud", "parity", "stop_bits")


def meter(
    table: MeterDeviceTable | None,
    path: Path,
    model: RackModel | None,
    node: NodeTable,
    judge: Judge,
) -> DeviceSetup | None:
    """Return the mains meter, None when it cannot be told."""
    if table is None:
        judge.wrong(path, "is missing", "add the mains meter: meter = { host = ..., unit = ... }")
        return None
    known = model.meter if model is not None else None
    name = table.table if table.table is not None else known
    if name is not None and name not in METERS:
        problem = f"there is no meter table {short(name)}"
        judge.wrong((*path, "table"), problem, choose(name, METERS))
        name = None
    address = _address(table, path, judge)
    if name is None or address is None:
        return None
    setup = DeviceSetup(
        id="meter",
        table=name,
        address=address,
        unit=table.unit,
        period_ms=node.meter_period_ms if table.period_ms is None else table.period_ms,
    )
    judge.device(path, setup)
    return setup


def boards(
    tables: tuple[BoardDeviceTable, ...],
    path: Path,
    model: RackModel | None,
    node: NodeTable,
    judge: Judge,
) -> tuple[DeviceSetup, ...]:
    """Return the I/O boards whose address can be told."""
    if not tables:
        judge.wrong(path, "is missing", "add the rack's I/O board: boards = [{ host = ... }]")
    made = []
    carried: dict[str, int] = {}
    for index, table in enumerate(tables):
        here = (*path, index)
        ways = _ways(table, here, model, alone=len(tables) == 1, judge=judge)
        _apart(ways, index, here, carried, judge)
        address = _address(table, here, judge)
        if address is None:
            continue
        setup = DeviceSetup(
            id=f"board-{index + 1}",
            table=BOARD_TABLE,
            address=address,
            unit=table.unit,
            period_ms=node.board_period_ms if table.period_ms is None else table.period_ms,
            ways=ways,
        )
        judge.device(here, setup)
        made.append(setup)
    return tuple(made)


def _address(table: DeviceTable, path: Path, judge: Judge) -> TcpAddress | SerialAddress | None:
    if table.host is not None and table.serial is not None:
        judge.wrong((*path, "serial"), "host is given as well", "keep one of the two")
        return None
    if table.host is not None:
        return _tcp(table, table.host, path, judge)
    if table.serial is not None:
        return _serial(table, table.serial, path, judge)
    cure = 'add host = "..." (Modbus TCP) or serial = "/dev/..." (Modbus RTU)'
    judge.wrong(path, "has no address", cure)
    return None


def _tcp(table: DeviceTable, host: str, path: Path, judge: Judge) -> TcpAddress | None:
    for key in _SERIAL_KEYS:
        if getattr(table, key) is not None:
            judge.wrong((*path, key), "belongs to a serial line", "remove it, or use serial")
    if not is_host(host):
        problem = f"{short(host)} is neither an IP address nor a host name"
        judge.wrong((*path, "host"), problem, "write it like 192.168.1.20 or rack1.local")
        return None
    return TcpAddress(host=host, port=table.port or DEFAULT_PORT)


def _serial(table: DeviceTable, port: str, path: Path, judge: Judge) -> SerialAddress:
    if table.port is not None:
        judge.wrong((*path, "port"), "belongs to host", "remove it")
    if table.unit not in _SERIAL_UNITS:
        problem = f"{table.unit} is no unit on a serial line"
        judge.wrong((*path, "unit"), problem, "write a unit from 1 to 247")
    return SerialAddress(
        port=port,
        baud=table.baud or DEFAULT_BAUD,
        parity=table.parity or DEFAULT_PARITY,
        stop_bits=table.stop_bits or DEFAULT_STOP_BITS,
    )


def _ways(
    table: BoardDeviceTable, path: Path, model: RackModel | None, *, alone: bool, judge: Judge
) -> tuple[str, ...]:
    """Return the ways a board carries: those named, or all when it is the only board."""
    if model is None:
        return ()
    supervised = tuple(way.id for way in model.supervised)
    if table.ways is None:
        if not alone:
            cure = 'name the ways of each board, for example ways = ["A", "B1-6"]'
            judge.wrong((*path, "ways"), "is missing beside other boards", cure)
        return supervised if alone else ()
    named: list[str] = []
    for position, word in enumerate(table.ways):
        named += _named(word, (*path, "ways", position), model, judge)
    return tuple(named)


def _named(word: str, path: Path, model: RackModel, judge: Judge) -> tuple[str, ...]:
    """Return the ways of one word: a way (`A7`), a group (`A`) or a range (`A1-6`)."""
    named = ways_named(model, word)
    supervised = [way.id for way in model.supervised]
    if named is None:
        problem = f"{model.id} has no ways {short(word)}"
        judge.wrong(path, problem, choose(word, (*supervised, *(g.id for g in model.groups))))
        return ()
    if not set(named).issubset(supervised):
        problem = f"{short(word)} has no current sensor on a {model.id}"
        judge.wrong(path, problem, "remove it")
        return ()
    return named


def _apart(
    ways: tuple[str, ...], index: int, path: Path, carried: dict[str, int], judge: Judge
) -> None:
    """Find ways that a board carries twice or that another board carries as well."""
    shared: dict[int, list[str]] = {}
    for way in ways:
        if way in carried:
            shared.setdefault(carried[way], []).append(way)
        carried.setdefault(way, index)
    for other, names in shared.items():
        whose = "twice" if other == index else f"on board {other + 1} as well"
        cure = "name each way once, in the order of the channels"
        judge.wrong((*path, "ways"), f"{', '.join(names)} stand {whose}", cure)
