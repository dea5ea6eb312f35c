"""Who may open each address of cases. What stands there, keys decide: see test_api.py."""

from uuid import UUID

from amparo.ground.identity.models import Role
from amparo.protection.cases.models import LedgerLine
from amparo.protection.cases.permissions import Permission
from tests.architecture.access import Access, Public, Staff

from .access_asking import ACCESS as ASKING

DESK = Permission.WORK.value.roles
API = Permission.API.value.roles


def _line() -> dict[str, UUID]:
    row = LedgerLine.objects.create(
        reference="ABCDEF2345", grant_code="A", day="2026-11-01", amount=1, currency="EUR"
    )
    return {"line_id": row.id}


READ = frozenset({200, 400, 409})  # an empty form is no JSON
ACCESS: dict[str, Access] = {
    **ASKING,
    "cases:figures": Public(),
    "cases:figures_csv": Public(),
    "cases:api_overview": Staff(*API),
    "cases:api_frames": Staff(*API, methods=("POST",), answers=READ),
    "cases:api_acts": Staff(*API, methods=("POST",), answers=READ),
    "cases:api_emergency": Staff(Role.KEYHOLDER, answers=frozenset({200, 404})),
    "cases:desk": Staff(*API),
    "cases:door_words": Staff(Role.ADMINISTRATOR, Role.KEYHOLDER),
    "cases:door_words_concern": Staff(Role.ADMINISTRATOR, Role.KEYHOLDER),
    "cases:ledger": Staff(Role.FINANCE),
    "cases:ledger_csv": Staff(Role.FINANCE),
    "cases:ledger_line": Staff(Role.FINANCE, kwargs=_line),
    "cases:notices": Staff(*API),
    "cases:referrals": Staff(Role.PARTNER),
    "cases:retention": Staff(Role.ADMINISTRATOR),
}
