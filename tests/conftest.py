"""What every test gets: Hypothesis profiles, and a guard against tasks left behind.

Tests marked `unmeasured` run at full speed: tracing makes simulations and random search three times
slower, and what they run through others cover as well. The coverage gate sees when that is not so.
"""

import asyncio
import inspect
import os
from collections.abc import AsyncIterator, Generator

import pytest
import pytest_asyncio
from coverage import Coverage
from hypothesis import HealthCheck, settings

# `ci` draws the same examples every time, so that a failure belongs to the change it is shown at;
# HYPOTHESIS_PROFILE=night looks further.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "night",
    deadline=None,
    max_examples=5_000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") == "true" else "dev"),
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "unmeasured: heavy, so it runs without the coverage tracer; others cover its code",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Lets the coverage tracer rest during an unmeasured test; its fixtures are measured."""
    tracer = Coverage.current() if item.get_closest_marker("unmeasured") else None
    if tracer is None:
        return (yield)
    tracer.stop()
    try:
        return (yield)
    finally:
        tracer.start()


@pytest_asyncio.fixture
async def no_lingering_tasks() -> AsyncIterator[None]:
    """Fails a test that leaves a task running. It is async on purpose: a sync one sees no loop."""
    before = asyncio.all_tasks()
    yield
    left = [each for each in asyncio.all_tasks() - before if each is not asyncio.current_task()]
    for task in left:
        task.cancel()
    assert not left, left


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the guard on async tests only; a sync test needs no loop."""
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.function):
            item.fixturenames.insert(0, "no_lingering_tasks")
