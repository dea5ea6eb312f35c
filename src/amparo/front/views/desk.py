"""Staff's own pages. Whoever may not see one is told what strangers are told: nothing is here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amparo.front import actions, queries
from amparo.front.forms import NamesForm, OrganisationForm, SampleForm
from amparo.front.permissions import Permission
from amparo.ground.identity.queries import reader
from amparo.ground.interface.queries import installation


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for us, and where our pages are."""
    by = reader(request)
    pages = queries.desk(by)
    if pages is None or by is None:
        raise Http404
    return render(
        request, "front/desk.html", {"pages": pages, "waiting": queries.waiting_for_me(by)}
    )


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """What is done in the background: how far, until when, what failed and where."""
    page = queries.jobs(reader(request), _page(request))
    if page is None:
        raise Http404
    return render(request, "front/jobs.html", {"page": page})


@require_http_methods(["GET", "POST"])
def audit(request: HttpRequest) -> HttpResponse:
    """What staff did; asked to (POST), the whole chain is checked."""
    by = reader(request)
    found = queries.audit(by, _page(request))
    if found is None:
        raise Http404
    page, acts = found
    checked = request.method == "POST"
    return render(
        request,
        "front/audit.html",
        {
            "page": page,
            "acts": acts,
            "checked": checked,
            "breaks": queries.breaks(by) if checked else None,
        },
    )


@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    """The organisation's name and exits, by language."""
    by = reader(request)
    if by is None or not Permission.ORGANISATION.value.allows(by):
        raise Http404
    row = installation()
    form = OrganisationForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        actions.rename_organisation(
            name=form.cleaned_data["name"],
            names=form.by_language("name"),
            exits=form.by_language("exit"),
            by=by,
        )
        return redirect("front:desk")
    return render(request, "front/organisation.html", {"form": form})


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """The two lists an organisation keeps."""
    found = queries.lists(reader(request))
    if found is None:
        raise Http404
    return render(request, "front/words.html", {"priorities": found[0], "themes": found[1]})


@require_http_methods(["GET", "POST"])
def add_entry(request: HttpRequest, kind: str) -> HttpResponse:
    """One more entry, at the end of its list."""
    by = reader(request)
    if by is None or queries.lists(by) is None or kind not in actions.LISTS:
        raise Http404
    form = NamesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_entry(kind, names=form.names(), by=by)
        return redirect("front:words")
    return render(request, "front/entry.html", {"form": form, "kind": kind})


@require_http_methods(["GET", "POST"])
def edit_entry(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Another name for an entry; or out of use, or back into it."""
    by = reader(request)
    row = queries.entry(by, kind, slug)
    if row is None or by is None:
        raise Http404
    asked = request.POST.get("use", "")
    if request.method == "POST" and asked in {"retire", "restore"}:
        actions.retire_entry(row, retired=asked == "retire", by=by)
        return redirect("front:words")
    form = NamesForm(request.POST or None, names=row.names)
    if request.method == "POST" and form.is_valid():
        actions.rename_entry(row, names=form.names(), by=by)
        return redirect("front:words")
    return render(request, "front/entry.html", {"form": form, "kind": kind, "row": row})


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component on one page (the interface stands below identity, so its door is here)."""
    if not Permission.DESK.value.allows(reader(request)):
        raise Http404
    return render(
        request,
        "interface/components.html",
        {
            "form": SampleForm(request.GET or None),
            "sample": _("Everybody has the right to defend rights"),
            "paragraph": _(
                "Somebody on a borrowed phone reads this at night, on a slow line. It should be"
                " calm, short and true, and say what happens next."
            ),
        },
    )
