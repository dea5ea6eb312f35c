"""Fixtures of the tests that no single room can hold: a living installation and a browser."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.living import Living, installation

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def living() -> Iterator[Living]:
    """The demonstration, running: a real server and worker."""
    with installation() as house:
        yield house


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    from tests.chromium import chromium

    with chromium() as started:
        yield started


def _context(browser: "Browser", living: Living, *, javascript: bool) -> "BrowserContext":
    context = browser.new_context(
        base_url=living.address,
        java_script_enabled=javascript,
        viewport={"width": 390, "height": 844},
        locale="en",
    )
    context.set_default_timeout(20_000)
    return context


@pytest.fixture
def plain_page(browser: "Browser", living: Living) -> "Iterator[Page]":
    """A page of a fresh browser whose JavaScript is off."""
    context = _context(browser, living, javascript=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def script_page(browser: "Browser", living: Living) -> "Iterator[Page]":
    """A page of a fresh browser whose JavaScript is on."""
    context = _context(browser, living, javascript=True)
    yield context.new_page()
    context.close()


@pytest.fixture(params=["without JavaScript", "with JavaScript"])
def page(request: pytest.FixtureRequest, browser: "Browser", living: Living) -> "Iterator[Page]":
    """A page of a fresh browser, once without and once with JavaScript."""
    context = _context(browser, living, javascript=request.param == "with JavaScript")
    yield context.new_page()
    context.close()
