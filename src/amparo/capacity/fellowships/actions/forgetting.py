"""What goes when its time ends: drafts, what was withdrawn or not chosen, old fellowships."""

from datetime import timedelta

from django.db import transaction

from amparo.capacity.fellowships.models import Application, Fellowship, FollowUp, Profile
from amparo.capacity.fellowships.queries.reach import today
from amparo.ground.interface import actions as interface
from amparo.ground.vault import keystore
from amparo.ground.vault.models import KeyEpoch

from . import applying

AT_ONCE = 200
LATE_DAYS = 60  # an asked follow-up without an answer is missed then


def forget_due() -> int:
    """Erase what is due, a part at a time; how many rows it was. Idempotent."""
    rows = Application.objects.filter(shred_on__lte=today())
    due = list(rows.exclude(state=Application.State.ERASED)[:AT_ONCE])
    for row in due:
        applying.erase(row)
    fellows = list(Fellowship.objects.filter(shred_on__lte=today())[:AT_ONCE])
    for fellow in fellows:
        _forget_fellow(fellow)
    gone, _by_model = Profile.objects.filter(until__lt=today()).delete()
    if gone:
        interface.public_changed()
    return len(due) + len(fellows) + gone


@transaction.atomic
def _forget_fellow(row: Fellowship) -> None:
    shred = row.shred
    row.items.all().delete()
    application = row.application
    KeyEpoch.objects.filter(scope=row.pk, retired_on__isnull=True).update(retired_on=today())
    row.delete()
    keystore.destroy(shred)
    if application is not None:
        applying.erase(application)


def miss_follow_ups() -> int:
    """Asked sixty days ago and never answered: missed, so that somebody looks."""
    late = FollowUp.objects.filter(
        state=FollowUp.State.ASKED, due__lt=today() - timedelta(days=LATE_DAYS)
    )
    return late.update(state=FollowUp.State.MISSED)
