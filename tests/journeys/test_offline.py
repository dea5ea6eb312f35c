"""Somebody applies from a file, without a line; a friend brings what they wrote."""

import json
import re

import pytest
from playwright.sync_api import expect

from .applicant import NAME, STORY, agree, begin, come_back, go_on, to_check

pytestmark = [pytest.mark.journey, pytest.mark.slow]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_without_a_line_a_file_is_written_kept_changed_and_brought_by_a_friend(
    devices, call, language, tmp_path
):
    friend = devices()
    friend.goto(f"/{language}/fellowships/advocacy-2026/offline/")
    with friend.expect_download() as taken:
        friend.locator("main a.button[download]").click()
    file = tmp_path / "apply.html"
    taken.value.save_as(file)

    asked: list[str] = []

    def away():
        """A device without a line, with the file open."""
        page = devices(offline=True, accept_downloads=True)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        return page

    page = away()
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    digits = begin(page)
    page.locator("input[name=name]").fill(NAME[language] + " 4")
    go_on(page)
    with page.expect_download() as half:
        page.locator('[data-act="draft"]').click()
    draft = tmp_path / "draft.amparo"
    half.value.save_as(draft)
    again = away()
    again.locator("details:has(#before) summary").click()
    again.locator("#before").set_input_files(draft)
    again.locator("#secret").fill(" ".join(digits))
    again.locator('[data-act="open"]').click()
    expect(again.locator("#said_rows")).to_contain_text(NAME[language] + " 4")
    again.locator("#missing_rows button").first.click()
    again.locator("textarea[name=work]").fill(STORY[language])
    go_on(again)
    to_check(again)
    agree(again)
    with again.expect_download() as whole:
        again.locator('[data-act="send"]').click()
    made = tmp_path / whole.value.suggested_filename
    whole.value.save_as(made)
    expect(again.locator("#once_more p.secret span")).to_have_count(10)
    again.locator('[data-screen="done"] [data-act="wipe"]').click()
    again.wait_for_url("about:blank")

    _tells_nothing(made.read_bytes() + draft.read_bytes(), language, digits)
    assert re.fullmatch(r"application-[0-9a-f]{4}\.amparo", made.name)
    assert [one for one in asked if not one.startswith(("file:", "blob:", "data:", "about:"))] == []

    friend.goto(f"/{language}/fellowships/advocacy-2026/upload/")
    friend.locator("input[type=file]").set_input_files(made)
    friend.locator("main form button").click()
    arrived = call.sent(NAME[language] + " 4")
    assert [one["answers"]["work"] for one in arrived] == [STORY[language]]
    come_back(friend, language, digits)
    friend.locator('[data-act="edit"]').click()
    expect(friend.locator("#said_rows")).to_contain_text(STORY[language])


def _tells_nothing(content, language, digits):
    for said in (NAME[language], STORY[language], "".join(digits)):
        assert said.encode() not in content
        assert json.dumps(said).encode() not in content


def test_a_file_that_was_changed_on_its_way_says_not_to_use_it(devices, tmp_path):
    page = devices(accept_downloads=True)
    page.goto("/en/fellowships/advocacy-2026/offline/")
    with page.expect_download() as taken:
        page.locator("main a.button[download]").click()
    content = taken.value.path().read_text()
    recipient = re.search(r'"recipient": "(age1[^"]+)"', content)[1]
    file = tmp_path / "apply.html"
    file.write_text(
        content.replace(recipient, recipient[:-1] + ("q" if recipient[-1] != "q" else "p"))
    )
    page.goto(file.as_uri())
    expect(page.locator("[role=alert]")).to_contain_text("Do not use this file")
    expect(page.locator('[data-act="begin"]')).to_have_count(0)


def test_pressing_escape_three_times_wipes_the_file_away(devices, tmp_path):
    page = devices(accept_downloads=True)
    page.goto("/en/fellowships/advocacy-2026/offline/")
    with page.expect_download() as taken:
        page.locator("main a.button[download]").click()
    file = tmp_path / "apply.html"
    taken.value.save_as(file)
    page.goto(file.as_uri())
    begin(page, writes_down=False)
    page.locator("input[name=name]").fill("Gone")
    expect(page.locator("#keeping")).to_be_hidden()  # nobody could open it again
    for _press in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("about:blank")
