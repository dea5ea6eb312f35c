"""What is told of a round: no count that shows somebody, directly or by a sum."""

import pytest

from amparo.capacity.fellowships.actions import reports
from amparo.capacity.fellowships.models import Call, RoundReport
from amparo.ground.vault.actions.acting import BatchRefusedError, MalformedError, RefusedError
from amparo.ground.vault.tests.people import today

from .factories import do, make_call, office

REFUSED = [
    {"stages": {"sent": 9}},
    {"stages": {"sent": 0}},
    {"balance": {"region": {"AFR": 12, "APG": None}}},  # nobody said how many there are in all
    {"balance": {"region": {"AFR": 12, "APG": None, "total": 30}}},
    {"balance": {"region": {"AFR": 12, "APG": None, "EEG": None, "total": 16}}},
    {"balance": {"region": {"AFR": 12, "APG": None, "EEG": None}, "gender": {"a": 10, "b": 11}}},
    {"stages": {"sent": 20, "total": 20}, "balance": {"gender": {"a": 15, "b": None, "c": None}}},
    {"balance": {"region": {"AFR": 12, "total": 9}}},
]
MALFORMED = [
    None,
    [],
    {"rows": {}},
    {"stages": []},
    {"stages": {"sent": "12"}},
    {"stages": {"sent": True}},
    {"stages": {"sent": 12.5}},
    {"stages": {"sent": -12}},
    {"stages": {"sent to Nadia": 12}},
    {"balance": {"a region": {}}},
    {"balance": {f"d{one}": {} for one in range(40)}},
    {"stages": {f"k{one}": 12 for one in range(200)}},
]
TOLD = [
    {},
    {"stages": {"sent": 40, "ineligible": 17, "total": 57}},
    {"balance": {"region": {"AFR": None, "APG": None}, "gender": {}}},
    {"stages": {"total": 57}, "balance": {"region": {"AFR": 30, "APG": None, "EEG": None}}},
]


@pytest.mark.parametrize("cells", REFUSED)
def test_a_count_that_would_show_somebody_is_refused(cells):
    with pytest.raises(RefusedError):
        reports.check(cells)


@pytest.mark.parametrize("cells", MALFORMED)
def test_what_are_no_tables_is_refused(cells):
    with pytest.raises(MalformedError):
        reports.check(cells)


@pytest.mark.parametrize("cells", TOLD)
def test_what_shows_nobody_is_told(cells):
    reports.check(cells)


@pytest.mark.django_db
def test_a_report_is_out_only_when_its_counts_show_nobody():
    chair = office("chair")
    call = make_call(chair, state=Call.State.DECIDED, decided_on=today())
    told = {"verb": "report.release", "call": str(call.pk), "words": {"en": "By region"}}
    with pytest.raises(BatchRefusedError):
        do(chair, **told, cells=REFUSED[2])
    assert not RoundReport.objects.exists()
    do(chair, **told, cells=TOLD[1])
    assert RoundReport.objects.get().cells == TOLD[1]
