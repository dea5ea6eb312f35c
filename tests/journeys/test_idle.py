"""Keys that are being made, and keys that are open, lock when nobody touches the page."""

import pytest
from playwright.sync_api import expect

from amparo.ground.vault.queries.demonstration import PHRASE
from tests.journeys.ceremony import press, write_phrase
from tests.journeys.desk import heard, unlock
from tests.journeys.staff import sign_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
NEARLY, REST = "09:50", "00:15"  # of the ten minutes


@pytest.fixture
def page(browser, living):
    """A page whose clock a test moves."""
    context = browser.new_context(base_url=living.address, locale="en")
    context.set_default_timeout(30_000)
    made = context.new_page()
    made.clock.install()
    faults = heard(made)
    yield made
    context.close()
    assert faults == []


def test_a_ceremony_that_somebody_walks_away_from_is_forgotten_and_begun_anew(page):
    sign_in(page, "demo-editor")
    page.goto("/en/desk/keys/")
    press(page, "Begin")
    words = write_phrase(page)
    expect(page.get_by_label("What you call this device")).to_be_visible()
    page.clock.fast_forward(NEARLY)
    page.get_by_label("What you call this device").fill("The")
    page.keyboard.press("End")  # somebody is there: ten minutes more
    page.clock.fast_forward(NEARLY)
    press(page, "Not on this device")
    paper = page.locator(".paper ol.secret li")
    paper.first.wait_for()
    groups = paper.all_inner_texts()
    page.clock.fast_forward(NEARLY)
    expect(paper.first).to_be_visible()
    page.clock.fast_forward(REST)
    expect(page.locator(".paper")).to_have_count(0)
    expect(page.locator("#keys [role=alert], #keys .note")).not_to_have_count(0)
    assert words.split()[0] not in page.locator("main").inner_text().split()
    assert not [one for one in groups if one in page.content()]
    page.reload()
    expect(page.get_by_role("heading", name="Make your keys")).to_be_visible()
    press(page, "Begin")
    page.locator("ol.secret:not(.groups) li").first.wait_for()
    other = page.locator("ol.secret:not(.groups) li").all_inner_texts()
    assert other != words.split()


def test_open_keys_lock_on_the_page_of_keys(page):
    sign_in(page, "demo-keyholder")
    page.goto("/en/desk/keys/")
    page.get_by_label("Your six words").fill(PHRASE)
    press(page, "Open with the six words")
    expect(page.get_by_role("heading", name="My ways to open")).to_be_visible()
    page.clock.fast_forward(NEARLY)
    expect(page.get_by_role("heading", name="My ways to open")).to_be_visible()
    page.clock.fast_forward(REST)
    expect(page.get_by_text("Your keys are locked.")).to_be_visible()
    expect(page.get_by_role("heading", name="My ways to open")).to_have_count(0)


def test_an_open_desk_locks_and_shows_no_words_any_more(page):
    sign_in(page, "demo-caseworker")
    page.goto("/en/desk/cases/")
    unlock(page)
    row = page.locator("[data-slot=rows] > li a").first
    expect(row).to_be_visible()
    title = row.inner_text()
    page.clock.fast_forward(NEARLY)
    expect(row).to_be_visible()
    page.clock.fast_forward(REST)
    expect(page.get_by_role("heading", name="Open your keys")).to_be_visible()
    assert title not in page.content()
