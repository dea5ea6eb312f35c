"""Accounts for tests, quickly: the slow hash of a passphrase is made once."""

from collections.abc import Iterable
from functools import lru_cache

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.test import Client

from amparo.ground.identity.models import Account, Membership, Role

PASSPHRASE = "five green lanterns in the rain"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@lru_cache
def _hash_of(passphrase: str) -> str:
    return make_password(passphrase)


def make_account(
    handle: str = "alice",
    *,
    roles: Iterable[Role] = (),
    second_factor: bool | None = None,
    passphrase: str = PASSPHRASE,
    asleep: bool = False,
) -> Account:
    """An account; staff get a TOTP second factor unless told `second_factor=False`."""
    roles = list(roles)
    account = Account.objects.create(
        handle=handle, password=_hash_of(passphrase), recovery=_hash_of("0" * 32)
    )
    for role in roles:
        Membership.objects.create(
            account=account, role=role, label=f"The {role} {account.pk}", asleep=asleep
        )
    if second_factor or (second_factor is None and roles):
        TOTP.activate(account, TOTP_SECRET)
    return account


def sign_in(client: Client, account: Account) -> Client:
    """Signs this client in as the account, with its second factor if it has one."""
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def has_factor(account: Account) -> bool:
    return Authenticator.objects.filter(user=account).exists()
