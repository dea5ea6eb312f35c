"""A translator completes a chapter in Arabic, on a borrowed phone, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.staff import sign_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
FIELDS = "textarea[name^=words-]"
EMPTIED = 3


def _desk(page: Page) -> str:
    """From the Desk to the shortest chapter of the first project's Arabic; its path."""
    sign_in(page, "demo-translator")
    page.goto("/ar/desk/")
    page.locator("main a[href='/ar/translate/']").first.click()
    page.locator("main a[href$='/ar/']").first.click()
    chapters = page.locator("main a[href*='/words/']:not([href$='/words/'])")
    chapters.last.click()
    expect(page.locator(FIELDS).first).to_have_attribute("dir", "rtl")
    expect(page.locator(FIELDS).first).to_have_attribute("lang", "ar")
    return page.evaluate("location.pathname")


def _emptied(page: Page) -> list[str]:
    """Takes the first translations of this page away; what they were."""
    fields = page.locator(FIELDS)
    words = [fields.nth(number).input_value() for number in range(EMPTIED)]
    assert all(words)
    for number in range(EMPTIED):
        fields.nth(number).fill("")
    page.locator(".do button.button").first.click()
    page.wait_for_url("**saved=**")
    expect(page.locator("#said")).not_to_be_empty()
    assert [fields.nth(number).input_value() for number in range(EMPTIED)] == [""] * EMPTIED
    return words


def test_a_chapter_is_completed_one_segment_after_the_other(plain_page):
    page = plain_page
    desk = _desk(page)
    words = _emptied(page)
    page.locator("nav.picks a[href$='show=untranslated']").click()
    expect(page.locator(FIELDS)).to_have_count(EMPTIED)
    page.locator("button[value^=open-]").first.click()
    for said in words:
        expect(page).to_have_url(re.compile("/segment/"))
        field = page.locator(FIELDS)
        expect(field).to_have_value("")
        expect(page.locator(".source[lang=en]").first).not_to_be_empty()
        taking = page.locator("button[name^=take-]")
        if said != words[0] and taking.count() and taking.first.get_attribute("value") == said:
            taking.first.click()
            expect(page.locator(FIELDS)).to_have_value(said)
        else:
            field.fill(said)
        page.locator("#on").click()
    page.goto(f"{desk}?show=untranslated")
    expect(page.locator(FIELDS)).to_have_count(0)
    page.goto(desk)
    fields = page.locator(FIELDS)
    assert [fields.nth(number).input_value() for number in range(EMPTIED)] == words


def test_a_chapter_is_completed_with_keys_and_saved_while_it_is_typed(script_page):
    page = script_page
    _desk(page)
    words = _emptied(page)
    fields, said = page.locator(FIELDS), page.locator("#said")
    fields.first.click()
    page.keyboard.insert_text(words[0])
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        page.keyboard.press("Control+Enter")
    assert saved.value.ok
    expect(fields.nth(1)).to_be_focused()
    expect(said).not_to_be_empty()
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        page.keyboard.insert_text(words[1])  # and nothing else: it is saved by itself
    assert saved.value.ok
    page.keyboard.press("Alt+ArrowDown")
    expect(fields.nth(2)).to_be_focused()
    page.keyboard.press("Alt+Shift+KeyC")
    source = page.locator(".pair").nth(2).locator(".source").first.inner_text()
    expect(fields.nth(2)).to_have_value(source)
    fields.nth(2).fill(words[2])
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Alt+ArrowUp")
    expect(fields.nth(1)).to_be_focused()
    page.locator("button[value^=open-]").nth(1).click()
    expect(page.locator(".pair .help h2").first).to_be_visible()
    page.reload()
    assert [fields.nth(number).input_value() for number in range(EMPTIED)] == words
