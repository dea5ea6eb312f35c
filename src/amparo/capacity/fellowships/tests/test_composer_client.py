"""The composer's program, where it needs no browser: what is sent, what is frozen, what is told.

The tests in TypeScript (`client/desk/compose/tests`) run in node; each of them is a test here. What
Python freezes is given to them, and what they ask is read and answered by the engine.
"""

from pathlib import Path

import pytest

from amparo.capacity.fellowships.composing import Watch, compose
from amparo.capacity.fellowships.composing.instance import again
from amparo.capacity.fellowships.composing.reading import from_json
from amparo.capacity.fellowships.composing.record import frozen
from tests.bundles import ran_in_node, sentences

from .small_instances import small

TESTS = Path(__file__).parents[1] / "client" / "desk" / "compose" / "tests"
SENTENCES = sentences(TESTS)
SALT = "5a" * 32


def _frozen(seed):
    instance = small(seed)
    answer = compose(instance, Watch(30))
    record, digest = frozen(instance, answer, salt=SALT)
    return {
        "instance": instance.as_json(),
        "answer": answer.as_json(),
        "salt": SALT,
        "record": record.decode(),
        "digest": digest,
    }


def _again(seed):
    instance = small(seed)
    numbers = [row.number for row in instance.rows if row.number not in instance.kept]
    kept, excluded = set(numbers[:1]), set(numbers[-2:])
    return {
        "instance": instance.as_json(),
        "kept": sorted(kept),
        "excluded": sorted(excluded),
        "then": again(instance, kept=kept, excluded=excluded).as_json(),
    }


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    vectors = {
        "frozen": [_frozen(seed) for seed in range(6)],
        "again": [_again(seed) for seed in range(6)],
    }
    return ran_in_node(TESTS, vectors, tmp_path_factory.mktemp("composer"))


def test_every_test_of_the_composers_program_is_run(ran):
    assert sorted(ran["results"]) == sorted(SENTENCES)
    assert SENTENCES


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_composers_program(ran, sentence):
    assert ran["results"][sentence] == ""


def test_the_engine_takes_what_the_program_asks_as_it_stands_and_answers_it(ran):
    questions = ran["made"]["questions"]
    assert len(questions) == 3
    for said in questions:
        instance = from_json(said)
        assert instance.as_json() == said
        answer = compose(instance, Watch(30))
        assert answer.best is not None
        assert set(instance.kept) <= set(answer.best.rows)
        assert not set(instance.excluded) & set(answer.best.rows)
