"""The whole library in one language, to take away at once: one ZIM, and one zip of the files."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from amparo.capacity.press import formats
from amparo.capacity.press.formats import archive, zim
from amparo.capacity.press.formats.book import CannotWriteError
from amparo.capacity.press.models import Build, Edition, Format, Made
from amparo.capacity.press.queries import builds as files
from amparo.capacity.press.queries.giving import file_name
from amparo.ground.interface.actions import public_changed
from amparo.ground.interface.queries import installation
from amparo.ground.sealing.signing import digest_of

from . import signing
from .building import Report, as_it_comes_out, book_sha, code_of, code_sha, sha_of
from .releasing import tongues

# In the zip there is what people read; a ZIM has the library by itself, and audio is heavy.
NOT_PACKED = (Format.ZIM, Format.AUDIO)
PIECE = 1 << 20
PACKING = _("Packing the library")


def make_library(report: Report = lambda _fraction, _step: None) -> list[Build]:
    """Make what is missing of the library's own files in every language, and offer it.

    A language of which nothing is offered any more loses its files. Done twice it does nothing
    twice.
    """
    spoken = _editions()
    _forget_but(spoken)
    made = []
    for place, (language, editions) in enumerate(sorted(spoken.items())):
        report(place / len(spoken), PACKING)
        made.append(_zim(language, editions))
        report((place + 0.5) / len(spoken), PACKING)
        made.append(_zip(language, editions))
    report(1.0, PACKING)
    return [row for row in made if row.state == Made.MADE]


def _editions() -> dict[str, list[Edition]]:
    """The released editions by each language that readers have them in."""
    spoken: dict[str, list[Edition]] = {}
    for edition in files.to_build():
        for language in tongues(edition, released=True):
            spoken.setdefault(language, []).append(edition)
    return spoken


@transaction.atomic
def _forget_but(spoken: Iterable[str]) -> None:
    rows = Build.objects.filter(publication=None, offered=True).exclude(language__in=list(spoken))
    if rows.update(offered=False):
        public_changed()


def _zim(language: str, editions: list[Edition]) -> Build:
    books = [as_it_comes_out(edition, language, released=True) for edition in editions]
    house = str(installation().name)
    told = [book_sha(book) for book in books]
    row = _row(language, Format.ZIM, [*told, house, code_sha(), formats.version(Format.ZIM)])
    if row.state == Made.MADE:
        return _offered(row)
    lacking = formats.absent(Format.ZIM, language)
    if lacking:
        return _not_made(row, Made.ABSENT, lacking)
    try:
        content = zim.write_library(books, house=house)
    except CannotWriteError as failure:
        return _not_made(row, Made.FAILED, failure.reason, failure.chapter, failure.line)
    with tempfile.TemporaryFile() as packed:
        packed.write(content)
        return _keep(row, packed)


def _zip(language: str, editions: list[Edition]) -> Build:
    rows = [
        row
        for edition in editions
        for row in files.offered(edition, language)
        if row.format not in NOT_PACKED
    ]
    told = [[file_name(row), row.sha, row.signature] for row in rows]
    row = _row(language, Format.ARCHIVE, told)
    if row.state == Made.MADE:
        return _offered(row)
    with tempfile.TemporaryFile() as packed:
        archive.write_into(packed, _packed(rows))
        return _keep(row, packed)


def _packed(rows: list[Build]) -> Iterator[tuple[str, bytes]]:
    """Each file with its signature beside it, and the key to check them all."""
    public = files.public_key()
    if public is not None:
        yield "minisign.pub", public.text.encode()
    for row in rows:
        content = files.content(row)
        if content is None or row.publication is None:
            continue
        name = f"{row.publication.slug}/{file_name(row)}"
        yield name, content
        if row.signature:
            yield f"{name}.minisig", row.signature.encode()


def _row(language: str, fmt: Format, told: Sequence[object]) -> Build:
    sha = sha_of(["library", language, str(fmt), *told])
    row, _made = Build.objects.get_or_create(
        input_sha=sha, defaults={"language": language, "format": fmt, "code": code_of(sha)}
    )
    return row


def _keep(row: Build, packed: IO[bytes]) -> Build:
    """Put a file in storage, then write down what it is, and offer it."""
    total = hashlib.sha256()
    packed.seek(0)
    while piece := packed.read(PIECE):
        total.update(piece)
    row.sha, row.size = total.hexdigest(), packed.tell()
    packed.seek(0)
    name = files.place(row)
    if not default_storage.exists(name):
        default_storage.save(name, File(packed))
    packed.seek(0)
    key = signing.own_key()
    pieces = digest_of(iter(lambda: packed.read(PIECE), b""))
    row.signature = signing.signature(row, pieces, key)
    row.state, row.failure, row.made_at = Made.MADE, None, timezone.now()
    row.tools = formats.version(row.format)
    row.save()
    return _offered(row)


@transaction.atomic
def _offered(row: Build) -> Build:
    others = Build.objects.filter(
        publication=None, language=row.language, format=row.format, offered=True
    ).exclude(pk=row.pk)
    changed = others.update(offered=False)
    if not row.offered:
        row.offered, changed = True, 1
        row.save(update_fields=["offered"])
    if changed:
        public_changed()
    return row


def _not_made(row: Build, state: Made, reason: str, chapter: str = "", line: int = 0) -> Build:
    row.state, row.failure = state, {"chapter": chapter, "line": line, "reason": reason}
    row.save(update_fields=["state", "failure"])
    return row
