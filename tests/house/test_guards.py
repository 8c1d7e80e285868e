"""Each guard of the test suite is broken once on purpose, to see that it bites."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parent.parent / "conftest.py"

LEAK = """
import asyncio

async def test_leaves_a_task_behind():
    asyncio.get_running_loop().create_task(asyncio.sleep(60))
    await asyncio.sleep(0)

async def test_tidies_up():
    task = asyncio.get_running_loop().create_task(asyncio.sleep(0))
    await task

def test_without_a_loop():
    pass
"""


def test_a_leaked_task_fails_its_test(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makepyfile(LEAK)
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-o", "asyncio_mode=auto")
    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_leaves_a_task_behind*"])
