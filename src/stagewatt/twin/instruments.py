"""A rack's own instruments: meter, board and thermometer live through time and look."""

from __future__ import annotations

from dataclasses import replace

from stagewatt.domain.view import BreakerState
from stagewatt.twin import board, meter
from stagewatt.twin.display import Display
from stagewatt.twin.front import Front
from stagewatt.twin.plant import Plant
from stagewatt.twin.quick import changed
from stagewatt.twin.state import RackState
from stagewatt.twin.thermal import warmer


def counted(plant: Plant, rack: RackState, now_ns: int, ambient_c: float) -> RackState:
    """Let the instruments live through the time since they last did, with what has flowed."""
    dt_ns = now_ns - rack.t_ns
    if not dt_ns:
        return rack
    dt_s = dt_ns / 1e9
    to_board = rack.board_supply.advanced(rack.flow, rack.blown, dt_s)
    to_meter = rack.meter_supply.advanced(rack.flow, rack.blown, dt_s)
    temperature_c = warmer(plant, rack, ambient_c, dt_s)
    return changed(
        rack,
        t_ns=now_ns,
        front=_front(rack, meter_on=to_meter.carries),
        board_supply=to_board,
        meter_supply=to_meter,
        meter=meter.counted(
            rack.meter, rack.reading, dt_s, power=to_meter.carries, temperature_c=temperature_c
        ),
        temperature_c=temperature_c,
    )


def looked(plant: Plant, rack: RackState) -> RackState:
    """Let meter and board look at this instant: fuses, contacts, levers and currents."""
    to_board = rack.board_supply.advanced(rack.flow, rack.blown, 0.0)
    to_meter = rack.meter_supply.advanced(rack.flow, rack.blown, 0.0)
    link = rack.link if not rack.link.peaks_a else replace(rack.link, peaks_a={})
    return changed(
        rack,
        link=link,
        front=_front(rack, meter_on=to_meter.carries),
        board_supply=to_board,
        meter_supply=to_meter,
        meter=meter.counted(rack.meter, rack.reading, 0.0, power=to_meter.carries),
        board=board.looked(
            plant, rack.board, inputs_of(plant, rack), rack.t_ns, power=to_board.carries
        ),
    )


def _front(rack: RackState, *, meter_on: bool) -> Front:
    """Return the front: a meter that loses its supply forgets which page it showed."""
    gone = rack.meter.up and not meter_on
    return replace(rack.front, display=Display()) if gone else rack.front


def inputs_of(plant: Plant, rack: RackState) -> board.Inputs:
    """Return what is wired to the rack's board now."""
    count = plant.supervised
    peak_a = rack.flow.way_peak_a[:count]
    if rack.link.peaks_a:
        pulses = rack.link.peaks_a
        peak_a = tuple(max(peak, pulses.get(at, 0.0)) for at, peak in enumerate(peak_a))
    return board.Inputs(
        contacts=contacts_of(rack),
        levers=tuple([each is BreakerState.ON for each in rack.levers[:count]]),
        i_a=rack.flow.way_a[:count],
        peak_a=peak_a,
        faults=rack.faults,
    )


def contacts_of(rack: RackState) -> tuple[bool, ...]:
    """Return what the rack's own contacts show, in `contacts.ORDER`."""
    main = rack.main
    return rack.e_stop, rack.relay.tripped, main.lever is BreakerState.TRIPPED, main.closed
