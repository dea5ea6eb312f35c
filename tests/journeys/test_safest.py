"""Tor Browser at its level *Safest*: the whole way of asking, and nothing on it that Safest blocks.

That level runs no JavaScript, fetches no fonts, draws no SVG and no MathML, and plays nothing. What
it would leave out is taken out of every page here before the browser gets it.
"""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.journeys import asker

pytestmark = [
    pytest.mark.journey,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
GONE = re.compile(
    r"<(script|svg|math|audio|video|object|embed|canvas)\b[^>]*(?:/>|>.*?</\1>)|<noscript\b.*?>",
    re.S,
)
PLAYED = re.compile(r"<(math|audio|video|object|embed|canvas|iframe|noscript)\b")
DRAWN = re.compile(r"<svg\b([^>]*)>")
BLOCKED = {"script", "font", "media", "websocket", "eventsource"}
NAMELESS = """() => [...document.querySelectorAll("a[href], button, summary, legend, h1, h2")]
  .filter((one) => one.checkVisibility())
  .filter((one) => !one.innerText.trim() && !one.getAttribute("aria-label"))
  .map((one) => one.outerHTML)"""
STORY = "They wait at the gate each evening"


class Safest:
    """What such a browser was given, and what of it was refused or leaned on."""

    def __init__(self, context):
        self.pages, self.refused, self.leaned_on = [], [], []
        context.route("**/*", self._route)

    def _route(self, route):
        asked = route.request
        if asked.resource_type in BLOCKED or asked.url.endswith(".svg"):
            self.refused.append(asked.url)
            return route.abort()
        if asked.resource_type not in ("document", "stylesheet"):
            return route.continue_()
        answer = route.fetch(max_redirects=0)
        if asked.resource_type == "stylesheet":
            if "@font-face" in answer.text():
                self.leaned_on.append(f"{asked.url} brings fonts")
            return route.fulfill(response=answer)
        if "text/html" not in answer.headers.get("content-type", ""):
            return route.fulfill(response=answer)
        text = answer.text()
        self.pages.append(asked.url)
        self.leaned_on += [f"{asked.url}: {one}" for one in PLAYED.findall(text)]
        self.leaned_on += [
            f"{asked.url}: <svg{one}> says what no text does"
            for one in DRAWN.findall(text)
            if 'aria-hidden="true"' not in one and "role=" not in one
        ]
        return route.fulfill(response=answer, body=GONE.sub("", text))


@pytest.fixture
def safest(browser, living):
    context = browser.new_context(
        base_url=living.address, java_script_enabled=False, locale="en",
        viewport={"width": 1000, "height": 900},
    )  # fmt: skip
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.safest = Safest(context)
    yield page
    context.close()


def test_the_whole_way_goes_without_what_safest_blocks(safest):
    page, nameless = safest, []
    page.on("load", lambda loaded: nameless.extend(loaded.evaluate(NAMELESS)))
    story = f"{STORY}, {uuid.uuid4().hex}"
    page.goto("/en/")
    page.get_by_role("link", name="Get help").first.click()
    page.locator("#ask").click()
    note = {"name": "list.txt", "mimeType": "text/plain", "buffer": b"Monday, Tuesday"}
    digits = asker.ask(page, story, files=[note])
    asker.come_back(page, digits)
    asker.say(page, "And on Sunday")
    page.locator("button[value=files]").click()
    page.locator("#evidence").set_input_files([note | {"name": "more.txt"}])
    page.locator("button[value=add]").click()
    expect(page.locator("main")).to_contain_text("more.txt")
    page.locator("button[value=say]").click()
    page.locator("button[value=erase]").click()
    page.locator("button[value=erased]").click()
    page.get_by_role("link", name="Leave this site").first.click()
    seen = page.safest
    assert len(seen.pages) > 10
    assert seen.leaned_on == []
    assert nameless == []
    assert not [url for url in seen.refused if not url.endswith((".js", ".svg"))]


def test_what_somebody_may_speak_they_may_also_write(browser, living):
    """A voice is a second way: each question that offers it has fields, or takes files."""
    page = browser.new_page(base_url=living.address)
    page.goto("/en/contact/ask/sealed/")
    spoken = page.locator("section[data-screen]:has([data-voice])")
    assert spoken.count() > 5
    fields = "input:not([type=hidden]), textarea, select"
    lone = [
        one.get_attribute("data-screen") for one in spoken.all() if not one.locator(fields).count()
    ]
    assert lone == []
    page.close()


def test_what_safest_would_leave_out_is_noticed():
    wrong = "<svg viewBox='0 0 1 1'><path/></svg><video src=x></video><math><mi>x</mi></math>"
    found = [f"<{one}" for one in PLAYED.findall(wrong)]
    assert found == ["<video", "<math"]
    assert [one for one in DRAWN.findall(wrong) if "aria-hidden" not in one]
    assert GONE.sub("", wrong + "<p>Words</p>") == "<p>Words</p>"
