"""A case in a real browser, from its request to its end, and who else reads a part of it."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.architecture.house import CLONE
from tests.journeys.desk import ask_for_help, heard, request_of, unlock, view
from tests.journeys.staff import sign_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
AXE = CLONE / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`);
}"""
TITLE = "Printer whose shop was searched"
STORY = "They searched the shop and took the plates"


@pytest.fixture(scope="module")
def people(browser, living):
    """Somebody's desk with open keys, each in a browser of their own."""
    contexts = {}

    def somebody(handle):
        if handle not in contexts:
            context = browser.new_context(
                base_url=living.address, locale="en", viewport={"width": 1280, "height": 900}
            )
            context.set_default_timeout(30_000)
            contexts[handle] = context
            page = context.new_page()
            page.faults = heard(page)
            sign_in(page, handle)
            page.goto("/en/desk/cases/")
            unlock(page)
        return contexts[handle].pages[0]

    yield somebody
    for context in contexts.values():
        context.close()


def again(page):
    """Everything anew, as after a lock: what the server kept is all there is."""
    page.reload()
    unlock(page)


def panel(page, name):
    """A panel of the case page, opened; its form is inside."""
    found = page.locator(f"details[data-panel={name}]")
    if found.get_attribute("open") is None:
        found.locator("summary").first.click()
    return found


def said(page, words):
    expect(page.locator("#said")).to_contain_text(words)


@pytest.fixture(scope="module")
def case(people, living):
    """The address of a case that was opened from a request."""
    ask_for_help(living, STORY)
    page = people("demo-caseworker")
    view(page, "")
    request_of(page, STORY).locator("a").click()
    form = page.locator("form.triage")
    form.get_by_label("Title", exact=True).fill(TITLE)
    form.get_by_label("Urgent", exact=True).check()
    form.locator("[data-slot=category] input").first.check()
    for box in form.locator("[data-slot=team] input:not([disabled])").all():
        box.uncheck()
    form.get_by_role("button", name="Open a case").click()
    expect(page).to_have_url(re.compile("#/case/"))
    return page.url.split("#/")[1]


def test_a_case_opens_with_its_request_and_says_how_nobody_is_called(people, case):
    page = people("demo-caseworker")
    view(page, case)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator("[data-slot=safe]")).to_contain_text("Do not call or write")
    form = panel(page, "safe_contact").locator("form")
    form.get_by_label("By which way").fill("Signal, through the sister")
    form.get_by_label("What must never be done").fill("Never call")
    form.get_by_role("button").click()
    expect(page.locator("[data-slot=safe]")).to_contain_text("Never call")
    expect(page.locator(".timeline")).to_contain_text("The request")


def test_what_happened_reads_the_newest_first_and_each_change_keeps_what_was_before(people, case):
    page = people("demo-caseworker")
    form = panel(page, "note").locator("form")
    form.get_by_label("Note").fill("They came at four")
    form.get_by_role("button").click()
    entry = page.locator(".entry", has_text="They came at four")
    expect(entry).to_be_visible()
    expect(page.locator(".entry h3").first).to_have_text("Note")
    entry.get_by_role("button", name="Change").click()
    entry.locator("textarea").fill("They came at five")
    entry.get_by_role("button", name="Seal and keep").click()
    newer = page.locator(".entry", has_text="They came at five")
    expect(newer).to_contain_text("version 2")
    newer.get_by_role("button", name="Earlier versions").click()
    expect(newer).to_contain_text("They came at four")


def test_nothing_is_shared_before_a_consent_that_counts(people, case):
    page = people("demo-caseworker")
    refer = panel(page, "refer")
    expect(refer).to_contain_text("no living consent")
    expect(refer.locator("form")).to_have_count(0)
    form = panel(page, "consent").locator("form")
    form.get_by_label("What for").fill("A residency")
    form.get_by_label("Who will read it").fill("The harbour house")
    form.get_by_label("How they said yes").fill("On a call")
    form.get_by_label("Ends on").fill("2020-01-01")
    form.get_by_role("button").click()
    entry = page.locator(".entry", has_text="A residency")
    expect(entry).to_contain_text("expired")
    expect(refer).to_contain_text("no living consent")
    entry.get_by_role("button", name="Change").click()
    entry.get_by_label("Ends on").fill("")
    entry.get_by_role("button", name="Seal and keep").click()
    expect(entry).to_contain_text("counts now")
    expect(refer.get_by_label("On which consent")).to_be_visible()


def test_a_risk_is_told_in_words_and_has_no_number(people, case):
    page = people("demo-caseworker")
    form = panel(page, "risk").locator("form")
    assert not form.locator("input[type=number], input[type=range]").count()
    form.get_by_label("Threats").fill("Calls at night")
    form.get_by_label("Our judgement").fill("Serious")
    form.get_by_label("Look at it again on").fill("2031-05-06")
    form.get_by_label("next action").check()
    form.get_by_role("button").click()
    expect(page.locator(".entry", has_text="Calls at night")).to_be_visible()
    expect(page.locator("[data-slot=next] time")).to_have_attribute("datetime", "2031-05-06")


def test_a_referee_is_asked_only_once_the_person_agreed(people, case):
    page = people("demo-caseworker")
    form = panel(page, "verification").locator("form")
    expect(form).to_contain_text("never say that there is a case")
    form.get_by_label("Source").fill("A guild")
    form.get_by_label("Method").fill("A visit")
    form.get_by_label("Name of the referee").fill("Somebody")
    form.get_by_role("button").click()
    expect(form.get_by_role("alert")).to_contain_text("agreed")
    form.get_by_label("The person agreed").check()
    form.get_by_role("button").click()
    expect(page.locator(".entry", has_text="A guild")).to_be_visible()


def test_a_cost_goes_to_the_ledger_under_a_random_reference_and_no_word_with_it(people, case):
    page = people("demo-caseworker")
    form = panel(page, "action").locator("form")
    form.get_by_label("Kind of support").select_option("legal")
    form.get_by_label("What is done").fill("The fees of Maître Inès")
    form.get_by_label("Cost").fill("12.50")
    form.get_by_role("button").click()
    expect(form.get_by_role("alert")).to_contain_text("grant code")
    form.get_by_label("Currency").fill("eur")
    form.get_by_label("Grant code").fill("JOURNEY-1")
    form.get_by_role("button").click()
    expect(page.locator(".entry", has_text="Maître Inès")).to_contain_text("JOURNEY-1")


def test_a_graphic_file_stays_covered_and_is_only_ever_a_download(people, case, tmp_path):
    page = people("demo-caseworker")
    form = panel(page, "file").locator("form")
    content = b"not a picture at all" * 99
    file = {"name": "wound.jpg", "mimeType": "image/jpeg", "buffer": content}
    form.locator("input[type=file]").set_input_files(file)
    form.get_by_label("What it is").fill("The left arm")
    form.get_by_label("Hard to look at").check()
    form.get_by_role("button", name="Seal and keep").click()
    cover = page.locator(".covered")
    expect(cover).to_be_visible()
    assert "The left arm" not in page.locator(".timeline").inner_text()
    cover.get_by_role("button").click()
    expect(page.locator(".timeline")).to_contain_text("The left arm")
    with page.expect_download() as taken:
        page.get_by_role("button", name="wound.jpg").click()
    taken.value.save_as(tmp_path / "taken")
    assert (tmp_path / "taken").read_bytes() == content
    assert not page.locator("main img, main video, main audio, main iframe").count()


def test_a_letter_is_made_on_the_device_with_what_loads_only_then(people, case, tmp_path):
    page = people("demo-caseworker")
    before = page.evaluate("performance.getEntriesByType('resource').length")
    form = panel(page, "letter").locator("form")
    form.get_by_label("Addressed to").fill("The consul & <co>")
    form.get_by_label("What it says").fill("We know her.\nWe vouch for her.")
    assert page.evaluate("performance.getEntriesByType('resource').length") == before
    with page.expect_download() as taken:
        form.get_by_role("button", name="Make the letter").click()
    taken.value.save_as(tmp_path / "letter.docx")
    with zipfile.ZipFile(tmp_path / "letter.docx") as letter:
        words = letter.read("word/document.xml").decode()
    assert "The consul &amp; &lt;co&gt;" in words
    assert "We vouch for her." in words
    expect(page.locator(".entry", has_text="We know her.").first).to_be_visible()


def test_a_check_in_stands_on_the_page_until_a_sign_came(people, case):
    page = people("demo-caseworker")
    form = panel(page, "check_in").locator("form")
    form.get_by_label("The sign they give").fill("A blue stamp")
    form.get_by_label("If no sign comes").fill("Call the guild")
    form.get_by_label("First sign before").fill("2020-01-01T10:00")
    form.get_by_role("button").click()
    expect(form.get_by_role("alert")).to_contain_text("future")
    form.get_by_label("First sign before").fill("2099-01-01T10:00")
    form.get_by_role("button").click()
    card = page.locator("[data-slot=check-ins] .note")
    expect(card).to_contain_text("A blue stamp")
    card.get_by_role("button", name="They gave a sign").click()
    expect(card).to_have_count(0)


def test_an_interpreter_reads_one_entry_and_nothing_else(people, case):
    page = people("demo-caseworker")
    entry = page.locator(".entry", has_text="They came at five")
    entry.get_by_role("button", name="Lend").click()
    entry.get_by_label("To whom").select_option(label="Mirwais (interpreter)")
    entry.get_by_role("button", name="Seal and lend").click()
    said(page, "Lent to Mirwais")
    other = people("demo-interpreter")
    view(other, "lent")
    again(other)
    expect(other.locator("#view")).to_contain_text("They came at five")
    assert TITLE not in other.content()
    assert "Maître Inès" not in other.content()
    other.get_by_label("Your translation").fill("جاؤوا في الخامسة")
    other.get_by_role("button", name="Seal and send back").click()
    said(other, "Sent back")
    again(page)
    expect(panel(page, "lent")).to_contain_text("جاؤوا في الخامسة")


def test_a_partner_reads_the_chosen_lines_alone_and_answers(people, case):
    page = people("demo-caseworker")
    form = panel(page, "refer").locator("form")
    form.get_by_label("To which organisation").select_option(index=1)
    form.get_by_role("textbox", name="By when").fill("Before the snow")
    form.get_by_role("button", name="Seal and refer").click()
    said(page, "Sealed and sent")
    partner = people("demo-partner")
    view(partner, "referred")
    again(partner)
    row = partner.locator("article.card", has_text="Before the snow")
    expect(row).to_be_visible()
    assert TITLE not in partner.content()
    row.get_by_label("Your words").fill("A bed is ready")
    row.get_by_role("button", name="Accept").click()
    expect(row).to_contain_text("Accepted")
    again(page)
    refer = panel(page, "refer")
    expect(refer).to_contain_text("A bed is ready")
    refer.get_by_role("button", name="Withdraw").click()
    expect(refer).to_contain_text("Withdrawn")
    again(partner)
    assert "Before the snow" not in partner.content()


def test_two_keyholders_open_a_case_and_its_team_sees_that_they_did(people, case):
    code = case.split("/")[1][:8]
    first, second = people("demo-keyholder"), people("demo-keyholder-two")
    view(first, case)
    expect(first.locator("[data-slot=gone]")).to_be_visible()
    view(first, "emergency")
    row = first.locator("form.card", has_text=code)
    row.get_by_label("The second keyholder").select_option(index=1)
    row.get_by_role("button", name="Ask to open it").click()
    said(first, "The team was told")
    view(second, "emergency")
    again(second)
    second.locator("form.card", has_text=code).get_by_role("button", name="Open it").click()
    expect(second).to_have_url(re.compile("#/case/"))
    expect(second.get_by_role("heading", level=1)).to_have_text(TITLE)
    page = people("demo-caseworker")
    again(page)
    expect(page.locator("[data-slot=reveals]")).to_contain_text("Opened in an emergency")
    expect(page.locator("[data-slot=reveals]")).to_contain_text("Anahit")


def test_a_hold_takes_two_people(people, case):
    page, other = people("demo-caseworker"), people("demo-keyholder")
    form = panel(page, "hold").locator("form")
    form.get_by_label("Reason").fill("A court asked")
    form.get_by_role("button").click()
    hold = page.locator("[data-slot=hold]")
    expect(hold).to_contain_text("a second person has to agree")
    expect(hold.get_by_role("button", name="Agree")).to_be_hidden()
    view(other, case)
    again(other)
    other.get_by_role("button", name="Agree to this hold").click()
    expect(other.locator("[data-slot=hold]")).to_contain_text("On hold since")
    other.get_by_role("button", name="Lift the hold").click()
    expect(other.locator("[data-slot=hold]")).to_be_empty()


def test_who_is_removed_opens_nothing_of_the_case_any_more(people, case):
    page, other = people("demo-caseworker"), people("demo-keyholder-two")
    again(page)
    team = panel(page, "team")
    row = team.locator("li", has_text="Anahit")
    row.get_by_role("button", name="Remove").click()
    page.locator("dialog").get_by_role("button", name="Remove", exact=True).click()
    said(page, "opens nothing newer")
    expect(panel(page, "team").locator("li", has_text="Anahit")).to_have_count(0)
    view(other, case)
    again(other)
    expect(other.locator("[data-slot=gone]")).to_be_visible()
    assert TITLE not in other.content()
    form = panel(page, "note").locator("form")
    form.get_by_label("Note").fill("After she left")
    form.get_by_role("button").click()
    expect(page.locator(".entry", has_text="After she left")).to_be_visible()


def test_what_is_kept_apart_is_for_those_who_were_given_its_key(people, case):
    page, other = people("demo-caseworker"), people("demo-keyholder")
    form = panel(page, "apart").locator("form", has_text="Where somebody is")
    form.get_by_role("button").click()
    expect(page.locator(".timeline")).to_contain_text("Kept apart from now on")
    note = panel(page, "note")
    note.locator("summary").first.click()
    form = panel(page, "note").locator("form")
    form.get_by_label("Who may read it").select_option(label="Where somebody is")
    form.get_by_label("Note").fill("Behind the mill")
    form.get_by_role("button").click()
    entry = page.locator(".entry", has_text="Behind the mill")
    expect(entry).to_contain_text("Where somebody is")
    view(other, case)
    again(other)
    expect(other.locator(".timeline")).to_contain_text("They came at five")
    assert "Behind the mill" not in other.content()


def test_the_page_is_clean_for_everybody_with_every_panel_open(people, case):
    page = people("demo-caseworker")
    again(page)
    expect(page.locator("h1")).to_be_visible()
    for summary in page.locator("details[data-panel] > summary").all():
        summary.click()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})
    session = page.context.new_cdp_session(page)  # not by the page: its own rules stay
    session.send("Runtime.evaluate", {"expression": AXE.read_text()})
    expression = f"({RUN})({RULES!r})"
    asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    assert session.send("Runtime.evaluate", asked)["result"]["value"] == []
    assert page.faults == []


def test_a_case_closes_with_its_outcome_and_says_when_it_is_forgotten(people, case, tmp_path):
    page = people("demo-caseworker")
    with page.expect_download() as taken:
        panel(page, "copy").get_by_role("button").click()
    taken.value.save_as(tmp_path / "copy.html")
    copy = (tmp_path / "copy.html").read_text()
    assert "Maître Inès" in copy
    assert "They came at five" not in copy
    form = panel(page, "state").locator("form")
    form.get_by_label("Where it stands").select_option("closed")
    form.get_by_label("How it ended").select_option("supported")
    form.get_by_role("button").click()
    expect(page.locator("header [data-slot=state]")).to_have_text("Closed")
    expect(page.locator("[data-slot=clock]").first).to_contain_text("forgotten on")
    expect(page.locator(".entry", has_text="Support was given")).to_be_visible()
    again(page)
    form = panel(page, "shred").locator("form")
    form.get_by_label("Title of the case").fill("something else")
    form.get_by_role("button").click()
    expect(form.get_by_role("alert")).to_contain_text("Nothing was destroyed")
    form.get_by_label("Title of the case").fill(TITLE)
    form.get_by_role("button").click()
    expect(page.locator("[data-slot=clock]").first).to_contain_text("asked to destroy it")
    keep = panel(page, "keep").locator("form")
    keep.get_by_label("Keep it until").fill("2029-02-03")
    keep.get_by_role("button").click()
    expect(page.locator("[data-slot=clock]").first).to_contain_text("2029")
    assert all(people(one).faults == [] for one in ("demo-caseworker", "demo-keyholder"))
