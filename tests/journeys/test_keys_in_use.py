"""Keys in use: a passkey at the desk, a door's new key each month, a partner's own key."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import asker
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
)
from tests.journeys.desk import view
from tests.living import installation

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def house(browser):
    """A house whose Inés has keys and reads what comes through the help door."""
    SESSIONS.clear()  # those of another house
    with installation("--empty") as living:
        made = House(living, browser)
        made.ask("staff")
        page = made.page()
        sign_in(page, "ines")
        make_keys(made, page, "ines")
        expect(page.get_by_role("heading", name="My ways to open")).to_be_visible()
        set_door(page, "Inés")
        page.context.close()
        yield made
        assert made.faults == []
    SESSIONS.clear()


def test_a_passkey_opens_the_desk_and_only_for_whom_the_device_knows(house):
    story = "A lantern at the window"
    house.ask("ask", story)
    page = house.page()
    device, authenticator = add_authenticator(page)
    sign_in(page, "ines")
    open_keys(house, page, "ines")
    press(page, "Add a passkey")
    page.get_by_label("What you call this device").fill("The blue phone")
    press(page, "Add a passkey")
    expect(page.get_by_text("It opens your keys from now on.").first).to_be_visible()
    page.goto("/en/desk/cases/")
    opens = page.get_by_role("button", name=re.compile("Open with a passkey The blue phone"))
    opens.click()
    expect(page.get_by_role("heading", name="Cases", exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text(story)
    page.get_by_role("button", name="Lock").click()
    expect(opens).to_be_visible()
    assert story not in page.content()
    nobody = {"authenticatorId": authenticator, "isUserVerified": False}
    device.send("WebAuthn.setUserVerified", nobody)
    opens.click()
    expect(page.get_by_role("alert").first).to_contain_text("This passkey does not open your keys")
    assert story not in page.content()
    page.context.close()


def test_a_door_gets_a_new_key_after_a_month_and_the_old_one_still_opens_what_it_sealed(house):
    before, during, after = "Before the renewal", "Begun before, sent after", "After the renewal"
    house.ask("ask", before)
    sender = house.page()
    assert asker.begin(sender)
    number = house.told()["living"]
    later = house.page()
    later.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=31))  # as the page counts days
    sign_in(later, "ines")
    open_keys(house, later, "ines")
    expect(later.get_by_text("A door's key is a month old.")).to_be_visible()
    later.clock.set_fixed_time(datetime.now(UTC))
    press(later, "Renew")
    expect(later.get_by_text("New keys are made.").first).to_be_visible()
    later.context.close()

    told = house.told()
    assert told["living"] == number + 1
    assert [number, "ines"] in told["held"]
    assert [number + 1, "ines"] in told["held"]
    asker.finish(sender, True, during)
    house.ask("ask", after)
    page = house.page()
    sign_in(page, "ines")
    seen = seen_on_desk(house, page, "ines")
    for story in (before, during, after):
        expect(seen).to_contain_text(story)
    open_keys(house, page, "ines")
    expect(page.get_by_role("heading", name="Keys to renew")).to_have_count(0)
    for one in (sender, page):
        one.context.close()


def _open(house, page, handle):
    """The desk anew, opened with the six words."""
    page.goto("/en/desk/cases/")
    page.get_by_label("Your phrase: six words").fill(house.phrases[handle])
    page.locator("form.phrase button").click()
    expect(page.locator("#deskbar")).to_be_visible()
    expect(page.locator("#opening")).to_be_hidden()


def _panel(page, name):
    found = page.locator(f"details[data-panel={name}]")
    if found.get_attribute("open") is None:
        found.locator("summary").first.click()
    return found


def _partner(house, ines):
    """Nora of a partner makes her keys, is vouched for, and makes her organisation's key."""
    house.ask("partner")
    nora, groups = make_colleague(house, "nora")
    open_keys(house, ines, "ines")
    vouch_for(ines, "Nora", groups)
    expect(ines.get_by_text("Signed. Every device knows it").first).to_be_visible()
    open_keys(house, nora, "nora")
    press(nora, "Make the key")
    expect(nora.get_by_text("It is there: what is referred")).to_be_visible()
    return nora


def _refer(house, ines, title, told):
    """A case with a consent, of which one line goes to the partner; gives its address."""
    _open(house, ines, "ines")
    view(ines, "new")
    ines.get_by_label("What you were told").fill("The loom burnt at night")
    ines.get_by_label("Title", exact=True).fill(title)
    ines.get_by_label("High", exact=True).check()
    ines.get_by_role("button", name="Open a case").click()
    expect(ines).to_have_url(re.compile("#/case/"))
    case = ines.url.split("#/")[1]
    form = _panel(ines, "consent").locator("form")
    form.get_by_label("What for").fill("A roof")
    form.get_by_label("Who will read it").fill("The harbour house")
    form.get_by_label("How they said yes").fill("On a call")
    form.get_by_role("button").click()
    expect(ines.locator(".entry", has_text="A roof")).to_contain_text("counts now")
    form = _panel(ines, "refer").locator("form")
    form.get_by_label("To which organisation").select_option(label="Harbour House")
    form.get_by_role("textbox", name="By when").fill(told)
    form.get_by_role("button", name="Seal and refer").click()
    expect(ines.locator("#said")).to_contain_text("Sealed and sent")
    return case


def test_a_partner_makes_keys_is_referred_somebody_answers_and_what_was_told_ends(house):
    told, title = "Four people, before the snow", "Weaver whose loom was burnt"
    ines = house.page()
    sign_in(ines, "ines")
    nora = _partner(house, ines)
    case = _refer(house, ines, title, told)

    _open(house, nora, "nora")
    view(nora, "referred")
    row = nora.locator("article.card", has_text=told)
    expect(row).to_be_visible()
    assert title not in nora.content()
    row.get_by_label("Your words").fill("Two rooms are ready")
    row.get_by_role("button", name="Accept").click()
    expect(row).to_contain_text("Accepted")
    _open(house, ines, "ines")
    view(ines, case)
    refer = _panel(ines, "refer")
    expect(refer).to_contain_text("Two rooms are ready")
    expect(refer).to_contain_text("Accepted")

    house.ask("late")
    _open(house, nora, "nora")
    view(nora, "referred")
    expect(nora.get_by_text("Nothing was referred to you.")).to_be_visible()
    assert told not in nora.content()
    assert house.told()["referred"] == [["accepted", True]]
    house.ask("night")
    assert house.told()["referred"] == [["expired", False]]
    _open(house, ines, "ines")
    view(ines, case)
    expect(_panel(ines, "refer")).to_contain_text("Expired")
    for one in (ines, nora):
        one.context.close()
