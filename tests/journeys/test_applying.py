"""Somebody applies with JavaScript: on two devices, over a broken line, to the deadline."""

import json
import os
import re

import pytest
from playwright.sync_api import expect

from .applicant import NAME, START, STORY, agree, begin, come_back, go_on, to_check

pytestmark = [pytest.mark.journey, pytest.mark.slow]
KILOBYTES = 60


@pytest.mark.parametrize("language", ["en", "ar"])
def test_with_javascript_it_is_saved_at_every_step_and_gone_on_with_elsewhere(
    devices, call, language
):
    page = devices()
    sent: list[bytes] = []
    page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    page.goto(START.format(language))
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    digits = begin(page)
    assert not [one for one in sent if one]
    page.locator("input[name=name]").fill(NAME[language])
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_have_text(re.compile(r"[\d٠-٩]{1,2}:[\d٠-٩]{2}"))
    page.locator("textarea[name=work]").fill(" ".join(["word"] * 13))
    expect(page.locator('[data-words="work"]')).to_contain_text("13")
    expect(page.locator("#aloud")).to_contain_text("13", timeout=3000)
    go_on(page)
    expect(page.locator('[data-wrong="work"]')).to_be_visible()
    page.locator("textarea[name=work]").fill(STORY[language])
    go_on(page)
    to_check(page)
    expect(page.locator("#missing")).to_be_visible()
    expect(page.locator("#last")).to_be_hidden()

    other = devices()
    come_back(other, language, digits)
    other.locator('[data-act="edit"]').click()
    expect(other.locator("#said_rows")).to_contain_text(STORY[language])
    agree(other)
    other.locator('[data-act="send"]').click()
    expect(other.locator('[data-screen="done"]')).to_be_visible()
    arrived = call.sent(NAME[language])[-1]
    assert arrived["answers"]["work"] == STORY[language]
    assert (arrived["language"], arrived["came"]) == (language, "on_time")
    said = (STORY[language], NAME[language], "".join(digits))
    assert not [body for body in sent if any(one.encode() in body for one in said)]
    _nothing_kept(page)
    _newer(page, call, language)


def _nothing_kept(page):
    """Nothing of it stays in this browser's storage."""
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length,"
        " (await indexedDB.databases()).length, (await caches.keys()).length]"
    )
    assert kept == [0, 0, 0, 0]


def _newer(page, call, language):
    """The first device is behind: it says so, opens the newer one, sends a change, erases."""
    page.locator("#said_rows button").first.click()
    page.locator("input[name=name]").fill(NAME[language] + " 2")
    go_on(page)
    expect(page.locator('[data-screen="elsewhere"]')).to_be_visible()
    page.locator('[data-act="newer"]').click()
    expect(page.locator('[data-screen="home"]')).to_be_visible()
    page.locator('[data-act="edit"]').click()
    expect(page.locator("#said_rows")).not_to_contain_text(NAME[language] + " 2")
    page.locator("#said_rows button").first.click()
    page.locator("input[name=name]").fill(NAME[language] + " 3")
    go_on(page)
    to_check(page)
    page.locator('[data-act="send"]').click()
    expect(page.locator("#changed")).to_be_visible()
    assert call.sent(NAME[language] + " 3")

    page.locator('[data-act="home"]').click()
    page.locator('[data-act="ask_erase"]').click()
    page.locator('[data-act="erase"]').click()
    expect(page.locator('[data-screen="erased"]')).to_be_visible()
    assert not call.sent(NAME[language] + " 3")


def test_where_the_line_goes_nothing_is_lost_and_it_is_saved_when_it_is_back(devices, call):
    page = devices()
    page.goto(START.format("en"))
    digits = begin(page)
    page.context.set_offline(True)
    page.locator("input[name=name]").fill("Line")
    go_on(page)
    expect(page.locator("#saved")).to_contain_text("kept on this page")
    page.locator("textarea[name=work]").fill("still writing")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#saved")).to_contain_text("Saved, sealed, at")
    page.context.set_offline(True)
    go_on(page)
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("Saved, sealed, at", timeout=15_000)
    other = devices()
    come_back(other, "en", digits)
    other.locator('[data-act="edit"]').click()
    expect(other.locator("#said_rows")).to_contain_text("still writing")


def test_what_was_typed_is_saved_without_a_move_after_twenty_seconds(devices):
    page = devices()
    page.clock.install()
    page.goto(START.format("en"))
    begin(page)
    page.locator("input[name=name]").fill("Slow")
    page.clock.run_for(19_000)
    assert "Saved, sealed, at" not in page.locator("#saved").inner_text()
    page.clock.run_for(2_000)
    expect(page.locator("#saved")).to_contain_text("Saved, sealed, at")


def test_another_key_and_then_the_deadline_while_somebody_writes(devices, call):
    page = devices()
    page.goto(START.format("en"))
    begin(page)
    page.locator("input[name=name]").fill("Renewed")
    go_on(page)
    page.locator("textarea[name=work]").fill("We write")
    go_on(page)
    to_check(page)
    agree(page)
    call.keys = json.loads(call.ask("renew"))
    page.locator('[data-act="send"]').click()
    expect(page.locator('[data-screen="done"]')).to_be_visible()
    assert call.sent("Renewed")
    late = devices(accept_downloads=True)
    late.goto(START.format("en"))
    begin(late)
    late.locator("input[name=name]").fill("Too late")
    call.ask("close")
    try:
        go_on(late)
        expect(late.locator('[data-screen="closed"]')).to_be_visible()
        expect(late.locator("#written")).to_contain_text("Too late")
        with late.expect_download() as saved:
            late.locator('[data-screen="closed"] [data-act="text"]').click()
        assert "Too late" in saved.value.path().read_text()
    finally:
        call.ask("reopen")


def test_a_photograph_travels_sealed_and_without_where_and_when(devices, call):
    import io

    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "CanaryCam"
    out = io.BytesIO()
    Image.frombytes("RGB", (300, 200), os.urandom(180_000)).save(out, "JPEG", exif=exif)
    page = devices()
    sent: list[bytes] = []
    page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    page.goto(START.format("en"))
    begin(page)
    page.locator("input[name=name]").fill("With a photograph")
    go_on(page)
    page.locator("textarea[name=work]").fill("We watch")
    go_on(page)
    while page.locator("#photo").is_hidden():
        page.locator('[data-go="skip"]').click()
    photograph = {"name": "Santa Ana.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    for _each in range(3):
        page.locator("#photo").set_input_files(photograph)
        page.wait_for_timeout(600)
    expect(page.locator('ul[data-kept="files"] button')).to_have_count(2)
    expect(page.locator('ul[data-kept="files"] .errors')).to_have_count(1)
    go_on(page)
    to_check(page)
    agree(page)
    page.locator('[data-act="send"]').click()
    expect(page.locator('[data-screen="done"]')).to_be_visible(timeout=30_000)
    assert len(call.sent("With a photograph")[0]["files"]) == 2
    assert not [body for body in sent if b"CanaryCam" in body or b"Santa" in body]


def test_the_program_is_small_and_comes_only_when_somebody_begins(devices):
    import brotli

    page = devices()
    loaded: dict[str, int] = {}

    def heard(response):
        if response.url.endswith(".js"):
            loaded[response.url] = len(brotli.compress(response.body(), quality=11))

    page.on("response", heard)
    page.goto("/fr/fellowships/whole/apply/sealed/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in loaded if "apply" in url]
    begin(page)
    assert any("apply-worker" in url for url in loaded)
    assert sum(loaded.values()) <= KILOBYTES * 1000, loaded


def test_where_the_program_fails_the_person_goes_on_with_their_words(devices):
    page = devices()
    page.route("**/apply-worker*.js", lambda route: route.abort())
    page.goto(START.format("en"))
    page.locator("#begin").click()
    expect(page.locator("#failed")).to_be_visible()
    page.locator("#failed button").click()
    page.wait_for_url("**/advocacy-2026/apply/")
    expect(page.locator("h1")).to_have_text("First, your secret")
