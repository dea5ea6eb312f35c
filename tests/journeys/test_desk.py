"""The desk in a real browser: from a request to a case, with keys that open on the device."""

import re

import pytest
from playwright.sync_api import expect

from amparo.ground.vault.queries.demonstration import PHRASE
from tests.journeys.desk import ask_for_help, heard, request_of, view
from tests.journeys.desk import unlock as desk_unlock
from tests.journeys.staff import sign_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SHEET = """Reference,Title,Opened on,Needs,What happened
O-1,A quiet word,2023-04-05,Legal help,"Two lines,
in one cell"
O-2,Another,05/04/2023,Dragons,x
"""


# How often the Worker has answered, where a test can wait for it: on the page's root.
WATCH = """(() => {
  const send = Worker.prototype.postMessage;
  let answered = 0;
  Worker.prototype.postMessage = function (...given) {
    if (!this.watched) this.addEventListener("message", ({ data }) => {
      if ("done" in data) document.documentElement.dataset.answered = String(++answered);
    });
    this.watched = true;
    return send.apply(this, given);
  };
})()"""
TAKEN, ANSWERED = "A grey car waits at the school", "Somebody reads our letters"


@pytest.fixture(scope="module")
def open_desk(browser, living):
    """The keyholder's desk, keys open; what the browser complained of is `page.faults`."""
    for story in (TAKEN, ANSWERED):
        ask_for_help(living, story)
    context = browser.new_context(
        base_url=living.address, locale="en", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(30_000)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.faults = heard(page)
    sign_in(page, "demo-keyholder")
    page.goto("/en/desk/cases/")
    unlock(page)
    yield page
    context.close()


@pytest.fixture
def desk(open_desk):
    """The desk as each test finds it, whatever was done there before."""
    open_desk.context.set_offline(False)
    open_desk.set_viewport_size({"width": 1280, "height": 900})
    if "/en/desk/cases/" not in open_desk.url or open_desk.locator("form.phrase").count():
        open_desk.goto("/en/desk/cases/")
        unlock(open_desk)
    return open_desk


def unlock(page):
    desk_unlock(page)
    expect(page.locator("[data-slot=rows] > li").first).to_be_visible()


def test_a_request_becomes_a_case_that_only_its_team_can_open(desk):
    view(desk, "")
    request_of(desk, TAKEN).locator("a").click()
    expect(desk.locator(".answers dd").first).to_be_visible()
    form = desk.locator("form.triage")
    form.get_by_label("Title", exact=True).fill("Café Zürich, followed")
    form.get_by_label("Urgent", exact=True).check()
    if form.get_by_label("Somebody under 18 is concerned").is_checked():
        form.get_by_label("And the second colleague").select_option(index=1)
    form.get_by_role("button", name="Open a case").click()
    expect(desk).to_have_url(re.compile("#/case/"))
    view(desk, "")
    expect(request_of(desk, ANSWERED)).to_be_visible()
    expect(request_of(desk, TAKEN)).to_have_count(0)
    desk.get_by_label("Words in them").fill("cafe zurich")
    rows = desk.locator("[data-slot=rows] > li")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Urgent")
    desk.get_by_label("Words in them").fill("cafe zurich nowhere")
    expect(rows).to_have_count(0)
    desk.get_by_label("Words in them").fill("")


def test_under_18_two_colleagues_are_named_before_a_case_opens(desk):
    view(desk, "new")
    desk.get_by_label("What you were told").fill("A child called")
    desk.get_by_label("Title", exact=True).fill("A child")
    desk.get_by_label("High", exact=True).check()
    desk.get_by_label("Somebody under 18 is concerned").check()
    desk.get_by_role("button", name="Open a case").click()
    expect(desk.get_by_role("alert")).to_contain_text("name both")
    desk.get_by_label("And the second colleague").select_option(index=2)
    desk.get_by_role("button", name="Open a case").click()
    expect(desk).to_have_url(re.compile("#/case/"))


def test_a_lock_leaves_no_words_on_the_page_and_what_was_being_written_comes_back(desk):
    view(desk, "new")
    words = desk.get_by_label("What you were told")
    root = desk.locator("html")
    before = root.get_attribute("data-answered")
    words.fill("They called at four")
    expect(root).not_to_have_attribute("data-answered", before)  # it was sealed by itself
    desk.get_by_role("button", name="Lock").click()
    expect(desk.get_by_role("heading", name="Open your keys")).to_be_visible()
    assert "They called at four" not in desk.content()
    desk.locator("form.phrase input").fill(PHRASE)
    desk.locator("form.phrase button").click()
    expect(words).to_have_value("They called at four")
    expect(desk.locator("#opening")).to_be_hidden()
    words.fill("")


def test_a_wrong_phrase_opens_nothing_and_says_so(desk):
    desk.get_by_role("button", name="Lock").click()
    desk.locator("form.phrase input").fill("not these six words at all")
    desk.locator("form.phrase button").click()
    expect(desk.get_by_role("alert").first).to_contain_text("not your phrase")
    view(desk, "")
    unlock(desk)


def test_a_sheet_with_wrong_cells_names_them_and_takes_nothing_unless_told(desk):
    view(desk, "import")
    sheet = {"name": "old.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    desk.locator("#sheet").set_input_files(sheet)
    found = desk.locator("[data-slot=found]")
    expect(found).to_contain_text("C3:")
    expect(found).to_contain_text("D3:")
    desk.get_by_role("button", name="Seal and take them").click()
    expect(found.get_by_role("alert")).to_contain_text("Nothing was taken")
    found.get_by_label("Take the rows that are right").check()
    desk.get_by_role("button", name="Seal and take them").click()
    expect(desk).to_have_url(re.compile("show=cases"))
    desk.get_by_label("Words in them").fill("quiet word")
    expect(desk.locator("[data-slot=rows] > li")).to_have_count(1)
    desk.get_by_label("Words in them").fill("")


def test_what_cannot_be_sent_stays_where_it_was_typed(desk):
    view(desk, "")
    request_of(desk, ANSWERED).locator("a").click()
    desk.get_by_text("Answer the sender").click()
    reply = desk.locator("[data-slot=reply]")
    reply.get_by_label("Your answer").fill("We are here.")
    desk.context.set_offline(True)
    reply.get_by_role("button", name="Seal and send").click()
    expect(reply.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(reply.get_by_label("Your answer")).to_have_value("We are here.")
    desk.context.set_offline(False)
    reply.get_by_role("button", name="Seal and send").click()
    expect(desk.locator("#said")).to_contain_text("on its way")


def test_figures_hide_small_numbers_before_anybody_can_release_them(desk):
    view(desk, "figures")
    desk.get_by_label("From").fill("2020-01-01")
    desk.get_by_role("button", name="Count").click()
    expect(desk.locator("[data-slot=tables] section")).to_have_count(5)
    shown = desk.locator("[data-slot=tables] td:last-child").all_inner_texts()
    assert all(told == "not shown" or int(told.replace(",", "")) >= 10 for told in shown)


def test_nothing_broke_a_rule_of_the_page(desk):
    assert desk.faults == []
