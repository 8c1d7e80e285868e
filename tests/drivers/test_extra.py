import pytest

from stagewatt.domain.reading import Fault
from stagewatt.drivers.extra import LOST_REST_NS, REFUSED_REST_NS, Extra
from stagewatt.drivers.failure import ReadFailed


class Block:
    """Fails as it is told, and counts how often it is asked."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.asked = 0

    async def read(self) -> str:
        self.asked += 1
        if self.fault is not None:
            raise ReadFailed(self.fault, "told to")
        return "words"


async def test_what_comes_is_handed_on() -> None:
    extra, block = Extra(), Block()
    assert await extra.attempt(block.read, 0) == "words"
    assert extra.reason is None


@pytest.mark.parametrize(
    ("fault", "rest_ns"),
    [
        (Fault.EXCEPTION, REFUSED_REST_NS),
        (Fault.TIMEOUT, LOST_REST_NS),
        (Fault.GARBAGE, LOST_REST_NS),
        (Fault.NO_LINK, LOST_REST_NS),
    ],
)
async def test_what_fails_is_left_alone_and_tried_again_later(fault: Fault, rest_ns: int) -> None:
    extra, block = Extra(), Block()
    block.fault = fault
    assert await extra.attempt(block.read, 1000) is None
    assert extra.reason == "told to"
    assert await extra.attempt(block.read, 999 + rest_ns) is None
    assert block.asked == 1
    block.fault = None
    assert await extra.attempt(block.read, 1000 + rest_ns) == "words"
    assert extra.reason is None


async def test_a_torn_block_is_tried_again_at_once() -> None:
    extra, block = Extra(), Block()
    block.fault = Fault.TORN
    assert await extra.attempt(block.read, 0) is None
    block.fault = None
    assert await extra.attempt(block.read, 1) == "words"


async def test_an_error_of_our_own_passes_through() -> None:
    async def broken() -> str:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        await Extra().attempt(broken, 0)
