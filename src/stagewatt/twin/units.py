"""What the rack's devices answer on the wire: the meter and the I/O board, with their faults."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from stagewatt import __version__
from stagewatt.meters import rack_io
from stagewatt.meters.table import MeterTable
from stagewatt.twin import board
from stagewatt.twin.faults import Device, find, places
from stagewatt.twin.meter_values import meter_words
from stagewatt.twin.plant import Plant
from stagewatt.twin.state import RackState
from stagewatt.wire import pdu as modbus
from stagewatt.wire.identification import identify_answer
from stagewatt.wire.mbap import Frame, encode

METER_UNIT, BOARD_UNIT = 1, 2
BOARD_FUNCTIONS = frozenset({modbus.READ_HOLDING, modbus.READ_INPUT})
_GARBAGE_BYTES = 40


@dataclass(frozen=True, slots=True)
class Reply:
    """Bytes for the wire, and how long the device takes for them."""

    data: bytes
    delay_s: float = 0.0


class Units:
    """Answers questions out of the newest state; asking has no side effect on the rack."""

    def __init__(
        self,
        plant: Plant,
        table: MeterTable,
        state: Callable[[], RackState],
        chance: random.Random,
        *,
        meter_unit: int = METER_UNIT,
        board_unit: int = BOARD_UNIT,
    ) -> None:
        """Take the meter's table and where to look for the state; `chance` makes garbage."""
        self._plant = plant
        self._table = table
        self._state = state
        self._chance = chance
        self._devices = {meter_unit: Device.METER, board_unit: Device.BOARD}
        starts = [point.address for point in table.points]
        self._span = (min(starts), max(point.span.end for point in table.points))
        self._images: dict[Device, tuple[RackState, dict[int, int]]] = {}

    def reply(self, frame: Frame) -> Reply | None:
        """Return the answer to one question, None for silence."""
        state = self._state()
        device = self._devices.get(frame.unit)
        if device is None:
            code = modbus.ExceptionCode.GATEWAY_NO_ANSWER
            refused = modbus.exception_answer(frame.pdu[0], code)
            return Reply(encode(Frame(frame.transaction, frame.unit, refused)))
        if not _answers(device, state):
            return None
        if device in places(state.faults, "wire_garbage"):
            return Reply(self._chance.randbytes(_GARBAGE_BYTES))
        unit = frame.unit + 7 if device in places(state.faults, "wrong_unit") else frame.unit
        answer = self._answer(device, state, frame.pdu)
        slow = find(state.faults, "meter_slow") if device is Device.METER else None
        delay_s = 0.0 if slow is None or slow.size is None else slow.size
        return Reply(encode(Frame(frame.transaction, unit, answer)), delay_s)

    def _answer(self, device: Device, state: RackState, question: bytes) -> bytes:
        try:
            request = modbus.parse_request(question)
            if isinstance(request, modbus.IdentifyRequest):
                return identify_answer(request, self._texts(device))
            return modbus.registers_answer(request.function, self._words(device, state, request))
        except modbus.Refusal as refusal:
            return modbus.exception_answer(refusal.function, refusal.code)

    def _words(self, device: Device, state: RackState, asked: modbus.ReadRequest) -> list[int]:
        if device is Device.BOARD and find(state.faults, "board_failing"):
            raise modbus.Refusal(asked.function, modbus.ExceptionCode.DEVICE_FAILURE)
        functions = BOARD_FUNCTIONS if device is Device.BOARD else {self._table.function}
        if asked.function not in functions:
            raise modbus.Refusal(asked.function, modbus.ExceptionCode.ILLEGAL_FUNCTION)
        if device is Device.METER and asked.count > self._table.max_words:
            raise modbus.Refusal(asked.function, modbus.ExceptionCode.ILLEGAL_VALUE)
        wanted = range(asked.address, asked.address + asked.count)
        image = self._image(device, state)
        words = [image.get(each) for each in wanted]
        if device is Device.METER and self._span[0] <= wanted[0] and wanted[-1] < self._span[1]:
            # Between its quantities such a meter answers 0.
            words = [word or 0 for word in words]
        known = [word for word in words if word is not None]
        if len(known) < len(words):
            raise modbus.Refusal(asked.function, modbus.ExceptionCode.ILLEGAL_ADDRESS)
        if device is Device.BOARD and find(state.faults, "board_garbage"):
            return [self._chance.getrandbits(16) for _ in words]
        return known

    def _image(self, device: Device, state: RackState) -> dict[int, int]:
        """Return a device's registers; made once per state."""
        held = self._images.get(device)
        if held is not None and held[0] is state:
            return held[1]
        image = self._board_words(state) if device is Device.BOARD else self._meter_words(state)
        self._images[device] = (state, image)
        return image

    def _meter_words(self, state: RackState) -> dict[int, int]:
        return meter_words(self._table, state.meter, state.reading)

    def _board_words(self, state: RackState) -> dict[int, int]:
        sampled = board.sample(
            self._plant,
            state.board,
            state.t_ns,
            dead=places(state.faults, "sensor_dead"),
            temperature_c=state.temperature_c,
        )
        image = rack_io.image(sampled)
        if find(state.faults, "board_torn"):
            (live,) = rack_io.reads_live(self._plant.supervised)
            image[live.end - 1] = image[live.end - 1] - 1 & 0xFFFF
        return image

    def _texts(self, device: Device) -> dict[int, str]:
        """Return what a device says about itself (function 43/14)."""
        if device is Device.METER:
            maker, _, product = self._table.title.partition(" ")
            return {0: maker, 1: product, 2: "simulated"}
        return {0: "stagewatt", 1: "rack I/O board", 2: __version__, 4: self._plant.model.title}


def _answers(device: Device, state: RackState) -> bool:
    """Tell whether a device is alive and lets itself be heard."""
    if device is Device.METER:
        return state.meter.up and find(state.faults, "meter_dark") is None
    return state.board.up and find(state.faults, "board_silent") is None
