"""Older cases from an Excel workbook: sealed row by row, and what is wrong named by its cell."""

import re
import uuid
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import again, at_desk, view
from tests.journeys.workbook import workbook

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = ("Title", "Opened on", "Needs", "Shoe size", "What happened")


@pytest.fixture
def desk(browser, living):
    with at_desk(browser, living, "demo-caseworker") as page:
        yield page


def _give(page, content):
    view(page, "import")
    file = {"name": "old.xlsx", "mimeType": EXCEL, "buffer": content}
    page.locator("#sheet").set_input_files(file)


def test_rows_of_a_workbook_become_sealed_cases_and_wrong_cells_are_named(desk):
    mark = uuid.uuid4().hex
    rows = [
        HEADINGS,
        (f"Weaver {mark}", date(2023, 4, 5), "Legal help", "42", f"Two men came, {mark}"),
        (f"Potter {mark}", "05/04/2023", "Dragons", "", "x"),
        ("", date(2022, 1, 2), "", "", f"Nameless, {mark}"),
        (f"Fisher & <daughter> {mark}", date(2022, 1, 2), "", "", f"The boat, {mark}"),
    ]
    sent = []
    desk.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    _give(desk, workbook(rows))
    found = desk.locator("[data-slot=found]")
    for cell in ("B3:", "C3:", "A4:"):
        expect(found.locator("[data-slot=errors] li", has_text=cell)).to_have_count(1)
    expect(found.locator("[data-slot=errors] li")).to_have_count(3)
    expect(found.locator("[data-slot=unknown]")).to_contain_text("Shoe size (D1)")
    expect(found.locator("[data-slot=preview] tr")).to_have_count(2)
    desk.get_by_role("button", name="Seal and take them").click()
    expect(found.get_by_role("alert")).to_contain_text("Nothing was taken")
    assert not any(b"case.open" in body for body in sent)

    found.get_by_label("Take the rows that are right").check()
    desk.get_by_role("button", name="Seal and take them").click()
    expect(desk).to_have_url(re.compile("show=cases"))
    assert any(b"case.open" in body for body in sent)
    assert not [body for body in sent if mark.encode() in body or b"Weaver" in body]

    again(desk)
    view(desk, "?show=cases")
    desk.get_by_label("Words in them").fill(mark)
    kept = desk.locator("[data-slot=rows] > li")
    expect(kept).to_have_count(2)
    expect(kept.filter(has_text="Fisher & <daughter>")).to_have_count(1)
    kept.filter(has_text="Weaver").locator("a").click()
    expect(desk.locator(".timeline")).to_contain_text(f"Two men came, {mark}")
    desk.get_by_role("link", name="Cases", exact=True).first.click()


@pytest.mark.parametrize("content", [b"PK\x03\x04 and then nothing", workbook([("Colour",)])])
def test_what_is_no_sheet_of_cases_is_refused_in_words(desk, content):
    _give(desk, content)
    problem = desk.locator("form.sheet [data-slot=problem]:visible, [data-slot=errors] li:visible")
    expect(problem).not_to_have_count(0)
    expect(desk.get_by_role("button", name="Seal and take them")).to_be_hidden()
