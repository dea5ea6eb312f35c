"""What a sender writes later is read at the desk, before a case is opened from it and after."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.journeys import asker
from tests.journeys.desk import again, at_desk, request_of, view

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
FIRST, SECOND = "They asked my sister where I am", "We are at the mill now"
OURS, OURS_TOO = "Stay where you are tonight.", "A car comes at six."


@pytest.fixture(scope="module")
def desk(browser, living):
    with at_desk(browser, living, "demo-caseworker") as page:
        yield page


def _reply(form, words):
    form.get_by_label("Your answer").fill(words)
    form.get_by_role("button", name="Seal and send").click()


def test_a_sender_writes_again_is_read_and_answered_before_and_after_a_case_is_opened(page, desk):
    sender, story = page, f"The mill, {uuid.uuid4().hex}"
    digits = asker.ask(sender, story)
    asker.come_back(sender, digits)
    asker.say(sender, FIRST)

    again(desk)
    view(desk, "")
    expect(request_of(desk, story)).to_contain_text("Message from the sender")
    request_of(desk, story).locator("a").click()
    later = desk.locator("[data-slot=later]")
    expect(later).to_contain_text(FIRST)
    expect(later).to_contain_text("From the sender, unsigned.")
    desk.get_by_text("Answer the sender").click()
    _reply(desk.locator("[data-slot=reply]"), OURS)
    expect(desk.locator("#said")).to_contain_text("on its way")

    asker.come_back(sender, digits)
    expect(sender.locator("main")).to_contain_text(OURS)
    asker.say(sender, SECOND)

    form = desk.locator("form.triage")
    form.get_by_label("Title", exact=True).fill(story)
    form.get_by_label("High", exact=True).check()
    form.get_by_role("button", name="Open a case").click()
    expect(desk).to_have_url(re.compile("#/case/"))
    again(desk)
    messages = desk.locator(".timeline .entry", has_text="From the sender, unsigned.")
    expect(messages).to_have_count(2)
    for words in (FIRST, SECOND):
        expect(messages.filter(has_text=words)).to_have_count(1)
    desk.locator("details[data-panel=reply] > summary").click()
    _reply(desk.locator("details[data-panel=reply] form"), OURS_TOO)
    expect(desk.locator(".timeline .entry", has_text="Our answer")).to_contain_text(OURS_TOO)

    asker.come_back(sender, digits)
    for words in (OURS, OURS_TOO):
        expect(sender.locator("article.card", has_text=words)).to_have_count(1)
