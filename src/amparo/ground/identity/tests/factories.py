"""Accounts for tests, quickly: the slow hash of a passphrase is made once."""

import time
from collections.abc import Iterable
from functools import lru_cache

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.test import Client

from amparo.ground.identity.models import (
    Account,
    Membership,
    Organisation,
    Role,
    same_however_typed,
)

PASSPHRASE = "five green lanterns in the rain"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@lru_cache
def _hash_of(passphrase: str) -> str:
    return make_password(same_however_typed(passphrase))


def make_account(
    handle: str = "alice",
    *,
    roles: Iterable[Role] = (),
    second_factor: bool | None = None,
    passphrase: str = PASSPHRASE,
    asleep: bool = False,
    organisation: Organisation | None = None,
) -> Account:
    """An account; staff get a TOTP second factor unless told `second_factor=False`.

    A partner's person is of `organisation`, or of one that all tests share.
    """
    roles = list(roles)
    account = Account.objects.create(
        handle=handle, password=_hash_of(passphrase), recovery=_hash_of("0" * 32)
    )
    for role in roles:
        Membership.objects.create(
            account=account,
            role=role,
            label=f"The {role} {account.pk}",
            asleep=asleep,
            organisation=organisation or _partner() if role == Role.PARTNER else None,
        )
    if second_factor or (second_factor is None and roles):
        TOTP.activate(account, TOTP_SECRET)
    return account


def _partner() -> Organisation:
    return Organisation.objects.get_or_create(name="The partner")[0]


def sign_in(client: Client, account: Account) -> Client:
    """Signs this client in as the account, as if passphrase and second step were just given."""
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client
