"""What lies on the shelf for readers: files are offered, taken away, and tidied up."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from amparo.capacity.press.models import Build, Edition, Made, Publication, State
from amparo.capacity.press.queries import builds as files
from amparo.ground.interface.actions import public_changed
from amparo.ground.work.actions import enqueue

from .building import plan_builds
from .releasing import tongues

FOLDER = "press/builds"
KEPT = timedelta(days=1)  # a file that no row offers may still be on its way to somebody


@transaction.atomic
def offer_builds(
    edition: Edition, language: str, *, plan: Sequence[Build] | None = None
) -> list[Build]:
    """Let readers take what has been made of the words they have; in the caller's transaction.

    A file of before stays until the one in its place is made, or cannot be. Returns what is
    offered from now on. A language that readers do not have is offered in no file. `plan` is what
    `plan_builds` gave of this language in all formats, if that was just now.
    """
    if plan is None or language not in tongues(edition, released=True):
        spoken = language in tongues(edition, released=True)
        plan = plan_builds(edition, [language], released=True) if spoken else []
    made = {row.pk for row in plan if row.state == Made.MADE}
    waiting = {(row.format, row.chapter) for row in plan if row.state == Made.WAITING}
    held = list(
        Build.objects.select_for_update().filter(
            publication=edition.publication_id, language=language, offered=True
        )
    )
    gone = [
        row.pk for row in held if row.pk not in made and (row.format, row.chapter) not in waiting
    ]
    fresh = made - {row.pk for row in held}
    Build.objects.filter(pk__in=gone).update(offered=False)
    Build.objects.filter(pk__in=fresh).update(offered=True)
    if gone or fresh:
        public_changed()
    return [row for row in plan if row.pk in made]


@transaction.atomic
def rebuild_all() -> None:
    """Every file names the house: once that has another name, all are made anew."""
    for pk in Edition.objects.filter(state=State.RELEASED).values_list("pk", flat=True):
        enqueue("press.build_all", pk)


@transaction.atomic
def withdraw_builds(publication: Publication, language: str = "") -> None:
    """Offer no file of a publication any more, or none in one language."""
    rows = Build.objects.filter(publication=publication, offered=True)
    if language:
        rows = rows.filter(language=language)
    if rows.update(offered=False):
        public_changed()


def tidy() -> int:
    """Remove files that no reader is offered and no release waits for; how many.

    Their rows stay, so that the short address printed in a copy still says that there is a later
    one. A file younger than a day stays too.
    """
    long_ago = timezone.now() - KEPT
    waited_for = Build.objects.filter(edition__state__in=(State.APPROVED, State.IN_REVIEW))
    wanted = {files.place(row) for row in Build.objects.filter(offered=True)}
    wanted |= {files.place(row) for row in waited_for.filter(state=Made.MADE)}
    wanted |= {files.place(row) for row in Build.objects.filter(made_at__gte=long_ago)}
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except (FileNotFoundError, NotADirectoryError):
        return 0
    gone = []
    for name in names:
        path = f"{FOLDER}/{name}"
        if path in wanted or default_storage.get_modified_time(path) > long_ago:
            continue
        default_storage.delete(path)
        gone.append(name.partition(".")[0])
    # Wanted once more, it is made once more.
    Build.objects.filter(sha__in=gone, state=Made.MADE).update(state=Made.WAITING)
    return len(gone)
