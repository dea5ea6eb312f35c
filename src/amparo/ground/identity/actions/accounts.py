"""Accounts: made, recovered, changed, forgotten."""

from functools import lru_cache

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from amparo.ground.identity.models import Account, Membership, Session, same_however_typed
from amparo.ground.record import actions as record
from amparo.ground.sealing.recovery import Secret

from .drafts import Draft, ExpiredError, fingerprint

KIND = "identity.account"


def noted(verb: str, account: Account, *, by: Account | None) -> None:
    """One audit entry about an account; `by` None is the command line."""
    record.note(by=by.actor if by else None, verb=verb, kind=KIND, object_id=str(account.actor))


@transaction.atomic
def create_account(*, handle: str, passphrase: str, secret: Secret) -> Account:
    """An account at once, for the demonstration and for tests of other rooms.

    `handle` is normalised (`models.normal_handle`). Raises IntegrityError when it is taken.
    """
    return Account.objects.create(
        handle=handle, password=_hash_of(passphrase), recovery=make_password(secret.canonical)
    )


@lru_cache(1)
def _hash_of(passphrase: str) -> str:
    """All accounts of the demonstration have one passphrase, which is printed: one slow hash."""
    return make_password(same_however_typed(passphrase))


def complete_sign_up(draft: Draft, *, typed: str) -> Account:
    """The account, with the hash of its recovery secret, in one transaction.

    Raises NotASecretError or NotTheSameError when the secret was not typed back, ExpiredError
    when the handle was taken in the meantime (or this very form was sent twice).
    """
    draft.compare(typed)
    try:
        with transaction.atomic():
            return Account.objects.create(
                handle=draft.handle, password=draft.passphrase, recovery=draft.recovery
            )
    except IntegrityError as taken:
        raise ExpiredError from taken


@transaction.atomic
def complete_recovery(draft: Draft, *, typed: str) -> Account:
    """Everything that was lost with the passphrase is replaced, or nothing is.

    The passphrase is set, second factors and sessions are gone, the secret is replaced, staff
    roles sleep until an administrator wakes them. Raises as `complete_sign_up`; ExpiredError
    also when the secret that opened this was used or replaced since.
    """
    account = _redeemed(draft, typed)
    account.password = draft.passphrase
    account.save(update_fields=["password", "recovery"])
    Authenticator.objects.filter(user=account).delete()
    Session.objects.filter(account=account).delete()
    slept = Membership.objects.filter(account=account, asleep=False).update(asleep=True)
    account.forget_standing()
    noted("identity.recovered", account, by=account)
    if slept:
        noted("identity.roles_put_to_sleep", account, by=account)
    return account


@transaction.atomic
def complete_replacement(draft: Draft, *, typed: str, by: Account) -> None:
    """The recovery secret is another one from now on. Raises as `complete_recovery`."""
    if draft.account_id != by.pk:
        raise ExpiredError
    account = _redeemed(draft, typed)
    account.save(update_fields=["recovery"])
    noted("identity.recovery_secret_replaced", account, by=by)


def _redeemed(draft: Draft, typed: str) -> Account:
    """The draft's account, locked, its recovery hash replaced but not yet saved."""
    draft.compare(typed)
    account = Account.objects.select_for_update().filter(pk=draft.account_id).first()
    if account is None or fingerprint(account) != draft.replaces:
        raise ExpiredError
    account.recovery = draft.recovery
    return account


@transaction.atomic
def change_passphrase(*, by: Account, passphrase: str, keep: str = "") -> None:
    """A new passphrase; every session ends but the one whose key's hash is `keep`."""
    by.set_password(passphrase)
    by.save(update_fields=["password"])
    Session.objects.filter(account=by).exclude(key_hash=keep).delete()
    noted("identity.passphrase_changed", by, by=by)


@transaction.atomic
def end_session(session: Session, *, by: Account) -> None:
    """Signs one browser out (`queries.session` said that it is this person's)."""
    session.delete()
    noted("identity.session_ended", by, by=by)


@transaction.atomic
def end_other_sessions(*, by: Account, keep: str) -> int:
    """Signs every browser out but this one; returns how many."""
    gone, _kinds = Session.objects.filter(account=by).exclude(key_hash=keep).delete()
    if gone:
        noted("identity.sessions_ended", by, by=by)
    return gone


@transaction.atomic
def end_sessions(account: Account) -> int:
    """Signs somebody else out everywhere, in an act that is noted by its own name; how many."""
    gone, _kinds = Session.objects.filter(account=account).delete()
    return gone


@transaction.atomic
def forget(*, by: Account) -> None:
    """Deletes the account with its factors, sessions and roles: nothing leads back to it.

    The audit trail keeps the random actor id, which from now on stands for nobody.
    """
    noted("identity.deleted", by, by=by)
    Account.objects.filter(pk=by.pk).delete()
