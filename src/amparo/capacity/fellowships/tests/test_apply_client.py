"""The programs of applying: small, and the parts that need no browser.

The tests in TypeScript (`client/apply/tests`) run in node; each of them is a test here.
"""

from pathlib import Path

import pytest

from amparo.capacity.fellowships.forms import sealed
from amparo.ground.sealing import receipts
from amparo.ground.texts.queries import words_in
from tests.bundles import fetched, ran_in_node, sentences, weight

TESTS = Path(__file__).parents[1] / "client" / "apply" / "tests"
SENTENCES = sentences(TESTS)
LISTS = {"english", "french", "spanish", "portuguese", "simplified"}


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    return ran_in_node(TESTS, {}, tmp_path_factory.mktemp("apply"))


def test_every_test_of_applying_is_run(ran):
    assert sorted(ran["results"]) == sorted(SENTENCES)
    assert SENTENCES


@pytest.mark.parametrize("sentence", SENTENCES)
def test_applying_in_the_browser(ran, sentence):
    assert ran["results"][sentence] == ""


def test_what_a_file_proves_is_what_the_server_looks_at(ran):
    told = ran["made"]["proofs"]
    assert told["lookup"] == receipts.hash_of("ab" * 32)
    assert len(told["before"]) == 1
    assert sealed.TOKEN.fullmatch(told["before"][0])


def test_the_server_counts_the_same_words():
    assert [words_in(one) for one in ("  one two\nthree ", "", "我们保护河流 UN")] == [3, 0, 7]


def test_applying_brings_at_most_sixty_kilobytes():
    later = fetched("fellowships/apply", later=True)
    lists = {path for path in later if path.stem.split("-")[0] in LISTS}
    older = {path for path in later if path.stem.startswith("ed25519-")}
    always = (later - lists - older) | fetched("fellowships/apply-worker")
    assert lists
    assert weight(always) + max(weight({path}) for path in lists) <= 60_000


def test_the_program_of_the_file_is_whole_and_can_stand_in_a_page():
    (path,) = fetched("fellowships/offline", later=True)
    told = path.read_text(encoding="utf-8")
    assert "</script" not in told.lower()
    assert "<!--" not in told
