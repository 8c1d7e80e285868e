"""What only shows when all devices of a configuration are seen together."""

from __future__ import annotations

from typing import get_args

from stagewatt.app.config_hosts import is_loopback
from stagewatt.app.config_judge import Judge
from stagewatt.app.config_schema import Baud
from stagewatt.app.config_serial import MAX_USE, line_use, same_settings
from stagewatt.app.config_silence import note_silence
from stagewatt.catalogue.document.path import Path, shown
from stagewatt.domain.setup import DeviceSetup, SerialAddress, TcpAddress

Placed = tuple[Path, DeviceSetup]


def same_address(judge: Judge) -> None:
    """Find two devices at one address with one unit."""
    seen: dict[tuple[str, int, int], Path] = {}
    for path, device in judge.devices:
        address = device.address
        if isinstance(address, TcpAddress):
            key = (address.host.lower().removesuffix("."), address.port, device.unit)
        else:
            key = (address.port, 0, device.unit)
        if key in seen:
            problem = f"{shown(seen[key])} has the same address and unit {device.unit}"
            judge.wrong((*path, "unit"), problem, "give each device its own unit or address")
        seen.setdefault(key, path)


def own_port(port: int, judge: Judge) -> None:
    """Find devices sought on this machine where the node itself listens."""
    for path, device in judge.devices:
        address = device.address
        if isinstance(address, TcpAddress) and is_loopback(address.host) and address.port == port:
            problem = f"the node itself listens on port {port}"
            judge.wrong((*path, "port"), problem, "choose another port here or in node.listen")


def serial_lines(judge: Judge) -> None:
    """Find serial lines whose devices disagree on the settings, or that have too little time."""
    lines: dict[str, list[tuple[Path, DeviceSetup, SerialAddress]]] = {}
    for path, device in judge.devices:
        if isinstance(device.address, SerialAddress):
            line = lines.setdefault(device.address.port, [])
            line.append((path, device, device.address))
    for line in lines.values():
        first_path, _, first = line[0]
        for path, _, address in line[1:]:
            if not same_settings(first, address):
                problem = f"{shown(first_path)} uses this line with other settings"
                cure = "give baud, parity and stop_bits alike for all devices of a line"
                judge.wrong((*path, "serial"), problem, cure)
        _budget(first_path, first, [device for _, device, _ in line], judge)
        note_silence([(path, device) for path, device, _ in line], judge)


def _budget(path: Path, line: SerialAddress, devices: list[DeviceSetup], judge: Judge) -> None:
    use = line_use(devices, line.baud)
    if use.fits:
        return
    fitting = [baud for baud in get_args(Baud) if line_use(devices, baud).fits]
    longer = use.longer()
    cures = [f"{fitting[0]} baud"] if fitting else []
    cures += [f"periods {longer:g} times as long"] if longer is not None else []
    problem = (
        f"polling {line.port} needs {use.total:.0%} of the time at {line.baud} baud, "
        f"{MAX_USE:.0%} can be had"
    )
    judge.wrong((*path, "serial"), problem, f"use {', '.join([*cures, 'or a second line'])}")
