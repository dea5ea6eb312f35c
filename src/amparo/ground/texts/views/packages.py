"""Packages for translators who do not sign in: taken out, brought back, looked at, merged."""

from typing import Any, NamedTuple
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amparo.ground.texts.actions.comparing import Line, Merge, Outcome, read_package
from amparo.ground.texts.actions.merging import TOLD, merge_package
from amparo.ground.texts.actions.packages import Scope, file_name, make_package
from amparo.ground.texts.actions.projects import DeskRefused
from amparo.ground.texts.actions.uploads import drop_upload, keep_upload, kept_upload
from amparo.ground.texts.exchange.reading import MEDIA
from amparo.ground.texts.forms import BringPackageForm, MakePackageForm, number
from amparo.ground.texts.markdown.tree import Refused
from amparo.ground.texts.models import Format
from amparo.ground.texts.permissions import Permission
from amparo.ground.texts.queries import Piece, difference
from amparo.ground.texts.queries import packages as queries
from amparo.ground.texts.queries.checks import CheckFinding
from amparo.ground.texts.queries.packages import Only

from .opened import Desk, desk

A_PAGE = 12
CONFLICTS_A_PAGE = 40
QUIET = frozenset({Outcome.SAME, Outcome.EMPTY})
TAKEN = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.STALE, Outcome.CONFLICT})
COMPARED = frozenset({Outcome.CHANGED, Outcome.STALE})


class Shown(NamedTuple):
    """A line of a preview; `pieces` tell what stands there from what the file says, `findings`
    what the checks say of the file's words."""

    line: Line
    pieces: list[Piece]
    findings: list[CheckFinding]


@require_http_methods(["GET", "HEAD", "POST"])
def packages(request: HttpRequest, project: int, tag: str) -> HttpResponse:
    """What can be taken out and how much it is; the packages there are. A POST is a file."""
    found = _found(request, project, tag)
    form = _make_form(found, request)
    if request.method == "POST" and form.is_valid():
        try:
            package, content = make_package(
                found.project,
                found.language,
                format=Format(form.cleaned_data["format"]),
                scope=Scope(
                    tuple(UUID(one) for one in form.cleaned_data["chapters"]),
                    Only(form.cleaned_data["only"]),
                ),
                by=found.by.actor,
            )
        except DeskRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            response = HttpResponse(content, content_type=MEDIA[package.format])
            response["Content-Disposition"] = f'attachment; filename="{file_name(package)}"'
            response["Cache-Control"] = "no-store"
            return response
    return _page(request, found, form, BringPackageForm())


@require_POST
def bring(request: HttpRequest, project: int, tag: str) -> HttpResponse:
    """A file that came back: read, kept for an hour, and shown before anything is changed."""
    found = _found(request, project, tag)
    form = BringPackageForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["file"]
        try:
            read_package(found.project, found.language, content)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(
                "texts:package_preview",
                found.project.pk,
                found.language,
                keep_upload(content, **_mine(found)),
            )
    return _page(request, found, _make_form(found), form)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, project: int, tag: str, word: str) -> HttpResponse:
    """What a file would change, line by line; a POST merges it."""
    found = _found(request, project, tag)
    content = kept_upload(word, **_mine(found))
    if content is None:
        return _bring_again(request, found, _("The file was kept for an hour. Bring it again."))
    try:
        merge = read_package(found.project, found.language, content)
        if request.method == "POST":
            chosen = {number(one) for one in request.POST.getlist("take")}
            everything = request.POST.get("all") == "yes"
            package = merge_package(merge, by=found.by.actor, take_conflicts=everything or chosen)
            drop_upload(word, **_mine(found))
            if package is None:
                return redirect("texts:packages", found.project.pk, found.language)
            return redirect("texts:package", found.project.pk, found.language, package.key)
    except Refused as refusal:  # it fitted when it was brought
        return _bring_again(request, found, str(refusal))
    return render(request, "texts/package_preview.html", _previewed(request, found, merge))


@require_safe
def report(request: HttpRequest, project: int, tag: str, key: UUID) -> HttpResponse:
    """What the last merge of a package did."""
    found = _found(request, project, tag)
    package = queries.package(found.project, found.language, key)
    if package is None or package.report is None:
        raise Http404
    told = {Outcome(line["outcome"]) for line in package.report["lines"]}
    show = _asked(request, told)
    lines = [one for one in package.report["lines"] if show is None or one["outcome"] == show]
    page, pages, lines = _paged(request, lines, A_PAGE)
    return render(
        request,
        "texts/package_report.html",
        {
            "desk": found,
            "package": package,
            "counts": [
                (Outcome(outcome), count) for outcome, count in package.report["counts"].items()
            ],
            "told": told,
            "lines": [{**one, "outcome": Outcome(one["outcome"])} for one in lines],
            "show": show,
            "page": page,
            "pages": pages,
            "kept": package.report["kept"],
            "words": package.report["words"],
        },
    )


def _found(request: HttpRequest, project: int, tag: str) -> Desk:
    found = desk(request, project, tag)
    if not Permission.PACKAGE.value.allows(found.by):
        raise Http404
    return found


def _mine(found: Desk) -> dict[str, Any]:
    return {"project": found.project.pk, "language": found.language, "by": found.by.actor}


def _make_form(found: Desk, request: HttpRequest | None = None) -> MakePackageForm:
    chapters, whole = queries.chapter_amounts(found.project, found.language)
    return MakePackageForm(
        request.POST if request is not None and request.method == "POST" else None,
        only=[
            (only.value, f"{capfirst(str(only.label))} ({_words(whole[only].words)})")
            for only in (Only.OPEN, Only.UNTRANSLATED, Only.STALE, Only.ALL)
        ],
        chapters=[
            (
                str(one.lineage),
                # The title may run the other way than the line it stands in.
                _("%(chapter)s: %(open)s to do, of %(all)s")
                % {
                    "chapter": f"\u2068{one.title.words}\u2069",
                    "open": _words(one.amounts[Only.OPEN].words),
                    "all": _words(one.amounts[Only.ALL].words),
                },
            )
            for one in chapters
        ],
    )


def _words(count: int) -> str:
    return ngettext("%(count)s word", "%(count)s words", count) % {
        "count": formats.number_format(count, use_l10n=True)
    }


def _page(
    request: HttpRequest, found: Desk, make: MakePackageForm, brought: BringPackageForm
) -> HttpResponse:
    return render(
        request,
        "texts/packages.html",
        {
            "desk": found,
            "make": make,
            "bring": brought,
            "packages": queries.packages(found.project, found.language),
        },
    )


def _bring_again(request: HttpRequest, found: Desk, reason: str) -> HttpResponse:
    form = BringPackageForm({})
    form.errors.clear()
    form.add_error(None, reason)
    return _page(request, found, _make_form(found), form)


def _previewed(request: HttpRequest, found: Desk, merge: Merge) -> dict[str, Any]:
    show = _asked(request, merge.counts)
    lines = [
        line
        for line in merge.lines
        if (line.outcome is show if show is not None else line.outcome not in QUIET)
    ]
    order = list(Outcome)
    lines.sort(key=lambda line: order.index(line.outcome))
    size = CONFLICTS_A_PAGE if show is Outcome.CONFLICT else A_PAGE
    page, pages, lines = _paged(request, lines, size)
    findings = queries.findings_in(
        found.project,
        found.language,
        {line.segment: line.words for line in lines if line.segment and line.outcome in TAKEN},
    )
    return {
        "desk": found,
        "merge": merge,
        "counts": list(merge.counts.items()),
        "show": show,
        "page": page,
        "pages": pages,
        "lines": [
            Shown(
                line,
                difference(line.stands, line.words)
                if line.stands and line.outcome in COMPARED
                else [],
                findings.get(line.segment, []) if line.segment else [],
            )
            for line in lines
        ],
        "conflicts": merge.counts.get(Outcome.CONFLICT, 0),
        "writes": sum(
            count for outcome, count in merge.counts.items() if outcome not in QUIET | TOLD
        )
        + merge.counts.get(Outcome.STALE, 0),
    }


def _asked(request: HttpRequest, known: Any) -> Outcome | None:
    show = request.GET.get("show", "")
    return Outcome(show) if show in {str(outcome) for outcome in known} else None


def _paged(request: HttpRequest, lines: list[Any], size: int) -> tuple[int, int, list[Any]]:
    pages = max(1, -(-len(lines) // size))
    page = min(max(number(request.GET.get("page", "")), 1), pages)
    return page, pages, lines[(page - 1) * size : page * size]


urlpatterns = [
    path("", packages, name="packages"),
    path("bring/", bring, name="package_bring"),
    path("brought/<str:word>/", preview, name="package_preview"),
    path("<uuid:key>/", report, name="package"),
]
