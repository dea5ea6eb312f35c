"""An editor corrects a paragraph and releases it, on a phone, with and without JavaScript."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.staff import sign_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PLAN = "a-protection-plan-together"
PATIENCE = 1_200.0  # seconds for the worker, which makes the files of the whole library first


def _correct(page: Page, said: str) -> str:
    """One sentence more in the first chapter's first paragraph; the chapter's name."""
    page.goto("/en/library/desk/")
    page.locator(f"main a[href='/en/library/desk/{PLAN}/']").click()
    page.get_by_role("link", name="Write and change chapters").click()
    chapter = page.locator("main ol.list a").first
    name = chapter.inner_text()
    chapter.click()
    field = page.get_by_label("The chapter, in Markdown")
    words = field.input_value()
    head, body = words.split("---\n", 2)[1:]
    paragraph = next(one for one in body.split("\n\n") if one.strip() and one.lstrip()[0].isalpha())
    field.fill(words.replace(paragraph, f"{paragraph.rstrip()} {said}", 1))
    assert head
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_be_visible()
    expect(page.locator("main article")).to_contain_text(said)
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("ins").first).to_be_visible()
    page.locator("input[name^=severity-][value=typo]").first.check()
    page.get_by_label("What was changed").fill("One sentence more")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    return name


def _release(page: Page) -> None:
    """Through review to the release of English, as soon as its checks pass."""
    for step in ("Send to review", "Approve"):
        page.goto(f"/en/library/desk/{PLAN}/")
        button = page.get_by_role("button", name=step)
        if button.count():
            button.first.click()
    page.get_by_role("link", name="Release it, language by language").first.click()
    page.locator("input[name=language][value=en]").check()
    page.locator("#reviewer-en").fill("A colleague")
    page.get_by_role("button", name="Release what is ticked").click()
    here = page.url
    until = time.monotonic() + PATIENCE
    card = page.locator("main section.card").first
    while "Released" not in card.locator("h2").inner_text():
        assert time.monotonic() < until, card.inner_text()
        page.wait_for_timeout(2_000)
        for waiver in page.locator("form[action*='/findings/']").all()[:1]:
            waiver.locator("input[name=reason]").fill("Looked at by hand.")
            waiver.get_by_role("button", name="Waive").click()
            page.wait_for_load_state()
        page.goto(here)


def test_an_editor_corrects_a_paragraph_and_releases(page):
    said = f"Corrected at {time.time_ns()}."
    sign_in(page, "demo-editor")
    _correct(page, said)
    reader = page.context.browser.new_context(base_url=page.url.split("/en/")[0])
    beside = reader.new_page()
    beside.goto(f"/en/library/{PLAN}/")
    beside.locator(f"main a[href^='/en/library/{PLAN}/']").first.click()
    expect(beside.locator("main")).not_to_contain_text(said)
    _release(page)
    beside.reload()
    expect(beside.locator("main")).to_contain_text(said)
    expect(beside.locator("main")).to_contain_text("Read before release by A colleague")
    reader.close()
