"""Who may open each address of fellowships. What stands there, keys and bars decide: test_leaks."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from amparo.capacity.fellowships.models import (
    Call,
    Disbursement,
    Extension,
    Programme,
    RoundReport,
)
from amparo.capacity.fellowships.permissions import Permission
from amparo.ground.identity.models import Role
from tests.architecture.access import Access, Public, Staff

from .access_applying import ACCESS as APPLYING
from .access_sealed import ACCESS as SEALED

CALLS = Permission.CALLS.value.roles
API = Permission.API.value.roles
OFFICE = Permission.OFFICE.value.roles
READ = frozenset({200, 400, 409})  # an empty form is no JSON
DONE = frozenset({200, 302, 303, 409})


def _row() -> Call:
    programme, _made = Programme.objects.get_or_create(slug="p", defaults={"names": {"en": "P"}})
    now = timezone.now()
    told = {
        "programme": programme, "names": {"en": "C"}, "form": "fellowship",
        "reference_form": "fellowship-reference", "follow_up_form": "fellowship-follow-up",
        "opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=1),
        "state": Call.State.PUBLISHED,
    }  # fmt: skip
    return Call.objects.get_or_create(slug="c", defaults=told)[0]


def _call() -> dict[str, str]:
    return {"slug": _row().slug}


def _words() -> dict[str, str]:
    return _call() | {"tag": "en"}


def _extension() -> dict[str, Any]:
    row = _row()
    found = Extension.objects.create(
        call=row, reason={"en": "R"}, until=row.closes_at + timedelta(days=1),
        asked_on=timezone.now().date(),
    )  # fmt: skip
    return _call() | {"extension": found.pk}


def _report() -> dict[str, str]:
    RoundReport.objects.get_or_create(call=_row(), defaults={"released_on": timezone.now().date()})
    return _call()


def _line() -> dict[str, UUID]:
    row = Disbursement.objects.create(
        call=_row(), reference="ABCDEF2345", grant_code="A", day="2026-11-01", amount=1,
        currency="EUR",
    )  # fmt: skip
    return {"line_id": row.pk}


ACCESS: dict[str, Access] = (
    APPLYING
    | SEALED
    | {
        "fellowships:list": Public(),
        "fellowships:fellows": Public(),
        "fellowships:call": Public(kwargs=_call),
        "fellowships:report": Public(kwargs=_report),
        "fellowships:desk": Staff(*API),
        "fellowships:api_overview": Staff(*API),
        "fellowships:api_frames": Staff(*API, methods=("POST",), answers=READ),
        "fellowships:api_acts": Staff(*API, methods=("POST",), answers=READ),
        "fellowships:api_compose": Staff(*OFFICE, methods=("POST",), answers=READ),
        "fellowships:api_assign": Staff(*OFFICE, methods=("POST",), answers=READ),
        "fellowships:api_calibrate": Staff(*OFFICE, methods=("POST",), answers=READ),
        "fellowships:calls": Staff(*CALLS, Role.KEYHOLDER),
        "fellowships:call_new": Staff(*CALLS),
        "fellowships:call_desk": Staff(*CALLS, Role.KEYHOLDER, kwargs=_call),
        "fellowships:call_change": Staff(*CALLS, kwargs=_call),
        "fellowships:call_criteria": Staff(*CALLS, kwargs=_call),
        "fellowships:call_words": Staff(*CALLS, kwargs=_words),
        "fellowships:call_preview": Staff(*CALLS, kwargs=_call),
        "fellowships:call_publish": Staff(*CALLS, kwargs=_call, methods=("POST",), answers=DONE),
        "fellowships:call_extend": Staff(Role.FELLOWSHIPS, Role.KEYHOLDER, kwargs=_call),
        "fellowships:call_extension": Staff(
            Role.FELLOWSHIPS, Role.KEYHOLDER, kwargs=_extension, methods=("POST",), answers=DONE
        ),
        "fellowships:money": Staff(Role.FINANCE),
        "fellowships:money_csv": Staff(Role.FINANCE),
        "fellowships:money_line": Staff(Role.FINANCE, kwargs=_line),
    }
)
