"""Feeds: what is new (Atom), and the library for e-readers to browse (OPDS 1.2)."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amparo.capacity.press import queries
from amparo.capacity.press.formats import MEDIA_TYPES
from amparo.capacity.press.formats.tree import bcp47
from amparo.capacity.press.models import Build, Edition, Format
from amparo.ground.interface.queries import installation
from amparo.ground.vocabulary import queries as vocabulary

ATOM = "http://www.w3.org/2005/Atom"
TERMS = "http://purl.org/dc/terms/"
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
NEWS = "application/atom+xml"
OPEN = "http://opds-spec.org/acquisition/open-access"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ElementTree.register_namespace("", ATOM)
ElementTree.register_namespace("dcterms", TERMS)
# Files for a reader's program; the others are for people.
FOR_READERS = (Format.EPUB, Format.PHONE, Format.A4, Format.LARGE, Format.DOCX, Format.TEXT)


@require_safe
@login_not_required
def news(request: HttpRequest) -> HttpResponse:
    """What came out last, in the page's language, for a feed reader."""
    here = get_language() or "en"
    rows = queries.news(here)
    title = _("New in the library of %(house)s") % {"house": installation().name_in(here)}
    moments = [row.at for row in rows]
    feed = _feed(
        request, "news", here, title, own=reverse("press:news"), kind=NEWS, moments=moments
    )
    for row in rows:
        entry = _entry(feed, row.edition, here, row.at, edition=row.edition.number or 0)
        _link(request, entry, "alternate", _page(row.edition, here), "text/html")
    return _sent(feed, NEWS)


@require_safe
@login_not_required
def catalogue(request: HttpRequest) -> HttpResponse:
    """The door for e-readers: one shelf a language."""
    here = get_language() or "en"
    own = reverse("press:catalogue")
    title = _("Library of %(house)s") % {"house": installation().name_in(here)}
    feed = _feed(request, "catalogue", here, title, own=own, kind=NAVIGATION)
    for tag in queries.languages_to_take():
        entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
        _say(entry, "title", vocabulary.own_name(tag), tag)
        _say(entry, "id", _urn("shelf", tag))
        _say(entry, "updated", _moment(_latest(tag)))
        _say(entry, "content", vocabulary.language_name(tag, here), here, type="text")
        _link(request, entry, "subsection", reverse("press:shelf", args=[tag]), ACQUISITION)
    return _sent(feed, NAVIGATION)


@require_safe
@login_not_required
def shelf(request: HttpRequest, tag: str) -> HttpResponse:
    """Every publication in one language with its files."""
    books = queries.shelf_of(tag)
    if not books:
        raise Http404
    title = vocabulary.own_name(tag)
    moments = [_made(builds) for builds in books.values()]
    own = reverse("press:shelf", args=[tag])
    feed = _feed(request, "shelf", tag, title, own=own, kind=ACQUISITION, moments=moments)
    _link(request, feed, "up", reverse("press:catalogue"), NAVIGATION)
    for builds in books.values():
        edition = builds[0].edition
        if edition is None:
            continue
        entry = _entry(feed, edition, tag, _made(builds))
        ElementTree.SubElement(entry, f"{{{TERMS}}}language").text = bcp47(tag)
        ElementTree.SubElement(entry, f"{{{TERMS}}}publisher").text = installation().name_in(tag)
        if edition.released_on:
            issued = edition.released_on.isoformat()
            ElementTree.SubElement(entry, f"{{{TERMS}}}issued").text = issued
        if edition.licence:
            _say(entry, "rights", edition.licence)
        _link(request, entry, "alternate", _page(edition, tag), "text/html")
        for build in queries.sorted_for(builds, phone=True):
            if build.format in FOR_READERS:
                _acquire(request, entry, build)
    return _sent(feed, ACQUISITION)


def _feed(
    request: HttpRequest,
    name: str,
    language: str,
    title: str,
    *,
    own: str,
    kind: str,
    moments: Sequence[datetime] = (),
) -> ElementTree.Element:
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {XML_LANG: bcp47(language)})
    _say(feed, "id", _urn(name, language))
    _say(feed, "title", title)
    _say(feed, "updated", _moment(max(moments, default=_latest(language))))
    author = ElementTree.SubElement(feed, f"{{{ATOM}}}author")
    _say(author, "name", installation().name_in(language))
    _link(request, feed, "self", own, kind)
    _link(request, feed, "start", reverse("press:catalogue"), NAVIGATION)
    return feed


def _entry(
    feed: ElementTree.Element, of: Edition, language: str, at: datetime, *, edition: int = 0
) -> ElementTree.Element:
    """An entry; with `edition` it is about that edition, else about the publication."""
    entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
    title, title_language = of.title(language)
    summary, summary_language = of.summary(language)
    _say(entry, "title", title, title_language)
    _say(entry, "id", _urn("publication", of.publication.slug, language, edition or ""))
    _say(entry, "updated", _moment(at))
    if summary:
        _say(entry, "summary", summary, summary_language, type="text")
    return entry


def _acquire(request: HttpRequest, entry: ElementTree.Element, build: Build) -> None:
    if build.publication is None:
        return
    name = queries.file_name(build)
    link = _link(
        request,
        entry,
        OPEN,
        reverse("press:file", args=[build.publication.slug, build.language, name]),
        MEDIA_TYPES[build.format].partition(";")[0],
    )
    link.set("title", str(Format(build.format).label))
    link.set("length", str(build.size))


def _link(
    request: HttpRequest, at: ElementTree.Element, rel: str, href: str, kind: str
) -> ElementTree.Element:
    """A link, whole, under the address that was asked: an onion's stays an onion's."""
    whole = request.build_absolute_uri(href)
    return ElementTree.SubElement(at, f"{{{ATOM}}}link", {"rel": rel, "href": whole, "type": kind})


def _say(
    at: ElementTree.Element, name: str, words: str, language: str = "", **attributes: str
) -> None:
    if language:
        attributes[XML_LANG] = bcp47(language)
    ElementTree.SubElement(at, f"{{{ATOM}}}{name}", attributes).text = _fit(words)


def _fit(words: str) -> str:
    """Words without the signs that XML cannot hold."""
    return "".join(sign for sign in words if sign >= " " or sign in "\t\n")


def _page(edition: Edition, language: str) -> str:
    url = reverse("press:publication", args=[edition.publication.slug])
    return f"{url}?in={language}"


def _made(builds: list[Build]) -> datetime:
    return max((row.made_at for row in builds if row.made_at), default=_never())


def _latest(language: str) -> datetime:
    return max((row.at for row in queries.news(language)), default=_never())


def _never() -> datetime:
    """Before there was anything: a feed must say some moment."""
    return datetime(2026, 1, 1, tzinfo=UTC)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _urn(*names: object) -> str:
    """A name that stays the same for this house and this thing, whatever its address."""
    public = queries.public_key()
    house = public.name if public else settings.AMPARO_SITE
    return uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, ("amparo", house, *names)))).urn


def _sent(feed: ElementTree.Element, kind: str) -> HttpResponse:
    body = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    response = HttpResponse(body, content_type=f"{kind};charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
