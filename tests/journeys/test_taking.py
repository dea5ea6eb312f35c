"""Somebody takes a handbook away on a phone, and knows that it is ours and that it is current."""

import hashlib
import re
import shutil
import subprocess
import time

import pytest
from playwright.sync_api import expect

from tests.visits import HANDBOOK

pytestmark = [
    pytest.mark.journey,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PHONE = (
    "Mozilla/5.0 (Linux; Android 8.1.0; SM-J260F) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/90.0.4430.91 Mobile Safari/537.36"
)
PATIENCE = 240  # seconds: the files are made in the background while other journeys run


@pytest.fixture(params=["without JavaScript", "with JavaScript"])
def phone(request, browser, living):
    context = browser.new_context(
        base_url=living.address,
        java_script_enabled=request.param == "with JavaScript",
        viewport={"width": 390, "height": 844},
        user_agent=PHONE,
        locale="ar",
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def _until_made(page, name):
    """Come back to the page until the file is there, as its reader would."""
    link = page.locator(f"main a[download][href$='/{name}']")
    began = time.monotonic()
    while not link.count() and time.monotonic() - began < PATIENCE:
        page.wait_for_timeout(1_000)
        page.reload()
    expect(link).to_be_visible()
    return link


def test_a_reader_with_a_phone_takes_the_right_file(phone, tmp_path):
    page = phone
    page.goto(f"/ar/library/{HANDBOOK}/")
    page.locator(f"main a[href='/ar/library/{HANDBOOK}/files/']").first.click()
    name = f"{HANDBOOK}.ar.html"
    _until_made(page, name)
    first = page.locator("main .list > li").first
    link = first.locator("> a[download]")
    assert link.get_attribute("href").endswith(name)  # what opens on a phone stands first
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with page.expect_download() as waited:
        link.click()
    file = tmp_path / name
    waited.value.save_as(file)
    assert waited.value.suggested_filename == name
    first.locator("summary").click()
    sha = hashlib.sha256(file.read_bytes()).hexdigest()
    expect(first.locator("code")).to_have_text(sha)
    _is_signed(page, first, file)
    text = file.read_text()
    assert 'dir="rtl"' in text
    assert not re.search(r'(?:src|href)="https?:[^"]*\.(?:js|css)"', text)
    assert len(text) > 20_000
    first.locator("a[href*='/current/']").click()
    expect(page.locator("main")).to_contain_text(sha)
    assert page.context.cookies() == []


def _is_signed(page, offer, file):
    """The signature beside the file is what the stock tool takes, with the key on our page."""
    url = offer.locator("a[href$='.minisig']").get_attribute("href")
    file.with_name(f"{file.name}.minisig").write_bytes(page.request.get(url).body())
    key = file.with_name("minisign.pub")
    key.write_bytes(page.request.get("/ar/library/files/key/minisign.pub").body())
    command = [shutil.which("minisign"), "-Vm", str(file), "-p", str(key)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
