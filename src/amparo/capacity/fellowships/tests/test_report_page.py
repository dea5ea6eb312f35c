"""A round's public page says what its codes mean, and nothing that was left out."""

import pytest

from amparo.capacity.fellowships.models import RoundReport
from amparo.capacity.fellowships.queries.reach import today

from .factories import make_call, office

pytestmark = pytest.mark.django_db
CELLS = {
    "stages": {"not_chosen": 44, "accepted": 16, "total": 60},
    "balance": {
        "all_region": {"AFR": 20, "GRULAC": None, "APG": None, "total": 60},
        "gender": {"woman": None, "unsaid": None, "total": 16},
        "all_language": {"ar": 14, "xx": 46, "total": 60},
    },
}


def test_a_released_report_names_what_was_counted(client):
    call = make_call(office())
    RoundReport.objects.create(
        call=call, cells=CELLS, words={}, digests=["ab" * 32], released_on=today()
    )
    page = client.get(f"/en/fellowships/{call.slug}/report/").content.decode()
    for said in ("All who applied: Region", "The cohort: Gender", "African States", "Women"):
        assert said in page
    for code in ("AFR", "all_region", "unsaid", ">woman<"):
        assert code not in page
    assert page.count("not shown") == 4
    assert "العربية" in page
