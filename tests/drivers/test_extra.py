import pytest

from stagewatt.domain.reading import Fault
from stagewatt.drivers.extra import LOST_REST_NS, REFUSED_REST_NS, Extra
from stagewatt.drivers.failure import ReadFailed


class Block:
    """Fails as it is told, and counts how often it is asked."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.code: int | None = None
        self.asked = 0

    async def read(self) -> str:
        self.asked += 1
        if self.fault is not None:
            raise ReadFailed(self.fault, "told to", code=self.code)
        return "words"


async def test_what_comes_is_handed_on() -> None:
    extra, block = Extra(), Block()
    assert await extra.attempt(block.read, 0) == "words"
    assert extra.reason is None


@pytest.mark.parametrize("code", [1, 2, 3])
async def test_what_the_device_lacks_is_left_alone_and_tried_again_rarely(code: int) -> None:
    extra, block = Extra(), Block()
    block.fault, block.code = Fault.EXCEPTION, code
    assert await extra.attempt(block.read, 1000) is None
    assert extra.reason == "told to"
    assert await extra.attempt(block.read, 999 + REFUSED_REST_NS) is None
    assert block.asked == 1
    block.fault = None
    assert await extra.attempt(block.read, 1000 + REFUSED_REST_NS) == "words"
    assert extra.reason is None


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.TIMEOUT, None),
        (Fault.GARBAGE, None),
        (Fault.NO_LINK, None),
        (Fault.EXCEPTION, 4),
        (Fault.EXCEPTION, 6),
        (Fault.EXCEPTION, 11),
    ],
)
async def test_one_lost_answer_is_asked_for_again_two_are_left_alone(
    fault: Fault, code: int | None
) -> None:
    extra, block = Extra(), Block()
    block.fault, block.code = fault, code
    assert await extra.attempt(block.read, 1000) is None
    assert await extra.attempt(block.read, 1001) is None
    assert await extra.attempt(block.read, 1000 + LOST_REST_NS) is None
    assert block.asked == 2
    block.fault = None
    assert await extra.attempt(block.read, 1001 + LOST_REST_NS) == "words"
    # What was lost before the block came is forgotten.
    block.fault = fault
    assert await extra.attempt(block.read, 1002 + LOST_REST_NS) is None
    block.fault = None
    assert await extra.attempt(block.read, 1003 + LOST_REST_NS) == "words"


async def test_a_torn_block_is_tried_again_at_once_however_often() -> None:
    extra, block = Extra(), Block()
    block.fault = Fault.TORN
    for now_ns in range(5):
        assert await extra.attempt(block.read, now_ns) is None
    block.fault = None
    assert await extra.attempt(block.read, 5) == "words"
    assert block.asked == 6


async def test_an_error_of_our_own_passes_through() -> None:
    async def broken() -> str:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        await Extra().attempt(broken, 0)
