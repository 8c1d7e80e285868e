"""The one importer of the Modbus client: it reads, and has nothing that could write.

Of pymodbus it takes the engine that sends a question and waits for its answer, the framing, and the
five questions that only read; its client classes, which can also write, are never imported.
"""

from __future__ import annotations

import asyncio
import logging
import struct

from pymodbus.exceptions import ModbusException
from pymodbus.framer import FramerRTU, FramerSocket
from pymodbus.pdu import DecodePDU, ModbusPDU
from pymodbus.pdu.bit_message import ReadCoilsRequest, ReadDiscreteInputsRequest
from pymodbus.pdu.mei_message import ReadDeviceInformationRequest
from pymodbus.pdu.register_message import ReadHoldingRegistersRequest, ReadInputRegistersRequest
from pymodbus.transaction import TransactionManager
from pymodbus.transport import CommParams, CommType

from stagewatt.domain.reading import Fault
from stagewatt.domain.setup import SerialAddress, TcpAddress
from stagewatt.drivers.failure import ReadFailed, refused
from stagewatt.drivers.serial_port import open_serial

Address = TcpAddress | SerialAddress

CONNECT_S = 1.0
READ_FUNCTIONS = frozenset({1, 2, 3, 4, 43})
"""What may go out: read bits (1, 2), registers (3, 4), the device identification (43)."""

_QUESTIONS = {
    1: ReadCoilsRequest,
    2: ReadDiscreteInputsRequest,
    3: ReadHoldingRegistersRequest,
    4: ReadInputRegistersRequest,
}
_HEADER = struct.Struct(">HHHB")
_FRAME_MAX = 264
_BASIC = 1

# It tells of every lost answer; what matters is told by the pollers, once per change.
logging.getLogger("pymodbus").setLevel(logging.CRITICAL + 1)


class Registers(ModbusPDU):
    """An answer of registers, unpacked at once; pymodbus' own takes them one by one."""

    function_code = 3
    rtu_byte_count_pos = 2

    def decode(self, data: bytes) -> None:
        """Take the words; an answer whose byte count lies brings none."""
        size = data[0]
        if size == len(data) - 1 and size % 2 == 0:
            self.registers = struct.unpack(f">{size // 2}H", data[1:])

    def __str__(self) -> str:
        """Return little: pymodbus asks for it even where it logs nothing."""
        return "registers"


class InputRegisters(Registers):
    """The same for function 4."""

    function_code = 4


class _Engine(TransactionManager):
    """Sends one question at a time, and takes no answer but the one that was asked for."""

    def __init__(self, address: Address) -> None:
        """Prepare, without opening anything."""
        serial = isinstance(address, SerialAddress)
        decoder = DecodePDU(is_server=False)
        decoder.register(Registers)
        decoder.register(InputRegisters)
        params = CommParams(
            comm_type=CommType.SERIAL if serial else CommType.TCP,
            host=address.port if isinstance(address, SerialAddress) else address.host,
            port=0 if isinstance(address, SerialAddress) else address.port,
            reconnect_delay=0,
            # No deadline of its own: whoever asks sets one.
            timeout_connect=None,  # type: ignore[arg-type] # asyncio.wait_for knows it, CommParams not
        )
        framer = FramerRTU(decoder) if serial else FramerSocket(decoder)
        super().__init__(params, framer, 0, False, None, None, None)  # noqa: FBT003 - no server
        self.tcp = not serial
        self.heard = 0
        """Bytes that came since the newest question."""
        self._waiting = False
        if isinstance(address, SerialAddress):
            self.call_create = lambda: open_serial(address, self)

    async def begin(self) -> None:
        """Open the connection; ReadFailed when nobody is there within 1 s."""
        try:
            async with asyncio.timeout(CONNECT_S):
                self.transport, _ = await self.call_create()
        except TimeoutError:
            why = f"nobody there within {CONNECT_S:.0f} s"
            raise ReadFailed(Fault.NO_LINK, why) from None
        except OSError as error:
            raise ReadFailed(Fault.NO_LINK, error.strerror or str(error)) from None

    async def ask(self, question: ModbusPDU) -> ModbusPDU:
        """Return the answer; ReadFailed when the connection ends or brings something else."""
        self.heard = 0
        self._waiting = True
        try:
            answer = await self.execute(False, question)  # noqa: FBT003 - an answer is expected
        except ModbusException as error:
            raise ReadFailed(Fault.GARBAGE, str(error)) from None
        finally:
            self._waiting = False
        _check(question, answer)
        return answer

    def send(self, data: bytes, addr: tuple[object, ...] | None = None) -> None:
        """Let only questions that read through: the last door before the wire."""
        if data[7 if self.tcp else 1] not in READ_FUNCTIONS:
            raise ValueError("only reading is allowed on this line")
        super().send(data, addr)

    def data_received(self, data: bytes) -> None:
        """Refuse more than any answer can have."""
        self.heard += len(data)
        if len(self.recv_buffer) + len(data) > _FRAME_MAX:
            self._refuse("more bytes than an answer can have")
        else:
            super().data_received(data)

    def callback_data(self, data: bytes, addr: tuple[object, ...] | None = None) -> int:
        """Decode an answer; what is none ends the wait at once."""
        wrong = self._wrong_header(data) if self.tcp else None
        if wrong is None:
            try:
                return super().callback_data(data, addr)
            except (ModbusException, struct.error, ValueError, IndexError) as error:
                wrong = str(error)
        self._refuse(wrong)
        return len(data)

    def callback_disconnected(self, exc: Exception | None) -> None:
        """End the wait for an answer that cannot come any more."""
        why = "the other side closed the connection" if exc is None else str(exc)
        self._end(ReadFailed(Fault.NO_LINK, why))

    def _wrong_header(self, data: bytes) -> str | None:
        """Say what is wrong with the head of a Modbus TCP frame, None while nothing is."""
        if len(data) < _HEADER.size:
            return None
        transaction, protocol, length, unit = _HEADER.unpack_from(data)
        if protocol != 0 or not 3 <= length <= 254:
            return "no Modbus TCP frame"
        if transaction != self.request_transaction_id:
            return f"answer {transaction} to question {self.request_transaction_id}"
        if unit != self.request_dev_id:
            return f"unit {unit} answered for unit {self.request_dev_id}"
        return None

    def _refuse(self, why: str) -> None:
        self._end(ReadFailed(Fault.GARBAGE, why))

    def _end(self, failed: ReadFailed) -> None:
        if self._waiting and not self.response_future.done():
            self.response_future.set_exception(failed)


class Connection:
    """One connection to one address; it can be asked, and nothing else.

    Whoever asks sets the deadline, asks one question at a time, and closes it after any failure
    that is not a refusal (Fault.EXCEPTION): what comes late must find nobody.
    """

    def __init__(self, address: Address) -> None:
        """Take the address; `begin` opens it."""
        self._engine = _Engine(address)

    @property
    def is_open(self) -> bool:
        """Tell whether it was opened and has not ended."""
        return self._engine.is_active()

    @property
    def heard(self) -> int:
        """How many bytes came since the newest question."""
        return self._engine.heard

    async def begin(self, number: int) -> None:
        """Open it; ReadFailed (NO_LINK) when nobody is there within 1 s.

        `number` keeps the transaction numbers of connections apart: a gateway that mixes up its
        clients must not hit the right one.
        """
        await self._engine.begin()
        self._engine.next_tid = number * 977 % 60_000

    async def read(self, unit: int, function: int, address: int, count: int) -> tuple[int, ...]:
        """Return `count` registers (functions 3, 4) or bits as 0 and 1 (functions 1, 2).

        ReadFailed tells why there are none. ValueError for any other function.
        """
        kind = _QUESTIONS.get(function)
        if kind is None:
            raise ValueError(f"function {function} does not read")
        answer = await self._engine.ask(kind(address=address, count=count, dev_id=unit))
        if function in {1, 2}:
            words = tuple(int(bit) for bit in answer.bits[:count])
        else:
            words = tuple(answer.registers)
        if len(words) != count:
            raise ReadFailed(Fault.GARBAGE, f"{len(words)} values instead of {count}")
        return words

    async def identify(self, unit: int) -> dict[int, str]:
        """Return the basic identification: 0 vendor, 1 product, 2 revision (function 43/14)."""
        question = ReadDeviceInformationRequest(read_code=_BASIC, dev_id=unit)
        answer = await self._engine.ask(question)
        texts: object = getattr(answer, "information", None)
        if not isinstance(texts, dict):
            raise ReadFailed(Fault.GARBAGE, "no identification")
        return {
            key: text.decode("ascii", "replace")
            for key, text in texts.items()
            if isinstance(text, bytes)
        }

    def close(self) -> None:
        """Close it at once; safe to call twice."""
        self._engine.close()


def _check(question: ModbusPDU, answer: ModbusPDU) -> None:
    """Refuse an answer to another question, which the framing may let through; and refusals."""
    asked = (question.transaction_id, question.dev_id, question.function_code)
    got = (answer.transaction_id, answer.dev_id, answer.function_code & 0x7F)
    if got != asked:
        why = f"answer {got} to question {asked} (transaction, unit, function)"
        raise ReadFailed(Fault.GARBAGE, why)
    if answer.isError():
        raise refused(answer.exception_code)
