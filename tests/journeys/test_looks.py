"""Keys, desk and case are for everybody: phone and desk, light and dark, English and Arabic."""

import pytest
from playwright.sync_api import expect

from amparo.ground.vault.queries.demonstration import PHRASE
from tests.journeys.desk import ask_for_help, at_desk, request_of, view
from tests.journeys.looking import UNFOLD, complaints

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
STORY = "The dog barked all night"
VIEWS = ("", "?show=due", "?show=cases", "new", "import", "hand-over", "figures", "emergency")


@pytest.fixture(scope="module", params=["en", "ar"])
def keyholder(browser, living, request):
    ask_for_help(living, f"{STORY} ({request.param})")
    with at_desk(browser, living, "demo-keyholder", request.param) as page:
        yield page


def test_every_view_of_the_desk(keyholder):
    found = []
    for name in VIEWS:
        view(keyholder, name)
        expect(keyholder.locator("#view h1")).to_be_visible()
        found += complaints(keyholder, name)
    assert found == []


def test_a_request_and_a_case_with_every_panel_open(keyholder):
    found = []
    view(keyholder, "")
    language = keyholder.url.split("/")[3]
    request_of(keyholder, f"{STORY} ({language})").locator("a").click()
    expect(keyholder.locator("form.triage")).to_be_visible()
    keyholder.evaluate(UNFOLD, "#view")
    found += complaints(keyholder, "a request")
    view(keyholder, "")
    keyholder.locator("[data-slot=rows] > li a").first.click()
    expect(keyholder.locator("details[data-panel=note]")).to_be_visible()
    keyholder.evaluate(UNFOLD, "#view")
    found += complaints(keyholder, "a case")
    assert found == []


def test_the_page_of_keys_closed_and_open(keyholder):
    language = keyholder.url.split("/")[3]
    keyholder.goto(f"/{language}/desk/keys/")
    keyholder.locator("#unlock-phrase").wait_for()
    found = complaints(keyholder, "closed")
    keyholder.locator("#unlock-phrase").fill(PHRASE)
    keyholder.locator("form[data-way=phrase] button").click()
    keyholder.locator("[data-do=lock]").wait_for()
    keyholder.evaluate(UNFOLD, "#keys")
    found += complaints(keyholder, "open")
    assert found == []
