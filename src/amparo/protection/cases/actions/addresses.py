"""Where colleagues want to be told to sign in, and senders who asked for a neutral word."""

import re

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account
from amparo.ground.sealing import rest
from amparo.ground.vault.actions.acting import RefusedError
from amparo.protection.cases import notices
from amparo.protection.cases.models import NoticeAddress, Nudge, Submission

MOST = 5
LONGEST = 400
# What Apprise would show on the server's own screen or write into its log.
LOCAL = ("syslog", "dbus", "glib", "gnome", "kde", "qt", "macosx", "windows")
EMAIL = re.compile(r"[^@\s,;?&/]{1,64}@[^@\s,;?&/]{1,190}\.[^@\s,;?&/.]{2,60}")


@transaction.atomic
def add_address(*, address: str, urgent_only: bool, language: str, by: Account) -> NoticeAddress:
    """Keep an Apprise address, sealed at rest; a bare e-mail address goes through our own sender.

    Raises RefusedError for what Apprise cannot read, and above five.
    """
    address = address.strip()
    if EMAIL.fullmatch(address) and settings.AMPARO_MAIL:
        glue = "&" if "?" in settings.AMPARO_MAIL else "?"
        address = f"{settings.AMPARO_MAIL}{glue}to={address}"
    known = not address.lower().startswith(LOCAL) and len(address) <= LONGEST
    if not known or notices.carrier(address) is None:
        raise RefusedError(_("This is no address that can be used here. See the examples."))
    if NoticeAddress.objects.filter(account=by).count() >= MOST:
        raise RefusedError(_("Five addresses are the most. Take one away first."))
    return NoticeAddress.objects.create(
        account=by,
        where=rest.seal(notices.ADDRESS, address.encode()),
        urgent_only=urgent_only,
        language=language,
    )


def remove_address(row: NoticeAddress, *, by: Account) -> None:
    """Take an address away."""
    NoticeAddress.objects.filter(pk=row.pk, account=by).delete()


def try_address(row: NoticeAddress) -> bool:
    """Send a word there now; whether it went out."""
    return notices.send(
        notices.opened(row), title=_("Please sign in"), body=_("This is only a test.")
    )


def ask_nudge(submission: Submission, *, address: str, language: str) -> None:
    """A sender wants a neutral e-mail when there is news. Raises RefusedError."""
    if not settings.AMPARO_MAIL or not EMAIL.fullmatch(address.strip()):
        raise RefusedError(_("Give an e-mail address, or leave this empty."))
    Nudge.objects.update_or_create(
        submission=submission,
        defaults={
            "where": rest.seal(notices.NUDGE, address.strip().encode()),
            "language": language,
        },
    )


def end_nudge(submission: Submission) -> None:
    """No more e-mail about this."""
    Nudge.objects.filter(submission=submission).delete()


def forget(*, by: Account) -> None:
    """An account ends: where to tell it goes; what it tied to itself is no longer tied."""
    NoticeAddress.objects.filter(account=by).delete()
    Submission.objects.filter(account=by).update(account=None)


def where(row: NoticeAddress) -> str:
    """An address as its owner recognises it: kind and host, never its secret."""
    scheme, _colon, rest_of = notices.opened(row).partition("://")
    if "to=" in rest_of:
        return rest_of.rpartition("to=")[2]
    host = rest_of.partition("?")[0].rpartition("@")[2].partition("/")[0]
    return f"{scheme}://{host}/…"
