"""What stands at the translation desk, in which languages; and the word that it changed."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from amparo.ground.record import actions as record
from amparo.ground.texts.models import (
    Project,
    ProjectLanguage,
    ProjectText,
    Text,
    Translation,
)
from amparo.ground.vocabulary import queries as vocabulary
from amparo.ground.work.actions import enqueue
from amparo.ground.work.models import Job

OUT_OF_THE_WAY = 1_000_000  # added to places while texts change theirs


class DeskRefused(Exception):  # noqa: N818  (a refusal is not a fault of the program)
    """Something cannot be done at the desk; the message says why."""


@transaction.atomic
def offer(
    *,
    owner: str,
    titles: Mapping[str, str],
    source_language: str,
    path: str,
    after: str,
    texts: Sequence[Text | int],
) -> Project:
    """Put texts on the desk, in this order, or say again what they are; told twice, it is the same.

    `owner` is the offering room's own name for the project, `path` where staff see it (without the
    language), `after` the job that is ordered with the project's id when its words were changed.
    A language in which the texts have words already is opened. A text that another project has
    comes over to this one.
    """
    project, _created = Project.objects.update_or_create(
        owner=owner,
        defaults={
            "titles": dict(titles),
            "source_language": source_language,
            "path": path,
            "after": after,
        },
    )
    ids = list(dict.fromkeys(one if isinstance(one, int) else one.pk for one in texts))
    ProjectText.objects.filter(project=project).exclude(text__in=ids).delete()
    ProjectText.objects.filter(text__in=ids).exclude(project=project).delete()
    had = dict(ProjectText.objects.filter(project=project).values_list("text_id", "order"))
    if [pk for pk, _order in sorted(had.items(), key=lambda one: one[1])] != ids:
        ProjectText.objects.filter(project=project).delete()
        ProjectText.objects.bulk_create(
            ProjectText(project=project, text_id=pk, order=order) for order, pk in enumerate(ids)
        )
    spoken = set(
        Translation.objects.filter(segment__text__in=ids)
        .values_list("language", flat=True)
        .distinct()
    )
    known = set(project.languages.values_list("language", flat=True))
    ProjectLanguage.objects.bulk_create(
        ProjectLanguage(project=project, language=tag) for tag in sorted(spoken - known)
    )
    return project


@transaction.atomic
def withdraw_offer(owner: str) -> None:
    """Take a project off the desk. Its texts and their words stay; the caller notes why."""
    Project.objects.filter(owner=owner).delete()


@transaction.atomic
def open_language(
    project: Project, language: str, *, parts: Iterable[str] = (), by: UUID | None
) -> ProjectLanguage:
    """Open a language for a project (again), or only parts of it (the lineages of texts).

    Raises DeskRefused for what is no language, and for the project's own.
    """
    tag = vocabulary.canonical(language)
    if vocabulary.language(tag) is None:
        raise DeskRefused(_("We do not know this language: %(tag)s.") % {"tag": language[:40]})
    if tag == project.source_language:
        raise DeskRefused(_("These texts are written in that language."))
    known = {str(one) for one in project.places.values_list("text__lineage", flat=True)}
    wanted = [str(one) for one in parts]
    if not set(wanted) <= known:
        raise DeskRefused(_("A part that was asked for is not in this project."))
    row, _created = ProjectLanguage.objects.update_or_create(
        project=project, language=tag, defaults={"parts": wanted, "closed": False}
    )
    _noted("texts.open_language", project, by)
    return row


@transaction.atomic
def close_language(project: Project, language: str, *, by: UUID | None) -> None:
    """No more work in a language for now. Its words stay."""
    if project.languages.filter(language=language, closed=False).update(closed=True):
        _noted("texts.close_language", project, by)


def words_changed(text_ids: Iterable[int], *, by: UUID | None) -> None:
    """Order what follows when words of texts were changed."""
    rows = Project.objects.filter(places__text__in=set(text_ids)).order_by("pk")
    order(rows.distinct(), by=by)


def order(projects: Iterable[Project], *, by: UUID | None) -> None:
    """Order what follows a change: once a project, however many changes there are in a transaction.

    A job that still waits will see this change too: holding its row until we commit keeps a worker
    from taking it before.
    """
    for project in projects:
        waiting = Job.objects.select_for_update().filter(
            name=project.after, state=Job.State.WAITING
        )
        if project.after and not any(job.ids == [project.pk] for job in waiting):
            enqueue(project.after, project.pk, by=by)


def _noted(verb: str, project: Project, by: UUID | None) -> None:
    record.note(by=by, verb=verb, kind="texts.project", object_id=str(project.pk))
