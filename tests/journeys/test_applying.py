"""Somebody applies: with JavaScript, on two devices; and without a line, from a file."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.living import Living, environment, installation

pytestmark = [pytest.mark.journey, pytest.mark.slow]
NAME = {"en": "Nadia of the river", "ar": "نادية ابنة النهر"}
STORY = {
    "en": "We keep the river Xanil free of mercury",
    "ar": "نحمي نهر زانيل من الزئبق",
}
KILOBYTES = 60
START = "/{}/fellowships/advocacy-2026/apply/sealed/"


@dataclass
class Round:
    """An installation with a call whose keys we have."""

    house: Living
    keys: dict[str, str]

    def ask(self, verb: str) -> str:
        more = {
            "AMPARO_HOME": str(self.house.home),
            "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
            "PYTHONPATH": os.pathsep.join(("src", ".")),
        }
        if self.house.database:
            more["AMPARO_DATABASE_URL"] = self.house.database
        done = subprocess.run(
            [sys.executable, "-m", "tests.journeys.calling", verb],
            env=environment(**more), input=json.dumps(self.keys), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def sent(self, name):
        """The applications of this name, as the office reads them."""
        return [one for one in json.loads(self.ask("read")) if one["answers"].get("name") == name]


@pytest.fixture(scope="module")
def call():
    with installation("--empty") as house:
        opened = Round(house, {})
        opened.keys = json.loads(opened.ask("open"))
        yield opened


@pytest.fixture
def devices(browser, call):
    """Fresh devices, as many as are asked for; nothing may go wrong on their pages."""
    contexts, faults = [], []

    def device(**more):
        context = browser.new_context(
            base_url=call.house.address, viewport={"width": 390, "height": 844}, **more
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        contexts.append(context)
        return page

    yield device
    for context in contexts:
        context.close()
    assert faults == []


def _begin(page, *, writes_down=True):
    """The secret first; its digits."""
    page.locator("#begin, [data-act=begin]").click()
    expect(page.locator('[data-screen="secret"]')).to_be_visible()
    digits = page.locator('[data-screen="secret"] p.secret span').all_text_contents()
    assert len(digits) == 10
    if not writes_down:
        page.locator("#unwritten").click()
        return digits
    page.locator("#typed").fill("nothing like it")
    page.locator("#wrote").click()
    expect(page.locator("#wrong")).to_be_visible()
    page.locator("#typed").fill(" ".join(digits))
    page.locator("#wrote").click()
    expect(page.locator("p.secret span")).to_have_count(0)
    return digits


def _continue(page):
    page.locator("#moves button").first.click()


def _back(page, language, digits):
    page.goto(START.format(language))
    page.locator("details summary").first.click()
    page.locator("#secret").fill("-".join(digits))
    page.locator("#open").click()
    expect(page.locator('[data-screen="home"]')).to_be_visible()


def _to_check(page):
    while page.locator('[data-screen="check"]').is_hidden():
        page.locator('[data-go="skip"]').click()


def _agree(page):
    page.locator("#missing_rows button").last.click()
    page.locator('[data-screen="agree"] input[value=yes]').check()
    _continue(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_with_javascript_it_is_saved_at_every_step_and_gone_on_with_elsewhere(
    devices, call, language
):
    page = devices()
    sent: list[bytes] = []
    page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    page.goto(START.format(language))
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    digits = _begin(page)
    assert not [one for one in sent if one]
    page.locator("input[name=name]").fill(NAME[language])
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_have_text(re.compile(r"[\d٠-٩]{1,2}:[\d٠-٩]{2}"))
    page.locator("textarea[name=work]").fill(" ".join(["word"] * 13))
    expect(page.locator('[data-words="work"]')).to_contain_text("13")
    expect(page.locator("#aloud")).to_contain_text("13", timeout=3000)
    _continue(page)
    expect(page.locator('[data-wrong="work"]')).to_be_visible()
    page.locator("textarea[name=work]").fill(STORY[language])
    _continue(page)
    _to_check(page)
    expect(page.locator("#missing")).to_be_visible()
    expect(page.locator("#last")).to_be_hidden()

    other = devices()
    _back(other, language, digits)
    other.locator('[data-act="edit"]').click()
    expect(other.locator("#said_rows")).to_contain_text(STORY[language])
    _agree(other)
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
    _continue(page)
    expect(page.locator('[data-screen="elsewhere"]')).to_be_visible()
    page.locator('[data-act="newer"]').click()
    expect(page.locator('[data-screen="home"]')).to_be_visible()
    page.locator('[data-act="edit"]').click()
    expect(page.locator("#said_rows")).not_to_contain_text(NAME[language] + " 2")
    page.locator("#said_rows button").first.click()
    page.locator("input[name=name]").fill(NAME[language] + " 3")
    _continue(page)
    _to_check(page)
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
    digits = _begin(page)
    page.context.set_offline(True)
    page.locator("input[name=name]").fill("Line")
    _continue(page)
    expect(page.locator("#saved")).to_contain_text("kept on this page")
    page.locator("textarea[name=work]").fill("still writing")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#saved")).to_contain_text("Saved, sealed, at")
    page.context.set_offline(True)
    _continue(page)
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("Saved, sealed, at", timeout=15_000)
    other = devices()
    _back(other, "en", digits)
    other.locator('[data-act="edit"]').click()
    expect(other.locator("#said_rows")).to_contain_text("still writing")


def test_what_was_typed_is_saved_without_a_move_after_twenty_seconds(devices):
    page = devices()
    page.clock.install()
    page.goto(START.format("en"))
    _begin(page)
    page.locator("input[name=name]").fill("Slow")
    page.clock.run_for(19_000)
    assert "Saved, sealed, at" not in page.locator("#saved").inner_text()
    page.clock.run_for(2_000)
    expect(page.locator("#saved")).to_contain_text("Saved, sealed, at")


def test_another_key_and_then_the_deadline_while_somebody_writes(devices, call):
    page = devices()
    page.goto(START.format("en"))
    _begin(page)
    page.locator("input[name=name]").fill("Renewed")
    _continue(page)
    page.locator("textarea[name=work]").fill("We write")
    _continue(page)
    _to_check(page)
    _agree(page)
    call.keys = json.loads(call.ask("renew"))
    page.locator('[data-act="send"]').click()
    expect(page.locator('[data-screen="done"]')).to_be_visible()
    assert call.sent("Renewed")
    late = devices(accept_downloads=True)
    late.goto(START.format("en"))
    _begin(late)
    late.locator("input[name=name]").fill("Too late")
    call.ask("close")
    try:
        _continue(late)
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
    _begin(page)
    page.locator("input[name=name]").fill("With a photograph")
    _continue(page)
    page.locator("textarea[name=work]").fill("We watch")
    _continue(page)
    while page.locator("#photo").is_hidden():
        page.locator('[data-go="skip"]').click()
    photograph = {"name": "Santa Ana.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    for _each in range(3):
        page.locator("#photo").set_input_files(photograph)
        page.wait_for_timeout(600)
    expect(page.locator('ul[data-kept="files"] button')).to_have_count(2)
    expect(page.locator('ul[data-kept="files"] .errors')).to_have_count(1)
    _continue(page)
    _to_check(page)
    _agree(page)
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
    _begin(page)
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


# --- without a line -----------------------------------------------------------------------------
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
    digits = _begin(page)
    page.locator("input[name=name]").fill(NAME[language] + " 4")
    _continue(page)
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
    _continue(again)
    _to_check(again)
    _agree(again)
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
    _back(friend, language, digits)
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
    _begin(page, writes_down=False)
    page.locator("input[name=name]").fill("Gone")
    expect(page.locator("#keeping")).to_be_hidden()  # nobody could open it again
    for _press in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("about:blank")
