"""Keys are made, vouched for, lent to no one, taken away, and brought back from paper alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.ceremony import (
    SESSIONS,
    House,
    add_authenticator,
    make_colleague,
    make_keys,
    open_keys,
    press,
    seen_on_desk,
    set_door,
    sign_in,
    vouch_for,
    write_paper,
    write_phrase,
)
from tests.journeys.looking import complaints
from tests.living import installation

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
STORED = """async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0}


@pytest.fixture(scope="module")
def house(browser):
    """A house whose first person, Inés, has made her keys with a passkey and paper."""
    with installation("--empty") as living:
        made = House(living, browser)
        made.ask("staff")
        page = made.page()
        add_authenticator(page)
        sign_in(page, "ines")
        make_keys(made, page, "ines", passkey=True)
        expect(page.get_by_role("heading", name="My ways to open")).to_be_visible()
        page.context.close()
        yield made
        assert made.faults == []


def test_keys_open_with_a_passkey_lock_and_leave_nothing_behind(house):
    page = house.page()
    add_authenticator(page)
    sign_in(page, "ines")
    open_keys(house, page, "ines")
    press(page, "Add a passkey")
    page.get_by_label("What you call this device").fill("The red laptop")
    press(page, "Add a passkey")
    expect(page.get_by_text("It opens your keys from now on.").first).to_be_visible()
    press(page, "Lock now")
    expect(page.get_by_text("Your keys are locked.")).to_be_visible()
    page.get_by_role("button", name="Open with a passkey The red laptop").click()
    expect(page.get_by_role("heading", name="My ways to open")).to_be_visible()
    row = page.locator("#keys li", has_text="The red laptop")
    row.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The red laptop")).to_have_count(0)
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert page.evaluate(STORED) == NOTHING
    del SESSIONS["ines"]
    page.context.close()


def test_a_wrong_word_or_group_is_named_and_nothing_opens_by_it(house):
    page = house.page()
    sign_in(page, "eva")
    page.goto("/en/desk/keys/")
    press(page, "Begin")
    page.locator("ol.secret:not(.groups) li").first.wait_for()
    words = page.locator("ol.secret:not(.groups) li").all_inner_texts()
    press(page, "I have them: type them back")
    page.get_by_label("The six words").fill(" ".join([*words[:3], "nothing", *words[4:]]))
    press(page, "Continue")
    expect(page.get_by_text("Word 4 is not the one")).to_be_visible()
    page.get_by_label("The six words").fill(" ".join(words))
    press(page, "Continue")
    press(page, "Not on this device")
    page.locator(".paper svg.qr").wait_for()
    groups = page.locator(".paper ol.secret li").all_inner_texts()
    press(page, "I have it on paper: type it back")
    wrong = "QQQQ" if groups[6] != "QQQQ" else "PPPP"
    page.get_by_label("The key on the paper").fill(" ".join([*groups[:6], wrong, *groups[7:]]))
    press(page, "Continue")
    expect(page.get_by_text("Group 7 is not the one")).to_be_visible()
    assert ["eva", "making"] not in house.told()["keyrings"]
    page.context.close()


@pytest.mark.parametrize("device", [{"prf": False}, {"verifies": False}])
def test_a_device_whose_passkeys_cannot_seal_is_told_kindly_and_goes_on(house, device):
    page = house.page()
    add_authenticator(page, **device)
    sign_in(page, "eva")
    page.goto("/en/desk/keys/")
    press(page, "Begin")
    write_phrase(page)
    press(page, "Add a passkey")
    expect(page.get_by_text("This device could not make a passkey that seals")).to_be_visible()
    press(page, "Not on this device")
    expect(page.locator(".paper svg.qr")).to_be_visible()
    page.context.close()


def test_a_colleague_comes_opens_what_is_sealed_and_leaves_and_opens_nothing_newer(house):
    before, after = "The first letter, from the harbour", "The second letter, after she left"
    lin, groups = make_colleague(house, "lin")
    ines = house.page()
    sign_in(ines, "ines")
    open_keys(house, ines, "ines")
    vouch_for(ines, "Lin", groups)
    expect(ines.get_by_text("Signed. Every device knows it").first).to_be_visible()
    set_door(ines, "Inés", "Lin")
    house.ask("ask", before)
    press(lin, "Look whether it is done")
    expect(lin.get_by_role("heading", name="Open your keys")).to_be_visible()
    expect(seen_on_desk(house, lin, "lin")).to_contain_text(before)

    row = ines.locator("#keys li", has=ines.get_by_role("heading", name="Lin"))
    row.get_by_role("button", name="Take their keys away").click()
    ines.get_by_role("dialog").get_by_role("button", name="Take away now").click()
    expect(ines.get_by_text("Lin can open nothing any more").first).to_be_visible()
    expect(row.get_by_text("Could have read: cases 0, doors 1")).to_be_visible()
    press(ines, "Renew")
    expect(ines.get_by_text("New keys are made.").first).to_be_visible()
    row.get_by_role("button", name="Strike from the directory").click()
    expect(ines.get_by_text("Signed. Every device knows it").first).to_be_visible()
    house.ask("ask", after)

    told = house.told()
    assert ["lin", "ended"] in told["keyrings"]
    assert told["living"] == 2
    assert {handle for _number, handle in told["held"]} == {"ines"}
    lin.goto("/en/desk/cases/")
    expect(lin).to_have_url(re.compile("/sign-in/"))
    sign_in(lin, "lin", fresh=True)
    lin.goto("/en/desk/cases/")
    expect(lin.get_by_text("You have no keys yet")).to_be_visible()
    lin.goto("/en/desk/keys/")
    expect(lin.get_by_role("heading", name="Make your keys")).to_be_visible()
    seen = seen_on_desk(house, ines, "ines")
    expect(seen).to_contain_text(before)
    expect(seen).to_contain_text(after)
    for page in (ines, lin):
        page.context.close()


def test_a_fresh_browser_and_the_paper_alone_bring_everything_back(house):
    page = house.page()
    add_authenticator(page)
    sign_in(page, "ines", fresh=True)
    page.goto("/en/desk/keys/")
    page.get_by_text("I only have the paper").click()
    paper = house.papers["ines"].strip()
    wrong = paper[:-1] + ("Q" if paper.upper().endswith("7") else "7")
    page.get_by_label("The key on the paper").fill(wrong)
    press(page, "Open with the paper")
    expect(page.get_by_text("That does not open your keys")).to_be_visible()
    page.get_by_label("The key on the paper").fill(house.papers["ines"])
    press(page, "Open with the paper")
    expect(page.get_by_text("The paper opened your keys").first).to_be_visible()
    old = house.phrases["ines"]
    words = page.locator("#keys li", has=page.get_by_role("heading", name="Six words"))
    words.get_by_role("button", name="Replace it with a new one").click()
    house.phrases["ines"] = write_phrase(page)
    expect(page.get_by_text("It opens your keys from now on.").first).to_be_visible()
    paper = page.locator("#keys li", has=page.get_by_role("heading", name="Paper key"))
    paper.get_by_role("button", name="Replace it with a new one").click()
    house.papers["ines"] = write_paper(page)
    expect(page.get_by_text("It opens your keys from now on.").first).to_be_visible()
    press(page, "Add a passkey")
    press(page, "Add a passkey")
    expect(page.get_by_text("It opens your keys from now on.").first).to_be_visible()
    page.reload()
    page.get_by_label("Your six words").fill(old)
    press(page, "Open with the six words")
    expect(page.get_by_text("That does not open your keys")).to_be_visible()
    open_keys(house, page, "ines")
    page.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_the_page_of_keys(house, language):
    page = house.page()
    found = []

    def look():
        found.extend(complaints(page, page.locator("h1, h2").first.inner_text()))

    sign_in(page, "sol")
    page.goto(f"/{language}/desk/keys/")
    page.locator("[data-do=begin]").wait_for()
    look()
    page.locator("[data-do=begin]").click()
    page.locator("ol.secret:not(.groups) li").first.wait_for()
    words = " ".join(page.locator("ol.secret:not(.groups) li").all_inner_texts())
    look()
    page.locator("[data-do=next]").click()
    page.locator("#phrase-back").fill("one")
    page.locator("form .button").first.click()
    page.locator("[data-wrong]:visible").wait_for()
    look()
    page.locator("#phrase-back").fill(words)
    page.locator("form .button").first.click()
    page.locator("#passkey-name").wait_for()
    look()
    page.locator("[data-do=skip]").click()
    page.locator(".paper svg.qr").wait_for()
    look()
    page.locator("[data-do=next]").click()
    look()
    page.context.clear_cookies()
    sign_in(page, "ines")
    page.goto(f"/{language}/desk/keys/")
    page.locator("#unlock-phrase").wait_for()
    look()
    page.locator("#unlock-phrase").fill(house.phrases["ines"])
    page.locator("form[data-way=phrase] button").click()
    page.locator("[data-do=lock]").wait_for()
    for closed in page.locator("#keys summary").all():
        closed.click()
    look()
    page.context.close()
    assert found == []


def test_any_two_of_three_keyholders_vouch_and_nobody_alone(house):
    ines = house.page()
    sign_in(ines, "ines")
    keyholders = {}
    for handle, label in (("omar", "Omar"), ("zahra", "Zahra")):
        keyholders[handle], groups = make_colleague(house, handle)
        open_keys(house, ines, "ines")
        vouch_for(ines, label, groups)
        expect(ines.get_by_text("Signed. Every device knows it").first).to_be_visible()
    form = ines.locator(
        ".parts > section", has=ines.get_by_role("heading", name="Keyholders", exact=True)
    )
    form.get_by_text("Change who holds it").click()
    for label in ("Omar", "Zahra"):
        form.get_by_label(label, exact=True).check()
    form.get_by_role("button", name="Seal it anew for these").click()
    expect(ines.get_by_text("Signed. Every device knows it").first).to_be_visible()
    assert house.told()["pairs"] == 3

    sol, groups = make_colleague(house, "sol")
    omar = keyholders["omar"]
    open_keys(house, omar, "omar")
    vouch_for(omar, "Sol", groups)
    expect(omar.get_by_text("Half is done. It waits for Zahra").first).to_be_visible()
    assert ["sol", "waiting"] in house.told()["keyrings"]
    zahra = keyholders["zahra"]
    open_keys(house, zahra, "zahra")
    card = zahra.locator(".card", has=zahra.get_by_role("heading", name="Vouch for Sol"))
    assert card.locator("ol.groups li").all_inner_texts() == groups
    card.get_by_role("checkbox").check()
    card.get_by_role("button", name="Complete and sign").click()
    expect(zahra.get_by_text("Signed. Every device knows it").first).to_be_visible()
    assert ["sol", "active"] in house.told()["keyrings"]
    open_keys(house, sol, "sol")
    for page in (ines, omar, zahra, sol):
        page.context.close()
