"""A publication as one HTML file in one language, which needs no network and nothing beside it."""

import base64
import gzip
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from amparo.capacity.press import queries
from amparo.capacity.press.models import Chapter, Edition, Figure, OneFile, State
from amparo.capacity.press.queries.reading import contents, origin_notice, resolver, stored_at
from amparo.ground.interface.actions import public_changed
from amparo.ground.interface.queries import installation
from amparo.ground.texts import queries as texts
from amparo.ground.vocabulary import queries as vocabulary
from amparo.ground.work.actions import enqueue

from .figures import keep
from .folder import sha

MEDIA_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}
STYLE = Path(__file__).parents[1] / "templates" / "press" / "one_file.css"
ELSEWHERE = "~"
TAGS = re.compile(r"<[a-z][^>]*>")
ANCHORS = re.compile(r' (id|href|aria-describedby|aria-labelledby)="(#?)([^"]*)"')


def make_one_file(edition: Edition, language: str) -> tuple[OneFile, bytes]:
    """Make an edition's one-file form, keep it, and return its row and its gzip bytes.

    Made again it is the same, byte for byte. The file is in storage before the row is.
    """
    held = queries.one_file(edition, language)
    if held is not None:
        return held
    whole = "".join(_written(edition, language)).encode()
    packed = gzip.compress(whole, compresslevel=9, mtime=0)
    name = stored_at(edition, f"{sha(whole)}.html.gz")
    keep(name, packed)
    with transaction.atomic():
        row, _made = OneFile.objects.update_or_create(
            edition=edition,
            language=language,
            defaults={"sha": sha(whole), "size": len(whole), "sent": len(packed)},
        )
        public_changed()
    return row, packed


@transaction.atomic
def drop_files() -> None:
    """Every one-file form names the house: once that has another name, all are made anew."""
    OneFile.objects.all().delete()
    for pk in Edition.objects.filter(state=State.RELEASED).values_list("pk", flat=True):
        enqueue("press.make_files", pk)
    public_changed()


def unpacked(packed: bytes) -> bytes:
    """The file itself, out of its gzip bytes."""
    return gzip.decompress(packed)


def _written(edition: Edition, language: str) -> Iterator[str]:
    """The file in pieces; the interface's own words in it are in its language where we have it."""
    with translation.override(_interface_tag(language)):
        listed = contents(edition, language)
        title, title_language = edition.title(language)
        summary, summary_language = edition.summary(language)
        context = {
            "edition": edition,
            "language": language,
            "direction": str(vocabulary.direction(language)),
            "title": title,
            "title_language": title_language,
            "summary": summary,
            "summary_language": summary_language,
            "parts": listed.parts,
            "house": installation(),
            "origin": origin_notice(edition, language, language)[0],
            "standing": edition.languages.filter(language=language).first(),
            "style": _style(),
        }
        yield render_to_string("press/one_file_head.html", context)
        surroundings = resolver(
            edition,
            language,
            figure=_inlined(edition),
            link=lambda row, anchor: f"#{ELSEWHERE}{row.slug}--{anchor or 'top'}",
        )
        for line in listed.lines:
            with_text = Chapter.objects.select_related("text").get(pk=line.chapter.pk)
            page = texts.whole(
                with_text.text,
                language,
                heading_level=3,
                surroundings=surroundings(with_text, lambda _number: "#"),
                released=edition.is_given_out,
            )
            yield render_to_string(
                "press/one_file_chapter.html",
                {
                    "line": line,
                    "language": page.shown_language,
                    "direction": str(vocabulary.direction(page.shown_language)),
                    "html": own_anchors(page.html, line.chapter.slug),
                },
            )
        yield render_to_string("press/one_file_foot.html", context)


def _inlined(edition: Edition) -> Callable[[Figure], texts.Figure]:
    def figure(row: Figure) -> texts.Figure:
        with default_storage.open(stored_at(edition, row.name)) as file:
            inline = base64.b64encode(file.read()).decode()
        url = f"data:{MEDIA_TYPES[row.extension]};base64,{inline}"
        return texts.Figure(url, row.size, shown=True)

    return figure


def own_anchors(html: str, slug: str) -> SafeString:
    """HTML of one chapter with its anchors made its own, since all chapters share one file.

    Addresses that lead to other chapters carry their chapter's name already, behind ELSEWHERE.
    """

    def renamed(attribute: re.Match[str]) -> str:
        name, mark, value = attribute.groups()
        if name == "href" and not (mark and value):
            return attribute.group()
        if value.startswith(ELSEWHERE):
            return f' {name}="#{value.removeprefix(ELSEWHERE)}"'
        values = " ".join(f"{slug}--{word}" for word in value.split())
        return f' {name}="{mark}{values}"'

    # The writer escapes every < of the text, so what looks like a tag is one.
    return mark_safe(TAGS.sub(lambda tag: ANCHORS.sub(renamed, tag.group()), html))


@cache
def _style() -> SafeString:
    return mark_safe(f"<style>{STYLE.read_text(encoding='utf-8').strip()}</style>")


def _interface_tag(language: str) -> str:
    tags = dict(settings.LANGUAGES)
    if language in tags:
        return language
    first = language.split("-", maxsplit=1)[0]
    return next((tag for tag in tags if tag.split("-")[0] == first), settings.LANGUAGE_CODE)
