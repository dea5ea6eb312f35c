"""Calls as the public sees them: which are open, until when, and what a sender needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from amparo.capacity.fellowships.models import Application, Call, Extension

Came = Application.Came


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a call stands at a moment. `came` is how something sent now would come; None: too late.

    `extensions` are those that two colleagues agreed to and that have not passed.
    """

    call: Call
    scheduled: bool
    open: bool
    came: Application.Came | None
    extensions: tuple[Extension, ...]

    @property
    def last(self) -> datetime:
        """The latest moment at which anything is taken from somebody whom something struck."""
        return max([self.call.closes_at, *(one.until for one in self.extensions)])


def call(slug: str) -> Call | None:
    """A call that was published; None for a draft or no such call."""
    rows = Call.objects.select_related("programme").exclude(state=Call.State.DRAFT)
    return rows.filter(slug=slug).first()


def call_by_id(identifier: UUID) -> Call | None:
    """The same by its id."""
    return Call.objects.exclude(state=Call.State.DRAFT).filter(pk=identifier).first()


def calls_open(now: datetime | None = None) -> QuerySet[Call]:
    """Published calls that take applications or will, the soonest deadline first."""
    now = now or timezone.now()
    rows = Call.objects.filter(state=Call.State.PUBLISHED, closes_at__gt=now)
    return rows.select_related("programme").order_by("closes_at", "slug")


def calls_past(now: datetime | None = None) -> QuerySet[Call]:
    """Published calls whose deadline has passed, the newest first."""
    now = now or timezone.now()
    rows = Call.objects.exclude(state=Call.State.DRAFT).filter(closes_at__lte=now)
    return rows.select_related("programme", "report").order_by("-closes_at", "slug")


def standing(row: Call, now: datetime | None = None) -> Standing:
    """Where a call stands now. The grace counts from the deadline; an extension has none."""
    now = now or timezone.now()
    extensions = tuple(row.extensions.filter(agreed_by__isnull=False, until__gt=now))
    published = row.state == Call.State.PUBLISHED
    came: Application.Came | None = None
    if published and row.opens_at <= now:
        if now < row.closes_at:
            came = Came.ON_TIME
        elif now < row.closes_at + timedelta(minutes=row.grace_minutes):
            came = Came.GRACE
        elif extensions:
            came = Came.EXTENDED
    return Standing(
        call=row,
        scheduled=published and now < row.opens_at,
        open=came == Came.ON_TIME,
        came=came,
        extensions=extensions,
    )


def forms_asked() -> list[str]:
    """The slugs of every form that any call asks."""
    rows = Call.objects.values_list("form", "reference_form", "follow_up_form")
    return sorted({slug for row in rows for slug in row if slug})
