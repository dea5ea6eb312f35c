"""A first visit fits into the first flight of a fresh connection, and says what it weighed."""

import pytest

from tests.visits import LANGUAGES, LIMIT, pages, visit

pytestmark = [
    pytest.mark.journey,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ROUNDING = 0.1  # kB


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_first_visit_weighs_more_than_the_law_allows(browser, living, language):
    weights = {
        name: visit(browser, living.address + path).weight
        for name, path in pages(browser, living.address, language)
    }
    assert len(weights) == 11
    assert {name: weight for name, weight in weights.items() if weight > LIMIT} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_footer_says_what_the_page_weighed(browser, living, language):
    wrong = {}
    for name, path in pages(browser, living.address, language):
        seen = visit(browser, living.address + path)
        if abs(seen.footer_kilobytes - seen.weight / 1000) > ROUNDING:
            wrong[name] = (seen.footer, seen.weight)
    assert wrong == {}


def test_a_first_visit_asks_nobody_else(browser, living):
    for _, path in pages(browser, living.address, "en"):
        seen = visit(browser, living.address + path)
        assert {url for url in seen.bodies if not url.startswith(living.address)} == set()
