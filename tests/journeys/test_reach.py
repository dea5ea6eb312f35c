"""Every page can be read by everybody: axe finds nothing, keys work, narrow screens too."""

import uuid

import pytest
from playwright.sync_api import expect

from tests.journeys import pages
from tests.journeys.looking import complaints
from tests.journeys.staff import sign_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
# Who goes there, and where to.
SEEN = {
    "anybody": ("", lambda page, at: [*pages.public(at), pages.first_chapter(page, at)]),
    "a defender": ("demo-defender", lambda _page, at: pages.signed_in(at)),
    "an administrator": ("demo-administrator", lambda _page, at: pages.staff(at)),
    "a translator": ("demo-editor", pages.translating),
    "an editor": ("demo-editor", lambda _page, at: pages.editing(at)),
    "who makes calls": ("demo-fellowships", lambda _page, at: pages.calling(at)),
    "who pays stipends": ("demo-finance", lambda _page, at: [f"/{at}/desk/stipends/"]),
}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("who", SEEN)
def test_nothing_is_wrong_on_any_page(browser, living, who, language):
    handle, paths = SEEN[who]
    context = browser.new_context(base_url=living.address)
    page = context.new_page()
    if handle:
        sign_in(page, handle)
    found = []
    for path in paths(page, language):
        answer = page.goto(path)
        assert answer.status == (404 if "no-such-page" in path else 200), path
        found += complaints(page, path)
    context.close()
    assert found == []


def test_what_is_wrong_on_a_page_is_found(browser, living):
    context = browser.new_context(base_url=living.address)
    page = context.new_page()
    page.goto("/en/")
    page.evaluate("""() => {
      const wide = document.createElement("p");
      wide.style.width = "2000px";
      wide.textContent = "wide";
      const image = Object.assign(document.createElement("img"), { alt: "" });
      image.removeAttribute("alt");
      document.querySelector("main").replaceChildren(wide, image);
    }""")
    found = complaints(page, "home")
    assert [one for one in found if "image-alt" in one]
    assert [one for one in found if "sideways" in one]
    context.close()


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
