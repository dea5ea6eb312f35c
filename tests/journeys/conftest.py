"""What several journeys begin with."""

import json

import pytest

from tests.living import installation

from .applicant import Round


@pytest.fixture(scope="module")
def call():
    with installation("--empty") as house:
        opened = Round(house, {})
        opened.keys = json.loads(opened.ask("open"))
        yield opened


@pytest.fixture
def devices(browser, call):
    """Fresh devices, as many as are asked for; nothing may go wrong on their pages."""
    contexts, faults = [], []

    def device(**more):
        context = browser.new_context(
            base_url=call.house.address, viewport={"width": 390, "height": 844}, **more
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        contexts.append(context)
        return page

    yield device
    for context in contexts:
        context.close()
    assert faults == []
