"""Who may open each address of this room."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from amparo.ground.identity.models import (
    Account,
    Invitation,
    Membership,
    Organisation,
    Role,
    Session,
)
from amparo.ground.identity.tests.factories import make_account
from tests.architecture.access import Access, Owned, Public, SignedIn, Staff


def _session(account: Account) -> Mapping[str, Any]:
    today = timezone.now().date()
    row = Session.objects.create(
        key_hash=f"{Session.objects.count():064d}",
        account=account,
        content="",
        created=today,
        seen=today,
        expires=timezone.now() + timedelta(days=1),
    )
    return {"session": row.pk}


def _passkey(account: Account) -> Mapping[str, Any]:
    row = Authenticator.objects.create(user=account, type="webauthn", data={"name": "Old phone"})
    return {"passkey": row.pk}


def _membership() -> Mapping[str, Any]:
    make_account("somebody", roles=[Role.EDITOR])
    return {"membership": Membership.objects.latest("pk").pk}


def _invitation() -> Mapping[str, Any]:
    row = Invitation.objects.create(
        code_hash="0" * 64,
        roles=["editor"],
        label="Amina",
        expires=timezone.now() + timedelta(days=1),
    )
    return {"invitation": row.pk}


def _organisation() -> Mapping[str, Any]:
    return {"organisation": Organisation.objects.get_or_create(name="A partner")[0].pk}


BOTH = ("GET", "POST")
POST = ("POST",)

ACCESS: dict[str, Access] = {
    "identity:sign_in": Public(methods=BOTH),
    "identity:sign_in_code": Public(methods=BOTH),
    "identity:sign_in_passkey": Public(methods=BOTH),
    "identity:sign_up": Public(methods=BOTH),
    "identity:recover": Public(methods=BOTH),
    "identity:sign_out": SignedIn(methods=BOTH),
    "identity:account": SignedIn(),
    "identity:confirm": SignedIn(methods=BOTH),
    "identity:passphrase": SignedIn(methods=BOTH),
    "identity:recovery": SignedIn(methods=BOTH),
    "identity:sessions": SignedIn(methods=BOTH),
    "identity:session_end": Owned(_session, methods=POST),
    "identity:second_factor": SignedIn(),
    "identity:app": SignedIn(methods=BOTH),
    "identity:app_remove": SignedIn(methods=BOTH),
    "identity:passkeys": SignedIn(methods=BOTH),
    "identity:passkey_remove": Owned(_passkey, methods=BOTH),
    "identity:invitation": SignedIn(methods=BOTH),
    "identity:people": Staff(Role.ADMINISTRATOR, methods=BOTH),
    "identity:wake": Staff(Role.ADMINISTRATOR, kwargs=_membership, methods=POST),
    "identity:put_to_sleep": Staff(Role.ADMINISTRATOR, kwargs=_membership, methods=POST),
    "identity:take_away": Staff(Role.ADMINISTRATOR, kwargs=_membership, methods=POST),
    "identity:withdraw": Staff(Role.ADMINISTRATOR, kwargs=_invitation, methods=POST),
    "identity:organisations": Staff(Role.ADMINISTRATOR, methods=BOTH),
    "identity:organisation": Staff(Role.ADMINISTRATOR, kwargs=_organisation, methods=BOTH),
    "identity:organisation_end": Staff(Role.ADMINISTRATOR, kwargs=_organisation, methods=POST),
    "identity:organisation_invite": Staff(Role.ADMINISTRATOR, methods=POST),
    # The names by which django-allauth finds the same pages.
    "account_login": Public(methods=BOTH),
    "mfa_authenticate": Public(methods=BOTH),
    "account_reauthenticate": SignedIn(methods=BOTH),
}
