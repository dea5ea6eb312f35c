"""What we tell whom: a digest that says nothing, *please sign in*, and a neutral word.

No notice names a person, a case, a number or this organisation's work. An urgent one goes out at a
moment drawn by lot, so that nobody who watches a mailbox learns when something was sent here.
"""

import logging
import secrets
import warnings
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import quote

import apprise
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from amparo.ground.sealing import rest
from amparo.ground.vault.models import KeyEpoch

from .models import NoticeAddress, Nudge, PendingNotice, Submission
from .permissions import Permission
from .queries.reach import holders

ADDRESS = "cases.notice_address"
NUDGE = "cases.nudge"
NEWS_WITHIN = timedelta(minutes=30)
ALARM_WITHIN = timedelta(minutes=5)
AGAIN = timedelta(minutes=10)
AT_ONCE = 500  # requests that are told of in one transaction
# Apprise writes addresses into its log when a message does not go out.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


def news(epoch: KeyEpoch) -> None:
    """Whoever holds this epoch is to sign in some time soon."""
    _pending(holders([epoch.pk]).get(epoch.pk, []), NEWS_WITHIN)


def gather() -> None:
    """The same for requests, by the worker: whoever sends one does not wait for this."""
    with transaction.atomic():
        untold = Submission.objects.select_for_update().filter(untold=True).order_by("pk")
        rows = dict(untold.values_list("pk", "epoch")[:AT_ONCE])
        for keyrings in holders(set(rows.values())).values():
            _pending(keyrings, NEWS_WITHIN)
        Submission.objects.filter(pk__in=rows).update(untold=False)


def alarm(epoch: KeyEpoch) -> None:
    """Whoever holds this epoch is to sign in now."""
    _pending(holders([epoch.pk]).get(epoch.pk, []), ALARM_WITHIN)


def nudge(submission: Submission) -> None:
    """If the sender asked to be told: a neutral word, some time soon."""
    if Nudge.objects.filter(pk=submission.pk).exists():
        PendingNotice.objects.get_or_create(
            nudge_id=submission.pk, defaults={"due": _moment(NEWS_WITHIN)}
        )


def _pending(keyrings: Iterable[object], within: timedelta) -> None:
    due = _moment(within)
    addresses = NoticeAddress.objects.filter(account__keyrings__in=list(keyrings)).distinct()
    for address in addresses:
        row, made = PendingNotice.objects.get_or_create(colleague=address, defaults={"due": due})
        if not made and row.due > due:
            PendingNotice.objects.filter(pk=row.pk).update(due=due)


def _moment(within: timedelta) -> datetime:
    return timezone.now() + timedelta(seconds=secrets.randbelow(int(within.total_seconds())))


def send_due() -> int:
    """Send what is due; what does not go out is tried again. Gives how many went."""
    sent = 0
    rows = PendingNotice.objects.filter(due__lte=timezone.now())
    for row in rows.select_related("colleague", "nudge"):
        done = _told(row.colleague) if row.colleague else _nudged(row.nudge)
        with transaction.atomic():
            same = PendingNotice.objects.filter(pk=row.pk, due=row.due)
            if done:
                same.delete()
                sent += 1
            else:
                same.update(due=timezone.now() + AGAIN)
    return sent


def _told(row: NoticeAddress) -> bool:
    if not Permission.NOTICES.value.allows(row.account):
        return True  # no longer on staff: nothing to say
    with translation.override(row.language):
        return send(opened(row), title=_("Please sign in"), body=_("Please sign in when you can."))


def _nudged(row: Nudge | None) -> bool:
    if row is None or not settings.AMPARO_MAIL:
        return True
    try:
        address = rest.unseal(NUDGE, row.where).decode()
    except rest.UnreadableError:
        return True
    glue = "&" if "?" in settings.AMPARO_MAIL else "?"
    with translation.override(row.language):
        return send(
            f"{settings.AMPARO_MAIL}{glue}to={quote(address)}",
            title=_("A note"),
            body=_("There is something new where you left your question."),
        )


def digest() -> int:
    """Every day at the same hour, to everybody who left an address: it says nothing."""
    sent = 0
    rows = NoticeAddress.objects.filter(urgent_only=False).select_related("account")
    for row in rows:
        if not Permission.NOTICES.value.allows(row.account):
            continue
        with translation.override(row.language):
            sent += send(
                opened(row),
                title=_("Daily note"),
                body=_(
                    "This note comes every day at the same hour, whether or not there is anything"
                    " new. Please sign in when you can."
                ),
            )
    return sent


def opened(row: NoticeAddress) -> str:
    """The address in the clear; "" when it can no longer be opened."""
    try:
        return rest.unseal(ADDRESS, row.where).decode()
    except rest.UnreadableError:
        return ""


def carrier(address: str) -> apprise.Apprise | None:
    """What carries words to this address; None for what is no address. Nothing goes out yet."""
    with warnings.catch_warnings():  # what its hundred modules import is not our concern
        warnings.simplefilter("ignore")
        made = apprise.Apprise(asset=apprise.AppriseAsset(storage_mode="memory"))
        return made if address and made.add(address) else None


def send(address: str, *, title: str, body: str) -> bool:
    """One message through Apprise; False when it did not go out. Nothing of it is written down."""
    made = carrier(address)
    return bool(made and made.notify(title=title, body=body))
