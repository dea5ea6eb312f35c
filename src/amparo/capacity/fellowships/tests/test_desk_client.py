"""The desk's program, as far as it needs no browser: conflicts found, sheets read and written.

The tests in TypeScript (`client/desk/tests`) run in node; each of them is a test here.
"""

from pathlib import Path

import pytest

from tests.bundles import ran_in_node, sentences

TESTS = Path(__file__).parents[1] / "client" / "desk" / "tests"
SENTENCES = sentences(TESTS)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    return ran_in_node(TESTS, {}, tmp_path_factory.mktemp("desk"))["results"]


def test_every_test_of_the_desks_program_is_run(ran):
    assert sorted(ran) == sorted(SENTENCES)
    assert SENTENCES


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_desks_program(ran, sentence):
    assert ran[sentence] == ""
