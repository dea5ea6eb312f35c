"""A round's desk is for everybody: whatever a view leads to, on phone and desk, light and dark."""

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import at_desk, view
from tests.journeys.looking import UNFOLD, complaints

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
VIEWS = {
    "demo-fellowships": {
        "", "applications", "application", "import", "call", "panel", "copies", "ranking",
        "compose", "compose/", "report", "fellows", "fellow",
    },
    "demo-reviewer": {"", "readings", "reading", "declare"},
}  # fmt: skip
OFTEN = {"call", "compose"}  # one may lead where another does not
LINKS = "() => [...document.querySelectorAll('#view a[href^=\"#/\"]')].map((a) => a.hash)"


def kind(link):
    """The view that a link leads to; a frozen cohort is another than the composer."""
    name, *ids = link.split("/")
    return f"{name}/" if len(ids) > 1 else name


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("handle", VIEWS)
def test_every_view_that_a_desk_leads_to(browser, living, handle, language):
    found, seen, been, waiting = [], set(), set(), [""]
    with at_desk(browser, living, handle, language, desk="fellowships") as page:
        while waiting:
            link = waiting.pop(0)
            if link in been or (kind(link) in seen and link.split("/")[0] not in OFTEN):
                continue
            been.add(link)
            view(page, link)
            expect(page.locator("#view h1").first).to_be_visible()
            waiting += [one.removeprefix("#/") for one in page.evaluate(LINKS)]
            if kind(link) not in seen:
                page.evaluate(UNFOLD, "#view")
                found += complaints(page, link)
            seen.add(kind(link))
    assert found == []
    assert seen == VIEWS[handle]
