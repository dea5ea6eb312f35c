"""What is asked, answered and worked on in browsers stands nowhere afterwards, in no form.

Two senders, one with JavaScript and one without, go the whole way and come back; staff read,
answer, write, lock and close. Then everything that house, backup, mail and the browsers' own
profiles wrote to the disk is searched.
"""

import contextlib
import json
import re
import socketserver
import threading
import uuid

import pytest
from playwright.sync_api import expect

from amparo.ground.sealing import recovery
from tests.canaries import everything_in, where
from tests.journeys import asker
from tests.journeys.desk import again, heard, request_of, unlock, view
from tests.journeys.profiles import STORE, profile
from tests.journeys.staff import sign_in
from tests.living import inside, installation

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WAYS = ("sealed", "plain")
OF_A_SENDER = (
    "story", "address", "left half-way", "file name", "file content", "mistyped", "word back",
    "our answer",
)  # fmt: skip
OF_A_SECRET = ("digits", "digits as one", "words", "hex")
SECRETS = [f"{name}, {way}" for way in WAYS for name in OF_A_SECRET]
WORDS = [f"{name}, {way}" for way in WAYS for name in OF_A_SENDER]
WORDS += ["title", "note", "draft", "search", "staff file name", "outcome"]


class Postman(socketserver.StreamRequestHandler):
    """Takes letters as a mail server does, and delivers none."""

    def handle(self):
        letter = None
        self._say("220 here")
        for line in self.rfile:
            if letter is not None and line == b".\r\n":
                self.server.letters.append(letter)
                letter = None
                self._say("250 taken")
            elif letter is not None:
                letter += line
            elif line.upper().startswith(b"DATA"):
                letter = b""
                self._say("354 go on")
            elif line.upper().startswith(b"QUIT"):
                return self._say("221 bye")
            else:
                self._say("250 well")
        return None

    def _say(self, words):
        self.wfile.write(words.encode() + b"\r\n")


@contextlib.contextmanager
def mailbox():
    """Where this house's mail goes: its address, and every letter as it came."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postman) as server:
        server.letters = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        yield f"mailto://127.0.0.1:{port}?from=house@example.org&mode=insecure", server.letters
        server.shutdown()


def ask(page, way, canaries):
    """Words that are left half-way, then the whole, with a file and a word typed wrong."""
    told = {name: canaries[f"{name}, {way}"] for name in ("story", "left half-way", "mistyped")}
    sealed = asker.begin(page)
    assert sealed == (way == "sealed")
    page.locator("input[value=me]").check()
    go = "[data-go=next]" if sealed else "button[value=next]"
    page.locator(go).click()
    page.locator("textarea:visible").fill(told["left half-way"])
    page.locator(go).click()
    page.goto("/en/")  # and away, with the words half-way
    file = {
        "name": canaries[f"file name, {way}"] + ".txt",
        "mimeType": "text/plain",
        "buffer": canaries[f"file content, {way}"].encode() * 500,
    }
    digits = asker.ask(page, told["story"], files=[file], nudge=canaries[f"address, {way}"])
    page.goto("/en/contact/again/")
    page.locator("textarea[name=secret]").fill(told["mistyped"])
    page.locator("#box button").click()
    secret = recovery.read(digits)
    canaries |= {
        f"digits, {way}": digits,
        f"digits as one, {way}": digits.replace(" ", ""),
        f"words, {way}": " ".join(secret.words("en")),
        f"hex, {way}": secret.canonical,
    }
    asker.come_back(page, digits)
    asker.say(page, canaries[f"word back, {way}"])


def read_answer(page, way, canaries):
    asker.come_back(page, canaries[f"digits, {way}"])
    expect(page.locator("main")).to_contain_text(canaries[f"our answer, {way}"])
    page.locator("[data-act=read], button[value=read]").click()
    expect(page.locator("main")).not_to_contain_text(canaries[f"our answer, {way}"])


def answer(page, canaries):
    """Staff read what both senders asked and wrote later, and answer them."""
    for way in WAYS:
        view(page, "")
        request_of(page, canaries[f"story, {way}"]).locator("a").click()
        expect(page.locator("[data-slot=later]")).to_contain_text(canaries[f"word back, {way}"])
        expect(page.locator("[data-slot=answers]")).to_contain_text(canaries[f"file name, {way}"])
        page.get_by_text("Answer the sender").click()
        reply = page.locator("[data-slot=reply]")
        reply.get_by_label("Your answer").fill(canaries[f"our answer, {way}"])
        reply.get_by_role("button", name="Seal and send").click()
        expect(page.locator("#said")).to_contain_text("on its way")


def work(page, canaries):
    """Staff take a request up, write, lock in the middle of words, and close the case."""
    form = page.locator("form.triage")
    form.get_by_label("Title", exact=True).fill(canaries["title"])
    form.get_by_label("High", exact=True).check()
    form.get_by_role("button", name="Open a case").click()
    expect(page).to_have_url(re.compile("#/case/"))
    case = page.url.split("#/")[1]
    for words in ("note", "draft"):
        note = page.locator("details[data-panel=note]")
        if note.get_attribute("open") is None:
            note.locator("summary").click()
        note.get_by_label("Note").fill(canaries[words])
        if words == "note":
            note.get_by_role("button", name="Seal and keep").click()
            expect(page.locator(".entry", has_text=canaries["note"])).to_be_visible()
    view(page, "")  # and away, with the words half-way
    view(page, case)
    page.locator("details[data-panel=file] > summary").click()
    form = page.locator("details[data-panel=file] form")
    name = canaries["staff file name"]
    file = {"name": name, "mimeType": "text/plain", "buffer": b"A stamp"}
    form.locator("input[type=file]").set_input_files(file)
    form.get_by_role("button", name="Seal and keep").click()
    expect(page.get_by_role("button", name=name)).to_be_visible()
    page.get_by_role("button", name="Lock").click()
    assert canaries["note"] not in page.content()
    unlock(page)
    view(page, "")
    page.get_by_label("Words in them").fill(canaries["search"])
    expect(page.locator("[data-slot=rows] > li")).to_have_count(0)
    view(page, case)
    again(page)
    page.locator("details[data-panel=state] > summary").click()
    form = page.locator("details[data-panel=state] form")
    form.get_by_label("Where it stands").select_option("closed")
    form.get_by_label("How it ended").select_option("supported")
    form.get_by_label("In words").fill(canaries["outcome"])
    form.get_by_role("button").click()
    expect(page.locator("header [data-slot=state]")).to_have_text("Closed")
    expect(page.locator(".timeline")).to_contain_text(canaries["outcome"])
    expect(page.locator(".timeline")).to_contain_text(canaries["note"])


@pytest.fixture(scope="module")
def everything(browser, tmp_path_factory):
    """The canaries; the rows; every file there is after every flow; the letters that went out."""
    mark, control = uuid.uuid4().hex[:10], f"control {uuid.uuid4().hex}"
    canaries = {
        name: f"{at:02}zun.{mark}@example.org" if "address" in name else f"{at:02} zunzun {mark}"
        for at, name in enumerate(WORDS)
    }
    temporary, profiles = tmp_path_factory.mktemp("tmp"), tmp_path_factory.mktemp("profiles")
    with pytest.MonkeyPatch.context() as patch, mailbox() as (mail, letters):
        patch.setenv("TMPDIR", str(temporary))
        with installation(home=temporary / "house", AMPARO_MAIL=mail) as house:
            for way in WAYS:
                with profile(browser, house, profiles / way, javascript=way == "sealed") as page:
                    ask(page, way, canaries)
            with profile(browser, house, profiles / "staff") as page:
                faults = heard(page)
                sign_in(page, "demo-caseworker")
                page.goto("/en/desk/cases/")
                unlock(page)
                answer(page, canaries)
                work(page, canaries)
                page.get_by_role("button", name="Sign out").first.click()
                expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
                assert faults == []
            for way in WAYS:
                with profile(browser, house, profiles / way, javascript=way == "sealed") as page:
                    read_answer(page, way, canaries)
                    page.evaluate(STORE, control)
            inside(house, "tests.planted", "mail", mail=mail)
            dump = inside(house, "tests.dump", mail=mail)
            backup = ("backup", str(temporary / "backup.tar.gz"))
            said = inside(house, "amparo.config.cli", *backup, mail=mail)
            rows = [tuple(json.loads(line)) for line in dump.splitlines()]
            found = {"said by up": house.said.encode(), "said by backup": said.encode()}
            found |= {f"letter {at}": one for at, one in enumerate(letters)}
            found |= everything_in((temporary, profiles))
            yield canaries | {"control": control}, rows, found


def test_the_search_finds_what_must_be_there(everything):
    canaries, rows, found = everything
    assert any("demo-caseworker" in text for _where, text in rows)
    assert where("demo-caseworker", found)
    assert any("keystore" in path and b"AGE-SECRET-KEY-" in one for path, one in found.items())
    for part in ("logs/", "backup.tar.gz/", "/vault/", ".up", "letter "):
        assert [path for path in found if part in path], part
    for way in (*WAYS, "staff"):
        kept = {path: one for path, one in found.items() if f"/{way}/" in path}
        assert where("/en/contact/again/" if way != "staff" else "/en/desk/cases/", kept)
        assert [path for path in where("/en/", kept) if "/Sessions/" in path]
    places = where(canaries["control"], found)
    for way in WAYS:
        assert [path for path in places if f"/{way}/" in path and "Local Storage" in path]
        assert [path for path in places if f"/{way}/" in path and "CacheStorage" in path]


@pytest.mark.parametrize("name", WORDS + SECRETS)
def test_a_canary_stands_nowhere(everything, name):
    canaries, rows, found = everything
    places = where(canaries[name], found, rows)
    if "address" in name:  # a letter has to be addressed; it says nothing else
        sent = {path for path in places if path.startswith("letter ")}
        assert len(sent) == 1
        places -= sent
    assert places == set()


def test_no_browser_keeps_a_copy_of_a_page_of_asking_or_of_the_desk(everything):
    _canaries, _rows, found = everything
    pages = re.compile(rb"/en/(contact/(ask|again)/|desk/cases/|desk/keys/)")
    cached = {path: one for path, one in found.items() if "Cache_Data" in path}
    assert any(b"/static/" in one for one in cached.values())
    assert [path for path, one in cached.items() if pages.search(one)] == []
