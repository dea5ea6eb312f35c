"""Pictures: looked at, kept under their hash, and only then written down."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from amparo.capacity.press.models import Edition, Figure
from amparo.capacity.press.queries.reading import stored_at

from .folder import FileRefused, Folder, Refusal, read_picture, sha
from .staging import hold


def stage(
    staged: Edition, folder: Folder, refused: list[Refusal], before: Edition | None
) -> dict[str, str]:
    """Keep a folder's pictures for a staged edition; their SHA-256 by path.

    A picture that cannot be taken is added to `refused`, and is as it was before.
    """
    was = {row.path: row for row in before.figures.all()} if before else {}
    rows = []
    for path, place in sorted(folder.pictures.items()):
        try:
            content, kind = read_picture(place)
        except FileRefused as refusal:
            refused.append(Refusal(path, str(refusal)))
            if path in was:
                old = was[path]
                rows.append(
                    Figure(
                        edition=staged,
                        path=path,
                        sha=old.sha,
                        extension=old.extension,
                        size=old.size,
                    )
                )
            continue
        row = Figure(edition=staged, path=path, sha=sha(content), extension=kind, size=len(content))
        keep(stored_at(staged, row.name), content)
        rows.append(row)
    with transaction.atomic():
        hold(staged)
        Figure.objects.bulk_create(rows, batch_size=200)
    return {row.path: row.sha for row in rows}


def keep(name: str, content: bytes) -> None:
    """Put bytes into storage under a name that says what they are; half a file is written anew."""
    if default_storage.exists(name):
        if default_storage.size(name) == len(content):
            return
        default_storage.delete(name)
    default_storage.save(name, ContentFile(content))
