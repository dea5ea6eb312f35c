"""A defender asks, is answered, answers, and erases: without JavaScript and with it."""

import base64
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from amparo.config.commands import client as programs
from tests.journeys.steps import follow
from tests.living import Living, environment, installation

pytestmark = [pytest.mark.journey, pytest.mark.slow]
STORY = {
    "en": "Since Monday a grey car waits where my daughter goes to school",
    "ar": "منذ يوم الاثنين تقف سيارة رمادية أمام مدرسة ابنتي",
}
ANSWER = {
    "en": "We pay the journey. Do not go back to the house.",
    "ar": "سندفع ثمن السفر. لا تعودي إلى البيت.",
}
BACK = {"en": "Thank you. We leave tonight.", "ar": "شكرًا لكم. سنغادر الليلة."}
KILOBYTES = 60
MICROPHONE = """navigator.mediaDevices.getUserMedia = async () => {
  const sound = new AudioContext(), to = sound.createMediaStreamDestination();
  const tone = sound.createOscillator(); tone.connect(to); tone.start();
  globalThis.microphone = to.stream; return to.stream; }"""


@dataclass
class Door:
    """An installation behind whose door somebody stands whose keys we have."""

    house: Living
    keys: dict[str, str]

    def ask(self, *arguments: str) -> str:
        more = {
            "AMPARO_HOME": str(self.house.home),
            "DJANGO_SETTINGS_MODULE": "amparo.config.settings",
            "PYTHONPATH": os.pathsep.join(("src", ".")),
        }
        if self.house.database:
            more["AMPARO_DATABASE_URL"] = self.house.database
        done = subprocess.run(
            [sys.executable, "-m", "tests.standing", *arguments],
            env=environment(**more), input=json.dumps(self.keys), capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def arrived(self, story):
        """The payload whose words hold a story."""
        told = json.loads(self.ask("read"))["arrived"]
        return next(one for one in told if story in json.dumps(one, ensure_ascii=False))

    def said(self):
        return json.loads(self.ask("read"))["said"]


@pytest.fixture(scope="module")
def door():
    with installation("--empty") as house:
        opened = Door(house, {})
        opened.keys = json.loads(opened.ask("open"))
        yield opened


def _context(browser, door, *, javascript):
    context = browser.new_context(
        base_url=door.house.address,
        java_script_enabled=javascript,
        viewport={"width": 390, "height": 844},
    )
    context.set_default_timeout(20_000)
    return context


@pytest.fixture
def plain(browser, door):
    context = _context(browser, door, javascript=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def scripted(browser, door):
    context = _context(browser, door, javascript=True)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert faults == []


def _photograph(bytes_wanted=20_000_000):
    """A JPEG of this size that tells where it was taken."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "CanaryCam"
    exif.get_ifd(0x8825).update({1: "N", 2: (14.0, 38.0, 26.5), 3: "W", 4: (90.0, 30.0, 47.0)})
    noise = Image.frombytes("RGB", (4800, 3600), os.urandom(4800 * 3600 * 3))
    out = io.BytesIO()
    for quality in range(74, 100, 3):
        out = io.BytesIO()
        noise.save(out, "JPEG", quality=quality, exif=exif)
        if out.tell() >= bytes_wanted:
            break
    return out.getvalue()


def _to_question(page, key):
    """Skips on, without JavaScript, until a field of the kind is there."""
    for _screen in range(30):
        if page.locator(key).count():
            return
        follow(page.locator("button[value=skip], button[value=next]").last)
    raise AssertionError(key)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_without_javascript_a_request_is_answered_and_answered_back(plain, door, language):
    page = plain
    story = "1: " + STORY[language]
    page.goto(f"/{language}/contact/")
    page.locator("#ask").click()
    page.locator("input[value=me]").check()
    page.locator("button[value=next]").click()
    page.locator("textarea[name=answer]").fill(story)
    follow(page.locator("button[value=next]"))
    _to_question(page, "button[value=send]")
    expect(page.locator("main")).to_contain_text(story)
    follow(page.locator("button[value=send]"))
    digits = page.locator("p.secret span").all_text_contents()
    assert len(digits) == 10
    assert (page.locator("ol.secret li").count() == 12) == (language == "en")
    page.locator("textarea[name=typed]").fill(" ".join(digits))
    page.locator("button[value=typed]").click()
    expect(page.locator("main")).not_to_contain_text(digits[0])
    arrived = door.arrived(story)
    assert arrived["author"] == ""
    door.ask("answer", arrived["item"], ANSWER[language])
    page.goto(f"/{language}/contact/again/")
    page.locator("textarea[name=secret]").fill("-".join(digits))
    page.locator("#box button").click()
    expect(page.locator("main")).to_contain_text(ANSWER[language])
    expect(page.locator("main")).not_to_contain_text(story)
    page.locator("textarea[name=words]").fill(BACK[language])
    page.locator("button[value=say]").click()
    assert BACK[language] in [one["body"]["words"] for one in door.said()]
    page.locator("button[value=read]").click()
    expect(page.locator("main")).not_to_contain_text(ANSWER[language])
    page.locator("button[value=erase]").click()
    page.locator("button[value=erased]").click()
    page.goto(f"/{language}/contact/again/")
    page.locator("textarea[name=secret]").fill("".join(digits))
    page.locator("#box button").click()
    expect(page.locator("article.card")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_with_javascript_only_what_is_sealed_leaves(scripted, door, language):
    page = scripted
    story = "2: " + STORY[language]
    sent: list[bytes] = []
    page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    page.goto(f"/{language}/contact/")
    page.locator("#ask").click()
    page.wait_for_url("**/contact/ask/sealed/")
    page.locator("#begin").click()
    page.locator("input[value=me]").check()
    expect(page.locator("#intro")).to_contain_text(door.keys["short"])
    page.locator("[data-go=next]").click()
    page.locator("[data-screen=happening] textarea").fill(story)
    page.locator("[data-go=next]").click()
    photograph = _photograph()
    assert len(photograph) >= 20_000_000
    assert b"CanaryCam" in photograph
    while page.locator("#photo").is_hidden():
        page.locator("[data-go=skip]").click()
    page.locator("#photo").set_input_files(
        {"name": "Santa Ana 22.jpg", "mimeType": "image/jpeg", "buffer": photograph}
    )
    expect(page.locator('[data-kept="files"] button')).to_have_count(1, timeout=120_000)
    page.locator("#evidence").set_input_files(
        {"name": "threat.jpg", "mimeType": "image/jpeg", "buffer": photograph[:3_000_000]}
    )
    expect(page.locator('[data-kept="files"] button')).to_have_count(2, timeout=120_000)
    while page.locator("#send").is_hidden():
        page.locator("[data-go=skip]").click()
    expect(page.locator("#said_rows")).to_contain_text(story)
    page.locator("#send").click()
    expect(page.locator('[data-screen="secret"]')).to_be_visible(timeout=60_000)
    digits = page.locator("p.secret span").all_text_contents()
    assert len(digits) == 10
    page.locator("#typed").fill("nothing like it")
    page.locator("#wrote").click()
    expect(page.locator("#wrong")).to_be_visible()
    page.locator("#typed").fill(" ".join(digits))
    page.locator("#wrote").click()
    expect(page.locator('[data-screen="done"]')).to_be_visible()
    for body in sent:
        assert STORY[language].encode() not in body
        assert b"CanaryCam" not in body
        assert b"Santa Ana" not in body
        assert "".join(digits).encode() not in body
    _nothing_kept(page)
    arrived = door.arrived(story)
    _arrived(door, arrived, photograph)
    _answered(page, door, arrived, language, digits)


def _arrived(door, arrived, photograph):
    files = json.loads(door.ask("files"))
    mine = {one["blob"] for one in arrived["body"]["files"]}
    clean, evidence = (one for one in files if one["blob"] in mine)
    content = base64.b64decode(clean["content"])
    assert clean["kept"] == "clean"
    assert "Santa" not in clean["name"]
    assert b"CanaryCam" not in content
    assert b"Exif" not in content[:4096]
    assert clean["sha256"] == hashlib.sha256(content).hexdigest()
    assert evidence["kept"] == "evidence"
    assert base64.b64decode(evidence["content"]) == photograph[:3_000_000]
    assert evidence["sha256"] == hashlib.sha256(photograph[:3_000_000]).hexdigest()


def _nothing_kept(page):
    """Nothing of it stays in this browser's storage."""
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length,"
        " (await indexedDB.databases()).length, (await caches.keys()).length]"
    )
    assert kept == [0, 0, 0, 0]


def _answered(page, door, arrived, language, digits):
    door.ask("answer", arrived["item"], ANSWER[language])
    page.goto(f"/{language}/contact/again/")
    bodies: list[str] = []
    page.on("request", lambda request: bodies.append(request.post_data or ""))
    page.locator("textarea[name=secret]").fill(" ".join(digits))
    page.locator("#box button").click()
    expect(page.locator("#stage article")).to_contain_text(ANSWER[language])
    page.locator("#words_back").fill(BACK[language] + " (2)")
    page.locator("#answer p:last-child button").click()
    expect(page.locator("[data-slot=told]")).to_be_visible()
    assert BACK[language] + " (2)" in [one["body"]["words"] for one in door.said()]
    page.locator("[data-act=read]").click()
    expect(page.locator("#stage article")).to_have_count(0)
    page.locator('[data-part="erase"] summary').click()
    page.locator("[data-act=erase]").click()
    expect(page.locator("#answer")).to_be_hidden()
    assert not [body for body in bodies if "".join(digits) in re.sub(r"\D", "", body)]


def test_where_the_program_fails_the_person_goes_on_with_their_words(browser, door):
    context = _context(browser, door, javascript=True)
    page = context.new_page()
    page.route("**/ask-worker*.js", lambda route: route.abort())
    page.goto("/en/contact/ask/sealed/")
    page.locator("#begin").click()
    expect(page.locator("#failed")).to_be_visible()
    page.locator("#failed button").click()
    page.wait_for_url("**/contact/ask/")
    expect(page.locator("h1")).to_have_text("Before you send it")
    context.close()


def test_the_program_is_small_and_comes_only_when_somebody_begins(browser, door):
    import brotli

    context = _context(browser, door, javascript=True)
    page = context.new_page()
    loaded: dict[str, int] = {}

    def heard(response):
        if response.url.endswith(".js"):
            loaded[response.url] = len(brotli.compress(response.body(), quality=11))

    page.on("response", heard)
    page.goto("/fr/contact/ask/sealed/")
    page.wait_for_load_state("networkidle")
    before = dict(loaded)
    assert not [url for url in before if "ask" in url]
    page.locator("#begin").click()
    page.locator("[data-screen=for]").wait_for(state="visible")
    page.locator("input[value=me]").check()
    while page.locator("#send").is_hidden():
        page.locator("[data-go=next]").click()
    page.locator("#send").click()
    expect(page.locator("ol.secret li")).to_have_count(12)
    context.close()
    assert any("ask-worker" in url for url in loaded)
    assert sum(loaded.values()) <= KILOBYTES * 1000, loaded


def test_a_voice_answers_a_question(browser, door):
    context = _context(browser, door, javascript=True)
    context.grant_permissions(["microphone"])
    page = context.new_page()
    page.add_init_script(MICROPHONE)
    page.goto("/en/contact/ask/sealed/")
    page.locator("#begin").click()
    page.locator("input[value=me]").check()
    page.locator("[data-go=next]").click()
    voice = page.locator('[data-voice="happening"] button')
    voice.click()
    expect(page.locator('[data-voice="happening"] [data-slot=time]')).to_have_text(
        re.compile(r"0:0[1-9]"), timeout=15_000
    )
    voice.click()
    expect(page.locator('[data-kept="happening"] button')).to_have_count(1, timeout=30_000)
    while page.locator("#send").is_hidden():
        page.locator("[data-go=skip]").click()
    page.locator("#send").click()
    expect(page.locator('[data-screen="secret"]')).to_be_visible(timeout=30_000)
    told = [one for one in json.loads(door.ask("files")) if one["question"] == "happening"]
    assert told
    assert base64.b64decode(told[-1]["content"])[:4] == b"\x1aE\xdf\xa3"
    context.close()


def test_a_recording_ends_when_its_screen_is_left_and_goes_along(browser, door):
    context = _context(browser, door, javascript=True)
    context.grant_permissions(["microphone"])
    page = context.new_page()
    page.add_init_script(MICROPHONE)
    page.goto("/en/contact/ask/sealed/")
    page.locator("#begin").click()
    page.locator("input[value=me]").check()
    page.locator("[data-go=next]").click()
    page.locator('[data-voice="happening"] button').click()
    expect(page.locator('[data-voice="happening"] [data-slot=time]')).to_have_text(
        re.compile(r"0:0[1-9]"), timeout=15_000
    )
    page.locator("[data-go=next]").click()
    page.wait_for_function("microphone.getTracks().every((one) => one.readyState === 'ended')")
    while page.locator("#send").is_hidden():
        page.locator("[data-go=skip]").click()
    expect(page.locator("#said_rows")).to_contain_text("voice-1")
    page.locator("#send").click()
    expect(page.locator('[data-screen="secret"]')).to_be_visible(timeout=30_000)
    context.close()


def test_what_is_still_on_its_way_goes_along_and_what_cannot_come_is_said(browser, door):
    context = _context(browser, door, javascript=True)
    page = context.new_page()
    held = []

    def hold(route):
        held.append(route)

    page.route("**/blobs/**", hold)
    page.goto("/en/contact/ask/sealed/")
    page.locator("#begin").click()
    page.locator("input[value=me]").check()
    while page.locator("#evidence").is_hidden():
        page.locator("[data-go=next]").click()
    words = {"mimeType": "text/plain", "buffer": b"slow words"}
    page.locator("#photo").set_input_files({"name": "page.txt", **words})
    refused = page.locator('[data-kept="files"] [role=alert]')
    expect(refused).to_contain_text("page.txt is not a photograph")
    for number in (1, 2):
        with page.expect_request("**/blobs/**"):
            page.locator("#evidence").set_input_files({"name": f"slow-{number}.txt", **words})
        while page.locator("#send").is_hidden():
            page.locator("[data-go=skip]").click()
        expect(page.locator("#said_rows")).to_contain_text(f"slow-{number}.txt …")
        expect(refused).to_be_hidden()
        page.locator("#send").click()
        expect(page.locator("#send")).to_be_disabled()
        if number == 1:
            held.pop().abort()
            expect(page.locator("#trouble")).to_contain_text("did not arrive")
            page.locator("#last [data-go=last]").click()
            while page.locator("#evidence").is_hidden():
                page.locator("[data-go=back]").click()
        else:
            held.pop().continue_()
    expect(page.locator('[data-screen="secret"]')).to_be_visible(timeout=30_000)
    told = json.loads(door.ask("files"))
    assert [one["name"] for one in told if one["name"].startswith("slow")] == ["slow-2.txt"]
    context.close()


def test_the_programs_are_those_of_this_source():
    assert programs.is_current() or programs.make()
