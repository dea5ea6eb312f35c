"""What a browser says it wants done: acts by their verbs, read here before anything changes.

A room gives its table of verbs; a batch of acts is one transaction: all are done, or none.
"""

import base64
import binascii
import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amparo.ground.vault.models import Keyring

from .blobs import BlobRefused
from .reading import about_today, signed_acts
from .sealing import FrameRefused

MOST_WORDS = 400
MOST_ACTS = 2000
Verb = Callable[..., dict[str, object]]


class RefusedError(Exception):
    """What was asked is not done. The message is for the person who asked, and names nobody."""


class NotThereError(RefusedError):
    """What the act names does not exist for whoever asks: missing and forbidden are the same."""

    def __init__(self) -> None:
        super().__init__(_("This is not here, or not yours to open."))


class MalformedError(RefusedError):
    """The act is not one of ours; only a program of another make, or a broken one, sends it."""

    def __init__(self, name: str) -> None:
        super().__init__(_("The page sent something that cannot be read. Reload it and try again."))
        self.name = name


class Act:
    """One act as it was told: typed readers of its members. Each raises MalformedError."""

    def __init__(self, told: Any) -> None:
        if not isinstance(told, Mapping):
            raise MalformedError("act")
        self.told: Mapping[str, Any] = told

    def has(self, name: str) -> bool:
        return name in self.told

    def words(self, name: str, most: int = MOST_WORDS) -> str:
        found = self.told.get(name, "")
        if not isinstance(found, str) or len(found) > most or "\0" in found:
            raise MalformedError(name)
        return found

    def id(self, name: str) -> UUID:
        found = self.maybe_id(name)
        if found is None:
            raise MalformedError(name)
        return found

    def maybe_id(self, name: str) -> UUID | None:
        found = self.told.get(name)
        if found in (None, ""):
            return None
        try:
            return UUID(found)
        except (ValueError, AttributeError, TypeError):
            raise MalformedError(name) from None

    def ids(self, name: str, most: int = 1000) -> list[UUID]:
        found = self.told.get(name) or []
        if not isinstance(found, list) or len(found) > most:
            raise MalformedError(name)
        try:
            return [UUID(one) for one in found]
        except (ValueError, AttributeError, TypeError):
            raise MalformedError(name) from None

    def day(self, name: str) -> datetime.date:
        found = self.maybe_day(name)
        if found is None:
            raise MalformedError(name)
        return found

    def maybe_day(self, name: str) -> datetime.date | None:
        found = self.told.get(name)
        if found in (None, ""):
            return None
        try:
            return datetime.date.fromisoformat(found)
        except (ValueError, TypeError):
            raise MalformedError(name) from None

    def moment(self, name: str) -> datetime.datetime:
        try:
            found = datetime.datetime.fromisoformat(self.told[name])
        except (KeyError, ValueError, TypeError):
            raise MalformedError(name) from None
        return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)

    def number(self, name: str, least: int, most: int) -> int:
        found = self.told.get(name)
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            raise MalformedError(name)
        return found

    def maybe_number(self, name: str, least: int, most: int) -> int | None:
        return None if self.told.get(name) is None else self.number(name, least, most)

    def amount(self, name: str) -> Decimal:
        try:
            found = Decimal(str(self.told[name]))
        except (KeyError, InvalidOperation):
            raise MalformedError(name) from None
        exponent = found.as_tuple().exponent
        if not found.is_finite() or not 0 <= found < 10**10 or not isinstance(exponent, int):
            raise MalformedError(name)
        if exponent < -2:
            raise MalformedError(name)
        return found

    def sealed(self, name: str) -> bytes:
        """What is sealed, from base64."""
        try:
            return base64.b64decode(self.told[name], validate=True)
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise MalformedError(name) from None

    def maybe_sealed(self, name: str) -> bytes | None:
        return self.sealed(name) if self.told.get(name) else None

    def acts(self, name: str, most: int = 1000) -> "list[Act]":
        found = self.told.get(name) or []
        if not isinstance(found, list) or len(found) > most:
            raise MalformedError(name)
        return [Act(one) for one in found]

    def act(self, name: str) -> "Act":
        return Act(self.told.get(name))

    def json(self) -> dict[str, Any]:
        return dict(self.told)


class BatchRefusedError(RefusedError):
    """One act was refused, so none was done. `place` counts from 0."""

    def __init__(self, place: int, words: str) -> None:
        super().__init__(words)
        self.place = place


class NoKeysError(RefusedError):
    """Who asks has no active keyring, or no role here."""

    def __init__(self) -> None:
        super().__init__(_("Make your keys first, and have them vouched for."))


class NotSignedError(RefusedError):
    """A batch that the keys of who sends it did not sign: a session alone does nothing here."""

    def __init__(self) -> None:
        super().__init__(_("This was not signed by your keys. Unlock them, and try again."))


def check_signed(body: bytes, told: Any, signature: str, *, by: Keyring) -> None:
    """Whether `body`, read as `told` ({v, kind: "acts", keyring, day, acts}), is signed by `by`.

    The signature is over the body's hash. Raises NotSignedError, MalformedError.
    """
    if not isinstance(told, dict) or not isinstance(told.get("acts"), list):
        raise MalformedError("acts")
    if (
        (told.get("v"), told.get("kind"), told.get("keyring")) != (1, "acts", str(by.pk))
        or not about_today(Act(told).day("day"))
        or not signed_acts(by.signing_key, body, signature)
    ):
        raise NotSignedError


def perform(verbs: Mapping[str, Verb], acts: list[Any], *, by: object) -> list[dict[str, object]]:
    """Do these acts in one transaction and answer each; all or none.

    Each act is a mapping with a `verb` of `verbs` and its members; a verb is called with the act
    and `by`. Raises BatchRefusedError.
    """
    if len(acts) > MOST_ACTS:
        raise BatchRefusedError(MOST_ACTS, _("This is too much at once."))
    with transaction.atomic():
        return [_one(verbs, place, told, by=by) for place, told in enumerate(acts)]


def _one(verbs: Mapping[str, Verb], place: int, told: Any, *, by: object) -> dict[str, object]:
    try:
        act = Act(told)
        verb = act.words("verb", 40)
        if verb not in verbs:
            raise BatchRefusedError(place, _("This page is older than the server. Reload it."))
        return {"verb": verb, **verbs[verb](act, by=by)}
    except BatchRefusedError:
        raise
    except (RefusedError, FrameRefused, BlobRefused) as refused:
        raise BatchRefusedError(place, str(refused)) from refused
    except IntegrityError as clash:
        raise BatchRefusedError(
            place, _("Somebody did something else at the same moment. Reload and try again.")
        ) from clash
