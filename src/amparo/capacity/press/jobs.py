"""What is made in the background: one HTML file in each language of a published edition."""

from django.utils.translation import gettext_noop as _

from amparo.ground.work.actions import Progress

from . import actions
from .models import Edition, State


def make_files(progress: Progress, edition_id: int) -> None:
    """Make the one-file forms that an edition lacks. Done twice it does nothing twice."""
    edition = (
        Edition.objects.filter(pk=edition_id, state=State.RELEASED)
        .select_related("publication")
        .first()
    )
    if edition is None:
        return
    tags = list(edition.languages.order_by("id").values_list("language", flat=True))
    for place, tag in enumerate(tags):
        progress.report(place / len(tags), _("One file in the next language"))
        actions.make_one_file(edition, tag)
