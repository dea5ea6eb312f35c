"""Between the two steps of sign-up and recovery: nothing is stored, one sealed field travels.

The recovery secret is shown before the account exists and must be typed back. Meanwhile the
browser carries a sealed draft in the form's body: the handle, Argon2 hashes of passphrase and
secret, and the secret itself, to show it again after a slip of the pen. It expires in half an
hour. The secret so never enters a session, a cache, a URL or a log.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, make_password

from amparo.ground.identity.models import Account, same_however_typed
from amparo.ground.sealing import recovery, rest
from amparo.ground.sealing.recovery import Secret

PURPOSE = "identity/draft"
LIFETIME = timedelta(minutes=30)


class ExpiredError(Exception):
    """The draft is older than half an hour, was altered, or what it began is done already."""


class NotTheSameError(Exception):
    """A recovery secret, but not the one that was shown."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is begun and not yet done. `kind`: "sign-up", "recover" or "replace".

    `account_id` and `replaces` (a fingerprint of the recovery hash at the beginning) name the
    account that recovers; both are empty at sign-up, `passphrase` at a replacement.
    """

    kind: str
    handle: str
    passphrase: str
    recovery: str
    secret: str
    language: str
    account_id: int = 0
    replaces: str = ""

    def sealed(self) -> str:
        return rest.seal(PURPOSE, json.dumps(asdict(self)).encode(), dated=True)

    @property
    def _secret(self) -> Secret:
        return Secret(bytes.fromhex(self.secret))

    def words(self) -> list[str]:
        return self._secret.words(self.language)

    def groups(self) -> list[str]:
        return self._secret.groups()

    def compare(self, typed: str) -> None:
        """Raises NotASecretError or NotTheSameError unless what was typed is what was shown."""
        if recovery.read(typed) != self._secret:
            raise NotTheSameError


def draft_account(*, handle: str, passphrase: str, language: str) -> Draft:
    """A new account's first step. `handle` is normalised; `language` the word list's."""
    return _draft("sign-up", handle=handle, passphrase=passphrase, language=language)


def draft_recovery(*, handle: str, typed: str, passphrase: str, language: str) -> Draft | None:
    """The way back's first step; None for an unknown handle or a wrong secret, told apart by
    nobody: both cost one Argon2. Raises NotASecretError for what is no secret at all.
    """
    secret = recovery.read(typed)
    account = Account.objects.filter(handle=handle).first()
    right = check_password(secret.canonical, account.recovery if account else _nobodys_hash())
    if account is None or not right:
        return None
    return _draft(
        "recover", handle=handle, passphrase=passphrase, language=language, account=account
    )


def draft_replacement(*, by: Account, language: str) -> Draft:
    """A new recovery secret for somebody who is signed in and just proved who they are."""
    return _draft("replace", handle=by.handle, passphrase="", language=language, account=by)


def open_draft(token: str, kind: str) -> Draft:
    """The draft that came back with the form; raises ExpiredError."""
    try:
        draft = Draft(**json.loads(rest.unseal(PURPOSE, token, within=LIFETIME)))
    except rest.UnreadableError as unreadable:
        raise ExpiredError from unreadable
    if draft.kind != kind:
        raise ExpiredError
    return draft


def fingerprint(account: Account) -> str:
    """Changes with the account's recovery secret; tells nothing of it."""
    return hashlib.sha256(account.recovery.encode()).hexdigest()


def _draft(
    kind: str, *, handle: str, passphrase: str, language: str, account: Account | None = None
) -> Draft:
    secret = recovery.new()
    return Draft(
        kind=kind,
        handle=handle,
        passphrase=make_password(same_however_typed(passphrase)) if passphrase else "",
        recovery=make_password(secret.canonical),
        secret=secret.canonical,
        language=language,
        account_id=account.pk if account else 0,
        replaces=fingerprint(account) if account else "",
    )


@cache
def _nobodys_hash() -> str:
    """As slow to compare with as anybody's, and nobody's."""
    return make_password(recovery.new().canonical)
