"""A file was taken: one more in its month, and nothing else is known of it."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from amparo.capacity.press.models import Build, Download


def took(build: Build) -> None:
    """Count that a file was taken: a month and a kind of file, no address, account or moment."""
    month = timezone.now().date().replace(day=1)
    kind = {
        "publication": build.publication,
        "language": build.language,
        "format": build.format,
        "month": month,
    }
    with transaction.atomic():
        held = Download.objects.filter(**kind).order_by("pk").values_list("pk", flat=True).first()
        if held is None:
            try:
                with transaction.atomic():
                    held = Download.objects.create(**kind).pk
            except IntegrityError:  # somebody else's was the first
                held = Download.objects.get(**kind).pk
        Download.objects.filter(pk=held).update(times=F("times") + 1)
