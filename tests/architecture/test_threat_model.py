"""What the threat model claims is tested by the tests it names."""

import re

import pytest

from tests.architecture.house import CLONE, SOURCE

DOCUMENT = (CLONE / "docs" / "threat-model.md").read_text(encoding="utf-8")
STOPPED = DOCUMENT.split("## What is stopped")[1].split("## What is not stopped")[0]
CLAIMS = [claim.strip() for claim in re.split(r"^- ", STOPPED, flags=re.M)[1:]]
NAMED = re.compile(r'`(test_\w+(?:\.py)?|"[^`]+")`')


@pytest.fixture(scope="module")
def tests() -> set[str]:
    """Every test there is, its modules too, and every sentence tested in the browsers' code."""
    found: set[str] = set()
    for folder in (CLONE / "tests", SOURCE):
        for path in folder.rglob("test_*.py"):
            found |= {path.name, *re.findall(r"^def (test_\w+)", path.read_text(), re.M)}
    for path in SOURCE.rglob("tests/*.ts"):
        found |= set(re.findall(r'^test\(("[^"]+")', path.read_text(), re.M))
    return found


def test_there_are_claims():
    assert len(CLAIMS) > 20


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim[:40])
def test_a_claim_names_tests_and_they_exist(claim, tests):
    named = set(NAMED.findall(claim))
    assert named
    assert named - tests == set()


def test_every_test_that_is_named_anywhere_in_it_exists(tests):
    assert set(NAMED.findall(DOCUMENT)) - tests == set()
