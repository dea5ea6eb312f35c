"""Where somebody left an address, and whether we can send e-mail at all."""

from uuid import UUID

from django.conf import settings

from amparo.ground.identity.models import Account, Reader
from amparo.protection.cases.models import NoticeAddress
from amparo.protection.cases.permissions import Permission


def addresses(by: Reader) -> list[NoticeAddress] | None:
    """This person's own addresses; nothing for who gets no notices."""
    if by is None or not Permission.NOTICES.value.allows(by):
        return None
    return list(NoticeAddress.objects.filter(account=by).order_by("pk"))


def address(by: Account, identifier: UUID) -> NoticeAddress | None:
    """One of this person's own addresses."""
    return NoticeAddress.objects.filter(account=by, pk=identifier).first()


def can_nudge() -> bool:
    """Whether a sender can be offered a neutral e-mail."""
    return bool(settings.AMPARO_MAIL)
