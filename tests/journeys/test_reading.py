"""Somebody reads a handbook in Arabic, on a borrowed phone with JavaScript off."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import follow
from tests.visits import HANDBOOK, QUERIES

pytestmark = [
    pytest.mark.journey,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ARABIC = re.compile(r"[\u0600-\u06ff]")


def test_a_defender_reads_a_handbook_in_arabic(plain_page):
    page = plain_page
    page.goto("/ar/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("a[href='/ar/library/']").first.click()
    follow(page.locator(f"main a[href='/ar/library/{HANDBOOK}/']").first)
    assert ARABIC.search(page.locator("h1").inner_text())
    chapters = page.locator(f"main a[href^='/ar/library/{HANDBOOK}/']:not([href*='/files/'])")
    follow(chapters.first)
    expect(page.locator("main")).to_contain_text(ARABIC)
    first = page.url
    follow(page.locator("a[rel=next]").first)
    assert page.url != first
    expect(page.locator("main")).to_contain_text(ARABIC)
    follow(page.locator("a[rel=prev]").first)
    assert page.url == first
    assert page.context.cookies() == []


def test_a_search_in_arabic_leads_to_a_chapter(plain_page):
    page = plain_page
    page.goto("/ar/search/")
    page.locator("main input[type=search], main input[name=q]").first.fill(QUERIES["ar"])
    follow(page.locator("main form button").first)
    found = page.locator(f"main a[href*='/library/{HANDBOOK}/']")
    assert found.count() > 0
    found.first.click()
    expect(page.locator("main")).to_contain_text(ARABIC)


def test_a_text_that_is_not_translated_says_so_in_its_own_language(plain_page):
    """The handbook has two chapters in Russian: the others fall back to English."""
    page = plain_page
    page.goto(f"/ru/library/{HANDBOOK}/")
    links = page.locator(f"main a[href^='/ru/library/{HANDBOOK}/']:not([href*='/files/'])")
    paths = links.evaluate_all("all => all.map(a => a.pathname)")
    kinds = set()
    for path in dict.fromkeys(paths):
        page.goto(path)
        kinds.add(page.locator("main .read [lang=en], main [lang=en].read").count() > 0)
    assert kinds == {True, False}


def test_the_other_languages_are_one_tap_away_on_the_same_page(plain_page):
    page = plain_page
    page.goto("/en/library/")
    page.locator("header a[lang=ar]").click()
    expect(page).to_have_url(re.compile("/ar/library/$"))


def test_leaving_the_site_forgets_and_goes_somewhere_neutral(plain_page):
    page = plain_page
    answer = page.request.get("/en/leave/", max_redirects=0)
    assert answer.status == 302
    assert "wikipedia" in answer.headers["location"]
    assert answer.headers["referrer-policy"] == "no-referrer"
