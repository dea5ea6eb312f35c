"""What each one does in a round, from the first question to the follow-up.

Everybody takes their words from `said`, by name: a journey says which, and looks for them later.
"""

import datetime
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Download, Locator, Page, expect

from tests.journeys.applicant import agree, begin, go_on, to_check
from tests.journeys.desk import view
from tests.journeys.steps import follow
from tests.living import Living

SLUG = "advocacy-2026"
Said = dict[str, str]


# --- people who apply


def apply_plainly(page: Page, said: Said) -> str:
    """From the list of calls to *It is sent*, without JavaScript; the digits of the secret."""
    page.goto("/en/fellowships/")
    follow(page.get_by_role("link", name="Advocacy at the United Nations"))
    follow(page.get_by_role("link", name="Begin", exact=True))
    follow(page.locator("button[value=begin]"))
    digits = " ".join(page.locator("p.secret span").all_text_contents())
    page.locator("textarea[name=typed]").fill(digits)
    follow(page.locator("button[value=typed]"))
    told = {"call you": said["name, plain"], "do you do": said["work, plain"]}
    while not page.locator("button[value=send]").count():
        asked = page.locator("main h1").first.inner_text()
        words = next((one for part, one in told.items() if part in asked), "")
        if words:
            page.locator("main [name=answer]").fill(words)
        elif "read it" in asked:
            page.locator("input[value=yes]").check()
        else:
            follow(page.locator("button[value=next], button[value=skip]").last)
            continue
        follow(page.locator("button[value=next]"))
    expect(page.locator("main")).to_contain_text(said["work, plain"])
    follow(page.locator("button[value=send]"))
    expect(page.get_by_role("heading", name="It is sent")).to_be_visible()
    return digits


def apply_sealed(page: Page, said: Said) -> str:
    """The same in Arabic with JavaScript: sealed on their own device."""
    page.goto(f"/ar/fellowships/{SLUG}/apply/sealed/")
    digits = " ".join(begin(page))
    _write(page, said, "sealed", organisation=said["organisation"])
    page.locator('[data-act="send"]').click()
    expect(page.locator('[data-screen="done"]')).to_be_visible()
    return digits


def apply_from_a_file(page: Page, said: Said, folder: Path) -> str:
    """The same in a file, without a line; and brought by the same browser, with one."""
    page.goto(f"/en/fellowships/{SLUG}/offline/")
    with page.expect_download() as taken:
        page.locator("main a.button[download]").click()
    form = _saved(taken.value, folder / "apply.html")
    page.goto(form.as_uri())
    digits = " ".join(begin(page))
    _write(page, said, "file")
    with page.expect_download() as whole:
        page.locator('[data-act="send"]').click()
    made = _saved(whole.value, folder / "application.amparo")
    page.goto(f"/en/fellowships/{SLUG}/upload/")
    page.locator("input[type=file]").set_input_files(made)
    follow(page.locator("main form button"))
    expect(page.get_by_role("heading", name="It arrived")).to_be_visible()
    return digits


def _write(page: Page, said: Said, way: str, organisation: str = "") -> None:
    page.locator("input[name=name]").fill(said[f"name, {way}"])
    go_on(page)
    page.locator("textarea[name=work]").fill(said[f"work, {way}"])
    go_on(page)
    if organisation:
        page.locator("input[name=organisation]").fill(organisation)
        go_on(page)
    to_check(page)
    agree(page)


def _saved(download: Download, path: Path) -> Path:
    download.save_as(path)
    return path


def come_back(page: Page, digits: str, heading: str = "") -> None:
    """Without JavaScript, whatever the way in was: where it stands."""
    page.goto("/en/fellowships/again/")
    page.locator("textarea[name=secret]").fill(digits)
    follow(page.locator("main form button"))
    expect(page.locator("main h1")).to_contain_text(heading)


def press(page: Page, value: str) -> None:
    """A button of a page without scripts, by what it sends."""
    follow(page.locator(f"main button[value={value}]"))


# --- staff


def come_in(page: Page, house: Living, way: dict[str, Any]) -> None:
    """Somebody's desk of the round, keys open."""
    name, value = way["cookie"]
    page.context.add_cookies([{"name": name, "value": value, "url": house.address}])
    page.goto("/en/desk/fellowships/")
    page.locator("details.paper summary").click()
    page.locator("form.paper input").fill(way["paper"])
    page.locator("form.paper button").click()
    expect(page.locator("#deskbar")).to_be_visible()
    expect(page.locator("#opening")).to_be_hidden()


def said_by(page: Page, words: str) -> None:
    """What the desk announces once something is done."""
    expect(page.locator("#said")).to_contain_text(words)


def sure(page: Page) -> None:
    """The dialog that asks once more."""
    page.locator("dialog[open] .row button").first.click()


def application(page: Page, call: str, name: str) -> None:
    """The file of somebody, from the list."""
    view(page, f"applications/{call}")
    row = page.locator("[data-slot=rows] > li", has_text=name)
    row.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text(name)


def screen(page: Page, call: str, said: Said, way: str) -> None:
    """It can take part; colleagues read why; a note."""
    application(page, call, said[f"name, {way}"])
    expect(page.locator("main")).to_contain_text(said[f"work, {way}"])
    form = page.locator("form.screen")
    form.get_by_label("In words, for colleagues").fill(said["screening"])
    form.get_by_role("button", name="It can take part").click()
    said_by(page, "Eligible")
    page.get_by_label("A note for colleagues").fill(said["note"])
    page.locator("form", has=page.get_by_label("A note for colleagues")).get_by_role(
        "button"
    ).click()
    expect(page.locator(".entry", has_text=said["note"])).to_be_visible()


def ask_to_read(page: Page, call: str, *names: str) -> None:
    """Colleagues are asked to read for a call."""
    view(page, f"panel/{call}")
    for name in names:
        part = page.locator("[data-slot=add-part]")
        if part.get_attribute("open") is None:
            part.locator("summary").click()
        part.get_by_label("Whom").select_option(label=name)
        part.get_by_role("button", name="Ask them").click()
        said_by(page, f"{name} is asked")


def declare(page: Page, call: str, organisation: str = "") -> None:
    """What a reader must not read, before anything comes."""
    view(page, f"declare/{call}")
    for language in ("English", "العربية"):
        page.get_by_label(language, exact=True).check()
    page.get_by_label("Organisations: mine").fill(organisation)
    page.get_by_label("This is everything").check()
    page.get_by_role("button", name="Seal and declare").click()
    said_by(page, "Declared")


def look_at_copies(page: Page, call: str, count: int, way_of: Said) -> None:
    """Every copy is looked at; no name stands in one."""
    view(page, f"copies/{call}")
    for left in range(count, 0, -1):
        part = page.locator("[data-slot=one]")
        expect(part.locator(".office-blind")).not_to_be_empty()
        for name, words in way_of.items():
            if name.startswith(("name", "organisation")):
                expect(part.locator(".office-blind")).not_to_contain_text(words)
        title = part.locator("h2").inner_text()
        part.get_by_role("button", name="Nothing tells who it is").click()
        if left > 1:
            expect(part.locator("h2")).not_to_have_text(title)
    expect(page.get_by_text("Every copy was looked at.").first).to_be_visible()


def give_readings(page: Page, call: str, conflicts: int, count: int) -> None:
    """Conflicts are kept away; readers are proposed, and given their copies."""
    view(page, f"panel/{call}")
    found = page.locator("[data-slot=conflicts] [data-slot=rows] > li")
    expect(found).to_have_count(conflicts)
    for _each in range(conflicts):
        found.first.get_by_role("button", name="Keep them away").click()
    expect(found).to_have_count(0)
    page.get_by_role("button", name="Propose readers").click()
    page.locator("form.give button[data-slot=chosen]").click()
    expect(page.locator("dialog[open]")).to_contain_text(str(count))
    sure(page)
    expect(page.locator("[data-slot=told]")).to_contain_text(str(count))


def judge(page: Page, points: dict[str, int], rationale: str) -> None:
    """Every file before this reader, to the points of the words in it."""
    waiting = page.locator("ul.rows > li", has_text="to read")
    for left in range(len(points), 0, -1):
        view(page, "readings")
        expect(waiting).to_have_count(left)
        waiting.first.get_by_role("link").click()
        copy = page.locator("[data-slot=copy] dl")
        expect(copy).to_contain_text(re.compile("|".join(points)))
        told = copy.inner_text()
        given = next(point for words, point in points.items() if words in told)
        for part in page.locator("[data-slot=criteria] > fieldset").all():
            part.locator(f"input[value='{given}']").check()
            part.locator("textarea").fill(rationale)
        page.locator("form input[name=confidence][value='3']").check()
        page.locator("form input[name=advice][value=yes]").check()
        page.get_by_role("button", name="Seal my judgement").click()
        sure(page)
        expect(page.locator("#said")).to_contain_text("Sealed.")
    view(page, "readings")
    expect(waiting).to_have_count(0)


def compose(page: Page, call: str, why: str, names: list[str]) -> None:
    """Ask for the best cohort, freeze it, and decide on everybody."""
    view(page, f"compose/{call}")
    page.get_by_role("button", name="Find the best cohort").click()
    freeze(page, why, names)
    expect(page.locator("[data-slot=checked]")).to_contain_text("it is the digest of this record")
    page.get_by_role("button", name="Decide on everybody").click()
    sure(page)
    expect(page.locator("[data-slot=chosen] > li").first).to_contain_text("Offered a place")


def freeze(page: Page, why: str, names: list[str]) -> None:
    """The cohort that was found, with these people in it."""
    button = page.get_by_role("button", name="Freeze this cohort")
    expect(button).to_be_visible(timeout=60_000)
    found = page.locator("[data-slot=result] [data-slot=people] > li")
    expect(found).to_have_count(len(names))
    for name in names:
        expect(found.filter(has_text=name)).to_have_count(1)
    button.click()
    page.locator("dialog[open] textarea").fill(why)
    sure(page)
    expect(page.locator("h1")).to_contain_text("Cohort")
    expect(page.locator("[data-slot=chosen] > li")).to_have_count(len(names))


def tell_everybody(page: Page, call: str) -> None:
    """After the deadline, all at once."""
    view(page, f"call/{call}")
    page.locator("[data-slot=telling] [data-slot=tell]").click()
    sure(page)
    expect(page.locator("[data-slot=telling]")).to_contain_text("Everybody was told")


def write_to(page: Page, call: str, name: str, words: str) -> None:
    """A letter that only the applicant opens."""
    application(page, call, name)
    form = page.locator("form", has=page.get_by_label("Write to them"))
    form.get_by_label("Write to them").fill(words)
    form.get_by_role("button", name="Seal and send").click()
    said_by(page, "on its way")


def open_fellowship(page: Page, name: str, began: datetime.date, channel: str) -> None:
    """A fellowship of somebody who accepted, with its coach."""
    view(page, "fellows")
    page.locator("[data-slot=waiting] a", has_text=name).click()
    page.get_by_label("How to reach them safely").fill(channel)
    page.get_by_label("Who coaches them").select_option(label="coach")
    page.get_by_label("It begins on").fill(began.isoformat())
    page.get_by_role("button", name="Open this fellowship").click()
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("[data-slot=head-channel]")).to_contain_text(channel)


def fellow(page: Page, name: str) -> None:
    """A fellow's page, from the list."""
    view(page, "fellows")
    page.locator("[data-slot=rows] > li", has_text=name).get_by_role("link").click()
    expect(page.locator("h1")).to_have_text(name)


def write_down(page: Page, kind: str, **fields: str) -> None:
    """An entry about a fellow, by the label of its kind and its fields' names."""
    part = page.locator("[data-slot=add]")
    part.get_by_label("What is it?").select_option(label=kind)
    form = part.locator("form")
    for name, words in fields.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(words)
        else:
            field.fill(words)
    form.get_by_role("button").click()
    words = max(fields.values(), key=len)
    expect(page.locator("[data-slot=timeline] .entry", has_text=words).first).to_be_visible()


def step(page: Page, name: str) -> Locator:
    """A button of the workflow."""
    return page.locator("[data-slot=verbs]").get_by_role("button", name=re.compile(name))


def stop(page: Page, why: str, words: str) -> None:
    """A fellowship that cannot be."""
    step(page, "They cannot come").click()
    box = page.locator("dialog[open]")
    box.get_by_label(why).check()
    box.get_by_label("In words").fill(words)
    sure(page)
    expect(page.locator("[data-slot=head-state]")).to_have_text("Stopped")


def ask_again(page: Page, call: str, why: str, names: list[str]) -> None:
    """The frozen question once more: who accepted stays, who cannot come is left out."""
    view(page, f"compose/{call}")
    page.locator("[data-slot=frozen] a").first.click()
    page.get_by_role("button", name="Ask again").click()
    freeze(page, why, names)


def prepare(page: Page, name: str, words: str) -> None:
    """A line of the list of what is done before they come."""
    line = page.locator("li.fellow-step", has_text=re.compile(name, re.I)).first
    line.locator("summary").click()
    line.get_by_label("It is").select_option("done")
    line.get_by_label("In words").fill(words)
    line.get_by_role("button", name="Keep").click()
    expect(page.locator("li.fellow-step .said", has_text=words)).to_be_visible()


def leave(page: Page, on: datetime.date) -> None:
    """The weeks together have ended."""
    step(page, "They have arrived").click()
    expect(page.locator("[data-slot=head-state]")).to_have_text("Here in person")
    step(page, "The weeks together have ended").click()
    page.locator("dialog[open] input[name=ended_on]").fill(on.isoformat())
    sure(page)
    expect(page.locator("[data-slot=head-state]")).to_have_text("Follow-up")


def certify(page: Page, name: str, folder: Path) -> None:
    """The certificate, as a document on this device."""
    part = page.locator("details", has=page.locator("form.certificate"))
    part.locator("summary").click()
    part.get_by_label("In which name").fill(name)
    with page.expect_download() as made:
        part.get_by_role("button", name="Make the certificate").click()
    file = _saved(made.value, folder / "certificate.docx")
    assert file.stat().st_size > 1000
    file.unlink()
    made.value.delete()
