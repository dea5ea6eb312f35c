"""Calls as those see them who make them."""

from django.db.models import Prefetch, QuerySet

from amparo.capacity.fellowships.models import Call, Criterion, Extension
from amparo.capacity.fellowships.permissions import Permission
from amparo.ground.identity.models import Reader


def calls_made(by: Reader) -> QuerySet[Call] | None:
    """Every call, drafts too; None for whoever may not make them or extend them."""
    if not any(one.value.allows(by) for one in (Permission.CALLS, Permission.EXTEND)):
        return None
    extensions = Extension.objects.select_related("asked_by", "agreed_by")
    return Call.objects.select_related("programme").prefetch_related(
        Prefetch("extensions", extensions), Prefetch("criteria", Criterion.objects.all())
    )


def call_made(by: Reader, slug: str) -> Call | None:
    """One of them by its slug."""
    rows = calls_made(by)
    return rows.filter(slug=slug).first() if rows is not None else None
