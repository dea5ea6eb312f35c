"""Chapters written and changed in the browser; every page works without JavaScript."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.capacity.press import actions, queries
from amparo.capacity.press.forms import (
    MOST_LISTED,
    AddChapterForm,
    ChapterForm,
    FigureForm,
    severities,
)
from amparo.capacity.press.models import Chapter, Edition, Figure
from amparo.capacity.press.permissions import WORKED_ON
from amparo.capacity.press.queries.reading import resolver
from amparo.ground.identity import queries as identity
from amparo.ground.identity.models import Account
from amparo.ground.identity.queries import reader
from amparo.ground.texts import queries as texts
from amparo.ground.texts.models import Severity, Text
from amparo.ground.vocabulary import queries as vocabulary

BOM = b"\xef\xbb\xbf"


def opened(request: HttpRequest, slug: str) -> tuple[Account, Edition]:
    """Who edits, and the edition that is worked on; Http404 for everybody else."""
    by = reader(request)
    edition = queries.worked_on(by, slug)
    if by is None or edition is None:
        raise Http404
    return by, edition


def about(edition: Edition) -> dict[str, Any]:
    """What every page about an edition says of it."""
    title, title_language = edition.title(get_language() or "en")
    source = edition.publication.source_language
    return {
        "edition": edition,
        "publication": edition.publication,
        "title": title,
        "title_language": title_language,
        "source_language": source,
        "source_direction": str(vocabulary.direction(source)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def chapters(request: HttpRequest, slug: str) -> HttpResponse:
    """The chapters of a publication: written here, added, moved, given another address, removed."""
    by, edition = opened(request, slug)
    rows = queries.chapters(edition)
    source = edition.publication.source_language
    listed = [(row.slug, row.title(source, source)[0]) for row in rows]
    posted = request.POST if request.method == "POST" else None
    form = AddChapterForm(posted if posted and "add" in posted else None, chapters=listed)
    wrong = ""
    if posted is not None:
        try:
            done = _changed(edition, posted, form, by)
        except actions.EditRefused as refusal:
            wrong = str(refusal)
        else:
            if done:
                return redirect(done)
    lines = [
        (
            row,
            words,
            place > 0 and rows[place - 1].part == row.part,
            place + 1 < len(rows) and rows[place + 1].part == row.part,
        )
        for place, (row, (_slug, words)) in enumerate(zip(rows, listed, strict=True))
    ]
    context = {**about(edition), "lines": lines, "form": form, "wrong": wrong}
    return render(request, "press/chapters.html", context)


def _changed(edition: Edition, posted: Any, form: AddChapterForm, by: Account) -> str:
    """Do what a button of the list asks for; where to go then, "" to stay and say what is wrong."""
    slug = edition.publication.slug
    here = reverse("press:chapters", args=[slug])
    if "add" in posted:
        if not form.is_valid():
            return ""
        told = form.cleaned_data
        row = actions.add_chapter(
            edition.publication, title=told["title"], after=told["after"], by=by
        )
        return reverse("press:edit", args=[slug, row.slug])
    if "up" in posted or "down" in posted:
        up = "up" in posted
        chapter = posted["up" if up else "down"]
        actions.move_chapter(edition, chapter, by_places=-1 if up else 1, by=by)
        return f"{here}#{chapter}"
    if "remove" in posted:
        if not posted.get("sure"):
            raise actions.EditRefused(_("To remove a chapter, tick that you are sure."))
        actions.remove_chapter(edition, posted["remove"], by=by)
        return here
    if "rename" in posted:
        to = actions.rename_chapter(edition, posted["rename"], to=posted.get("to", ""), by=by)
        return f"{here}#{to}"
    return here


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, chapter: str) -> HttpResponse:  # noqa: PLR0911  (each is another page)
    """One chapter's Markdown: look at it, save it, say what each changed paragraph means."""
    by, edition = opened(request, slug)
    row = queries.chapter(edition, chapter)
    if row is None:
        raise Http404
    stands = bytes(row.text.source)
    if request.method != "POST":
        first = {"source": _shown_source(stands), "seen": row.text.sha}
        return _page(request, edition, row, ChapterForm(initial=first))
    form = ChapterForm(request.POST)
    if not form.is_valid():
        return _page(request, edition, row, form)
    source = _as_bytes(form.cleaned_data["source"], stands)
    try:
        changed = actions.paragraphs_changed(stands, source)
        if "look" in request.POST:
            return _page(request, edition, row, form, html=_preview(edition, row, source))
        asks = bool(changed) and _is_spoken(row)
        said = severities(request.POST, [one.position for one in changed]) if asks else {}
        if said is None and form.cleaned_data["seen"] == row.text.sha:
            return _page(request, edition, row, form, changed=changed)
        actions.save_chapter(
            edition,
            chapter,
            source=source,
            seen=form.cleaned_data["seen"],
            severity=said or Severity.MEANING,
            note=form.cleaned_data["note"],
            by=by,
        )
    except texts.Refused as refusal:
        form.add_error("source", str(refusal))
    except actions.EditRefused as refusal:
        form.add_error(None, str(refusal))
    except actions.SavedMeanwhile as meanwhile:
        return _page(request, edition, row, form, there=meanwhile.there, mine=source)
    else:
        return redirect(reverse("press:edit", args=[slug, chapter]) + "?saved=1")
    return _page(request, edition, row, form)


def _shown_source(source: bytes) -> str:
    return source.decode("utf-8-sig").replace("\r\n", "\n")


def _as_bytes(typed: str, stands: bytes) -> bytes:
    """What a browser sends, with the line ends and the mark at the start that the file had."""
    words = typed.replace("\r\n", "\n").replace("\r", "\n")
    if b"\r\n" in stands:
        words = words.replace("\n", "\r\n")
    return (BOM if stands.startswith(BOM) else b"") + words.encode("utf-8", "surrogatepass")


def _is_spoken(row: Chapter) -> bool:
    """Whether any translation could fall behind."""
    ids = [row.text_id]
    return bool(texts.languages(ids) or texts.languages(ids, released=True))


def _preview(edition: Edition, row: Chapter, source: bytes) -> str:
    """A chapter as readers would see it, out of a source that nobody has saved."""
    language = edition.publication.source_language
    slug = edition.publication.slug

    def figure(found: Figure) -> texts.Figure:
        return texts.Figure(reverse("press:figure", args=[slug, found.name]), found.size)

    def link(found: Chapter, anchor: str) -> str:
        return reverse("press:chapter", args=[slug, found.slug]) + (f"#{anchor}" if anchor else "")

    surroundings = resolver(edition, language, figure=figure, link=link)(row, lambda _number: "#")
    text = Text(source_language=language, source=source)
    return texts.whole(text, language, surroundings=surroundings).html


def _page(
    request: HttpRequest,
    edition: Edition,
    row: Chapter,
    form: ChapterForm,
    *,
    html: str = "",
    changed: list[actions.Changed] | None = None,
    there: bytes | None = None,
    mine: bytes = b"",
) -> HttpResponse:
    source = edition.publication.source_language
    form.speaks(source, str(vocabulary.direction(source)))
    context = {
        **about(edition),
        "chapter": row,
        "chapter_title": row.title(source, source)[0],
        "form": form,
        "html": html,
        "saved": "saved" in request.GET and request.method != "POST",
        "opens": not form.is_bound and edition.state not in WORKED_ON,
        "changed": [
            (one, texts.difference(one.before, one.after)) for one in (changed or [])[:MOST_LISTED]
        ],
        "more": max(0, len(changed or []) - MOST_LISTED),
        "severities": Severity.choices,
        "default": Severity.MEANING.value,
    }
    if there is not None:
        context["conflict"] = texts.lines_changed(mine, there)
        context["there"] = _shown_source(there)
        context["there_sha"] = row.text.sha
    return render(request, "press/edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def revisions(request: HttpRequest, slug: str, chapter: str) -> HttpResponse:
    """What a chapter was before: each state with who and when, its difference, and a way back."""
    by, edition = opened(request, slug)
    row = queries.chapter(edition, chapter)
    if row is None:
        raise Http404
    listed = texts.revisions(row.text)
    if request.method == "POST":
        number = _number(request.POST.get("restore", ""))
        if number not in {one.number for one in listed}:
            raise Http404
        actions.restore_chapter(edition, chapter, number, by=by)
        return redirect(reverse("press:edit", args=[slug, chapter]) + "?saved=1")
    number = _number(request.GET.get("number", ""))
    shown = texts.revision(row.text, number) if number else None
    before = texts.revision(row.text, number - 1) if number > 1 else None
    names = identity.labels({one.by for one in listed if one.by})
    source = edition.publication.source_language
    context = {
        **about(edition),
        "chapter": row,
        "chapter_title": row.title(source, source)[0],
        "revisions": [(one, names.get(one.by, "")) for one in listed],
        "shown": shown,
        "is_now": shown is not None and shown.sha == row.text.sha,
        "lines": texts.lines_changed(bytes(before.source) if before else b"", bytes(shown.source))
        if shown
        else [],
        "lines_now": texts.lines_changed(bytes(row.text.source), bytes(shown.source))
        if shown
        else [],
    }
    return render(request, "press/revisions.html", context)


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 7 else 0


@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: HttpRequest, slug: str) -> HttpResponse:
    """The pictures of a publication: added, taken away."""
    by, edition = opened(request, slug)
    form = FigureForm()
    wrong = ""
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                actions.remove_figure(edition.publication, request.POST["remove"], by=by)
                return redirect("press:figures", slug)
            form = FigureForm(request.POST, request.FILES)
            if form.is_valid():
                file = form.cleaned_data["picture"]
                actions.add_figure(edition.publication, name=file.name, content=file.read(), by=by)
                return redirect("press:figures", slug)
        except actions.FileRefused as refusal:
            form.add_error("picture", str(refusal))
        except actions.EditRefused as refusal:
            wrong = str(refusal)
    context = {
        **about(edition),
        "form": form,
        "wrong": wrong,
        "figures": edition.figures.all(),
    }
    return render(request, "press/figures.html", context)
