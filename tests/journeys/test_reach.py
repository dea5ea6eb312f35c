"""Every page can be read by everybody: axe finds nothing, keys work, narrow screens too."""

import uuid

import pytest
from playwright.sync_api import expect

from amparo.ground.identity.demo import PASSPHRASE
from tests.architecture.house import CLONE
from tests.journeys import pages
from tests.journeys.steps import follow

pytestmark = [
    pytest.mark.journey,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
AXE = CLONE / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`);
}"""
SCHEMES = ["light", "dark"]
LANGUAGES = ["en", "ar"]


def _look(browser, living, scheme, state=None):
    """A page whose scripts run, but for the content policy: axe comes from outside the page."""
    return browser.new_context(
        base_url=living.address,
        color_scheme=scheme,
        viewport={"width": 390, "height": 844},
        bypass_csp=True,
        storage_state=state,
    )


def _complaints(page, path):
    answer = page.goto(path)
    assert answer.status == (404 if "no-such-page" in path else 200), path
    page.add_script_tag(path=str(AXE))
    return [f"{path} {words}" for words in page.evaluate(RUN, RULES)]


@pytest.fixture(scope="module")
def as_defender(browser, living):
    return _state(browser, living, "demo-defender")


@pytest.fixture(scope="module")
def as_administrator(browser, living):
    return _state(browser, living, "demo-administrator")


@pytest.fixture(scope="module")
def as_editor(browser, living):
    return _state(browser, living, "demo-editor")


def _state(browser, living, handle):
    """The cookies of somebody of the demonstration, signed in as a person would."""
    context = browser.new_context(base_url=living.address)
    page = context.new_page()
    page.goto("/en/sign-in/")
    page.get_by_label("Handle").fill(handle)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    follow(page.locator("main").get_by_role("button", name="Sign in"))
    if "/code/" in page.url:
        # The demonstration shows the code, which changes every half minute.
        digits = page.evaluate("document.querySelector('main').innerText.match(/\\d{6}/)[0]")
        page.get_by_label("Code").fill(digits)
        page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    state = context.storage_state()
    context.close()
    return state


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_public_pages(browser, living, language, scheme):
    context = _look(browser, living, scheme)
    page = context.new_page()
    paths = [*pages.public(language), pages.first_chapter(page, language)]
    found = [words for path in paths for words in _complaints(page, path)]
    context.close()
    assert found == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_a_defenders_own_pages(browser, living, as_defender, language, scheme):
    context = _look(browser, living, scheme, as_defender)
    page = context.new_page()
    found = [words for path in pages.signed_in(language) for words in _complaints(page, path)]
    context.close()
    assert found == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_pages_of_staff(
    browser, living, as_administrator, language, scheme
):
    context = _look(browser, living, scheme, as_administrator)
    page = context.new_page()
    found = [words for path in pages.staff(language) for words in _complaints(page, path)]
    context.close()
    assert found == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_at_the_translation_desk(browser, living, as_editor, language, scheme):
    context = _look(browser, living, scheme, as_editor)
    page = context.new_page()
    paths = pages.translating(page, language)
    found = [words for path in paths for words in _complaints(page, path)]
    context.close()
    assert found == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_where_publications_are_written(
    browser, living, as_editor, language, scheme
):
    context = _look(browser, living, scheme, as_editor)
    page = context.new_page()
    found = [words for path in pages.editing(language) for words in _complaints(page, path)]
    context.close()
    assert found == []


def test_axe_finds_what_is_wrong_on_a_page_that_is_wrong(browser, living):
    context = _look(browser, living, "light")
    page = context.new_page()
    page.goto("/en/")
    page.evaluate("document.querySelector('main').innerHTML = '<img src=x><input>'")
    page.add_script_tag(path=str(AXE))
    assert page.evaluate(RUN, RULES)
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(browser, living, as_administrator, language, width):
    context = browser.new_context(
        base_url=living.address,
        viewport={"width": width, "height": 800},
        storage_state=as_administrator,
    )
    page = context.new_page()
    everything = [
        *pages.public(language),
        *pages.signed_in(language),
        *pages.staff(language),
        pages.first_chapter(page, language),
    ]
    wide = []
    for path in everything:
        page.goto(path)
        room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if room[0] > room[1]:
            wide.append((path, room))
    context.close()
    assert wide == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_translation_desk_does_not_scroll_sideways(browser, living, as_editor, language, width):
    context = browser.new_context(
        base_url=living.address, viewport={"width": width, "height": 800}, storage_state=as_editor
    )
    page = context.new_page()
    wide = []
    for path in pages.translating(page, language):
        page.goto(path)
        room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if room[0] > room[1]:
            wide.append((path, room))
    context.close()
    assert wide == []


def test_the_keyboard_alone_goes_from_the_home_page_to_an_account(browser, living):
    """Tab reaches everything in order, each stop can be seen, and Enter does what a tap does."""
    context = browser.new_context(base_url=living.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "(() => { const a = document.activeElement; const s = getComputedStyle(a);"
            " return [a.getAttribute('href') || a.tagName, s.outlineStyle != 'none'"
            " || s.boxShadow != 'none']; })()"
        )
        stops.append(stop)
        if stop[0].endswith("/sign-in/"):
            break
    assert stops[-1][0] == "/en/sign-in/"
    assert [where for where, seen in stops if not seen] == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/sign-in/")
    page.get_by_label("Handle").focus()
    page.keyboard.type(f"nobody{uuid.uuid4().hex[:6]}")
    page.keyboard.press("Tab")
    page.keyboard.type("some words that are wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("do not belong together")).to_be_visible()
    context.close()
