"""The newest edition's texts on the translation desk."""

from amparo.capacity.press.models import Edition, State
from amparo.ground.texts import actions as texts

NOT_STANDING = (State.STAGED, State.DISCARDED)


def owner_of(publication_id: int) -> str:
    """What the translation desk calls a publication."""
    return f"press.publication:{publication_id}"


def offer_to_desk(edition: Edition) -> None:
    """Offer a publication's newest edition to translators; an older edition changes nothing."""
    newest = (
        Edition.objects.filter(publication=edition.publication_id)
        .exclude(state__in=NOT_STANDING)
        .select_related("publication")
        .order_by("-number")
        .first()
    )
    if newest is None:
        texts.withdraw_offer(owner_of(edition.publication_id))
        return
    texts.offer(
        owner=owner_of(newest.publication_id),
        titles=newest.told.get("titles", {}),
        source_language=newest.publication.source_language,
        path=f"library/desk/{newest.publication.slug}/",
        after="press.after_translation",
        texts=list(newest.chapters.order_by("order").values_list("text_id", flat=True)),
    )
