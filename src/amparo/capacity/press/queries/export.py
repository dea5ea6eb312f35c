"""An edition as the tree of files it came from."""

from collections.abc import Iterator

from django.core.files.storage import default_storage

from amparo.capacity.press.models import Chapter, Edition, State
from amparo.ground.texts import queries as texts

from .reading import stored_at

BATCH = 100


def newest(slug: str, number: int | None = None) -> Edition | None:
    """For the command line, which may read everything: an edition by number, or the newest."""
    rows = Edition.objects.filter(publication__slug=slug).exclude(
        state__in=[State.STAGED, State.DISCARDED]
    )
    if number is not None:
        rows = rows.filter(number=number)
    return rows.select_related("publication").order_by("-number").first()


def everything() -> Iterator[Edition]:
    """For the command line: every edition that stands, by publication and number."""
    return iter(
        Edition.objects.exclude(state__in=[State.STAGED, State.DISCARDED])
        .select_related("publication")
        .defer("metadata_file", "told")
        .prefetch_related("languages")
        .order_by("publication__slug", "number")
    )


def files(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Every file of an edition: its path in the folder, and its bytes.

    What came in goes out byte for byte, except where a translation was changed since.
    """
    if edition.metadata_file is not None:
        yield "handbook.yaml", bytes(edition.metadata_file)
    for figure in edition.figures.all():
        with default_storage.open(stored_at(edition, figure.name)) as file:
            yield figure.path, file.read()
    source = edition.publication.source_language
    ids = list(edition.chapters.order_by("order").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        rows = list(
            Chapter.objects.filter(pk__in=ids[start : start + BATCH])
            .select_related("text")
            .order_by("order")
        )
        held = texts.languages([row.text_id for row in rows])
        for tag in [source, *sorted({tag for tags in held.values() for tag in tags} - {source})]:
            mine = [
                row
                for row in rows
                if tag == source or tag in row.files or tag in held.get(row.text_id, set())
            ]
            content = texts.exports([row.text for row in mine], tag)
            for row in mine:
                yield f"{edition.folders.get(tag, tag)}/{row.path}", content[row.text_id]
