"""Second steps: an app that shows codes, and passkeys. Rows and arithmetic are django-allauth's.

Its rows note when a factor was made and last used; both are told to keep nothing but the month.
"""

from datetime import UTC, datetime, time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.db import transaction

from amparo.ground.identity.models import Account, Session, this_month

from .accounts import noted
from .throttles import first_time

TOTP_SECONDS = 30  # how long a code is shown (RFC 6238)


@transaction.atomic
def add_app(secret: str, *, by: Account, keep: str = "") -> Authenticator:
    """A TOTP app (RFC 6238) whose base32 secret this person has just shown to hold."""
    return _added(TOTP.activate(by, secret).instance, by, keep)


@transaction.atomic
def add_passkey(credential: dict[str, Any], *, name: str, by: Account, keep: str) -> Authenticator:
    """A passkey whose registration response was checked."""
    return _added(WebAuthn.add(by, name, credential).instance, by, keep)


def _added(factor: Authenticator, by: Account, keep: str) -> Authenticator:
    """Sessions opened before there was a second step end, but the one this comes from."""
    month = datetime.combine(this_month(), time(), tzinfo=UTC)
    Authenticator.objects.filter(pk=factor.pk).update(created_at=month, last_used_at=None)
    if not Authenticator.objects.filter(user=by).exclude(pk=factor.pk).exists():
        Session.objects.filter(account=by).exclude(key_hash=keep).delete()
    by.forget_standing()
    noted(f"identity.{factor.type}_added", by, by=by)
    return factor


@transaction.atomic
def remove_factor(factor: Authenticator, *, by: Account) -> None:
    """Takes a second step away (`queries.factors` said that it is this person's)."""
    kind = factor.type
    factor.delete()
    by.forget_standing()
    noted(f"identity.{kind}_removed", by, by=by)


def take_code(account: Account, code: str) -> Authenticator | None:
    """The app's row if the code is right now and was not used before; else None.

    In a demonstration, where everybody signs in as the same few, a code opens again and again.
    """
    factor = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return None
    secret = decrypt(factor.data["secret"])
    for counter in yield_hotp_counters_from_time():
        if format_hotp_value(hotp_value(secret, counter)) == code:
            # Taken half a minute early and late: midnight must not make a used code new.
            until = datetime.fromtimestamp((counter + 2) * TOTP_SECONDS, UTC)
            fresh = first_time(f"code/{factor.pk}/{counter}", until=until)
            return factor if fresh or settings.AMPARO_DEMONSTRATION else None
    return None


def current_code(account: Account) -> str:
    """The code an app would show now; only for demonstrations. Empty without an app."""
    factor = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return ""
    counters = list(yield_hotp_counters_from_time())
    now = counters[len(counters) // 2]
    return str(format_hotp_value(hotp_value(decrypt(factor.data["secret"]), now)))
