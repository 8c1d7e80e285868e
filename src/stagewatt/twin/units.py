"""What the rack's devices answer on the wire: the meter and the I/O board, with their faults."""

from __future__ import annotations

import random
from collections.abc import Callable

from stagewatt import __version__
from stagewatt.domain.reading import Value
from stagewatt.meters import rack_io
from stagewatt.meters.serving import Serving
from stagewatt.meters.table import MeterTable
from stagewatt.twin import board, unit_faults
from stagewatt.twin.faults import Device, find, places
from stagewatt.twin.meter_values import wire_values
from stagewatt.twin.plant import Plant
from stagewatt.twin.state import RackState
from stagewatt.twin.unit_faults import Held, Reply, Trouble
from stagewatt.wire import pdu as modbus
from stagewatt.wire.identification import identify_answer
from stagewatt.wire.mbap import Frame, encode
from stagewatt.wire.plan import Span

METER_UNIT, BOARD_UNIT = 1, 2
BOARD_FUNCTIONS = frozenset({modbus.READ_HOLDING, modbus.READ_INPUT})


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
        self._serving = Serving(table)
        self._state = state
        self._chance = chance
        self._devices = {meter_unit: Device.METER, board_unit: Device.BOARD}
        self._held = {device: Held() for device in Device}
        self._registers: tuple[RackState, dict[int, int]] | None = None
        self._values: tuple[RackState, dict[str, Value]] | None = None

    def reply(self, frame: Frame) -> Reply | None:
        """Return the answer to one question, None for silence."""
        state = self._state()
        device = self._devices.get(frame.unit)
        if device is None:
            return self._nobody(state, frame)
        if not _up(device, state) or unit_faults.silent(device, state.faults):
            return None
        answer = frame._replace(pdu=self._answer(device, state, frame.pdu))
        return unit_faults.sent(device, answer, state.faults, self._held[device], self._chance)

    def trouble(self) -> Trouble:
        """Return what is wrong with the line itself."""
        faults = self._state().faults
        cut = find(faults, "connections_dropped")
        refuses = find(faults, "connections_refused") is not None
        return Trouble(refuses=refuses, cut_after_s=None if cut is None else cut.size)

    def _nobody(self, state: RackState, frame: Frame) -> Reply | None:
        """Return what a gateway says when no unit of that number answers it."""
        if find(state.faults, "bus_silent") is not None:
            return None
        code = modbus.ExceptionCode.GATEWAY_NO_ANSWER
        return Reply(encode(frame._replace(pdu=modbus.exception_answer(frame.pdu[0], code))))

    def _answer(self, device: Device, state: RackState, question: bytes) -> bytes:
        code = unit_faults.exception_code(device, state.faults)
        if code is not None:
            return modbus.exception_answer(question[0], code)
        try:
            request = modbus.parse_request(question)
            if isinstance(request, modbus.IdentifyRequest):
                return identify_answer(request, self._texts(device))
            words = self._board if device is Device.BOARD else self._meter
            return modbus.registers_answer(request.function, words(state, request))
        except modbus.Refusal as refusal:
            return modbus.exception_answer(refusal.function, refusal.code)

    def _board(self, state: RackState, asked: modbus.ReadRequest) -> list[int]:
        if find(state.faults, "board_failing") is not None:
            raise modbus.Refusal(asked.function, modbus.ExceptionCode.DEVICE_FAILURE)
        if asked.function not in BOARD_FUNCTIONS:
            raise modbus.Refusal(asked.function, modbus.ExceptionCode.ILLEGAL_FUNCTION)
        image = self._image(state)
        words = [image.get(each) for each in range(asked.address, asked.address + asked.count)]
        known = [word for word in words if word is not None]
        if len(known) < len(words):
            raise modbus.Refusal(asked.function, modbus.ExceptionCode.ILLEGAL_ADDRESS)
        if find(state.faults, "board_garbage") is not None:
            return [self._chance.getrandbits(16) for _ in known]
        return known

    def _meter(self, state: RackState, asked: modbus.ReadRequest) -> list[int]:
        if asked.function not in self._serving.functions:
            raise modbus.Refusal(asked.function, modbus.ExceptionCode.ILLEGAL_FUNCTION)
        if asked.count > self._table.max_words:
            raise modbus.Refusal(asked.function, modbus.ExceptionCode.ILLEGAL_VALUE)
        span = Span(asked.address, asked.count)
        words = self._serving.words(asked.function, span, self._meter_values(state))
        if words is None:
            raise modbus.Refusal(asked.function, modbus.ExceptionCode.ILLEGAL_ADDRESS)
        if find(state.faults, "meter_torn") is None:
            return list(words)
        question = (asked.function, asked.address, asked.count)
        return unit_faults.torn(question, list(words), self._held[Device.METER])

    def _meter_values(self, state: RackState) -> dict[str, Value]:
        """Return what the meter says; made once per state."""
        if self._values is not None and self._values[0] is state:
            return self._values[1]
        values = wire_values(self._table, state.meter, state.reading, state.temperature_c)
        self._values = (state, values)
        return values

    def _image(self, state: RackState) -> dict[int, int]:
        """Return the board's registers; made once per state."""
        if self._registers is not None and self._registers[0] is state:
            return self._registers[1]
        dead = places(state.faults, "sensor_dead")
        sampled = board.sample(
            self._plant, state.board, state.t_ns, dead=dead, temperature_c=state.temperature_c
        )
        image = rack_io.image(unit_faults.reported(sampled, state.faults, self._held[Device.BOARD]))
        if find(state.faults, "board_torn") is not None:
            (live,) = rack_io.reads_live(self._plant.supervised)
            image[live.end - 1] = image[live.end - 1] - 1 & 0xFFFF
        self._registers = (state, image)
        return image

    def _texts(self, device: Device) -> dict[int, str]:
        """Return what a device says about itself (function 43/14)."""
        if device is Device.METER:
            maker, _, product = self._table.title.partition(" ")
            return {0: maker, 1: product, 2: "simulated"}
        return {0: "stagewatt", 1: "rack I/O board", 2: __version__, 4: self._plant.model.title}


def _up(device: Device, state: RackState) -> bool:
    """Tell whether a device has its supply."""
    return state.meter.up if device is Device.METER else state.board.up
