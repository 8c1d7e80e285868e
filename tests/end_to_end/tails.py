"""Hooks for a conftest: a failed test shows what each of its programs wrote last."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from tests.end_to_end import program


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    program.forget_ended()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Adds to a failure what each program of the test wrote last."""
    report = yield
    if report.failed:
        report.sections.extend(program.tails())
    return report
