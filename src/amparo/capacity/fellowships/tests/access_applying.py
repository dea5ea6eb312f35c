"""Who may open the addresses of applying; merged into `access.py`."""

from datetime import timedelta

from django.utils import timezone

from amparo.capacity.fellowships.models import Call, Programme
from tests.architecture.access import Access, Public

from .applicants import have_forms


def _call() -> dict[str, str]:
    have_forms()
    programme, _made = Programme.objects.get_or_create(slug="a", defaults={"names": {"en": "A"}})
    now = timezone.now()
    told = {
        "programme": programme, "names": {"en": "A"}, "form": "apply-small",
        "reference_form": "vouch-small", "follow_up_form": "follow-small",
        "opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=1),
        "state": Call.State.PUBLISHED,
    }  # fmt: skip
    return {"slug": Call.objects.get_or_create(slug="applied-to", defaults=told)[0].slug}


ACCESS: dict[str, Access] = {
    "fellowships:again": Public(),
    "fellowships:apply": Public(kwargs=_call),
    "fellowships:reference": Public(),
}
