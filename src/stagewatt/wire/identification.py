"""The answer to "read device identification": the device's texts, in as many answers as they need.

Source: Modbus Application Protocol Specification V1.1b3, section 6.21.
"""

from __future__ import annotations

from collections.abc import Mapping

from stagewatt.wire.pdu import (
    ENCAPSULATED,
    PDU_MAX,
    READ_IDENTIFICATION,
    ExceptionCode,
    IdentifyRequest,
    Refusal,
)

_HEAD_BYTES = 7
_TEXT_MAX = PDU_MAX - _HEAD_BYTES - 2
_LAST_OBJECT = {1: 0x02, 2: 0x7F, 3: 0xFF}
"""The last object of the basic, regular and extended category."""


def identify_answer(request: IdentifyRequest, objects: Mapping[int, str]) -> bytes:
    """Return the answer to an identification question.

    `objects` are ASCII texts by object id: 0 vendor, 1 product code, 2 revision (these three must
    be there), 3 to 6 URL, product name, model name, application name, 128 and up our own. Access
    code 4 asks for one object, 1 to 3 for all of a category. Refusal for an unknown single object.
    """
    wanted = _wanted(request, objects)
    body, held, more_from = b"", 0, 0
    for each in wanted:
        text = objects[each].encode("ascii", "replace")[:_TEXT_MAX]
        if _HEAD_BYTES + len(body) + 2 + len(text) > PDU_MAX:
            more_from = each
            break
        body += bytes((each, len(text))) + text
        held += 1
    highest = max(objects)
    level = 0x83 if highest >= 0x80 else 0x82 if highest > 2 else 0x81
    more = 0xFF if more_from else 0
    head = (ENCAPSULATED, READ_IDENTIFICATION, request.code, level, more, more_from, held)
    return bytes(head) + body


def _wanted(request: IdentifyRequest, objects: Mapping[int, str]) -> list[int]:
    first = request.first_object
    if request.code == 4:
        if first not in objects:
            raise Refusal(ENCAPSULATED, ExceptionCode.ILLEGAL_ADDRESS)
        return [first]
    last = _LAST_OBJECT[request.code]
    # A first object that does not exist, or of another category, means: from the beginning.
    start = first if first in objects and first <= last else 0
    return [each for each in sorted(objects) if start <= each <= last]
