"""The release of an edition, language by language; and urgent notices."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.views.decorators.http import require_http_methods, require_POST

from amparo.capacity.press import actions, queries
from amparo.capacity.press.forms import NoticeForm, WaiveForm
from amparo.capacity.press.models import Edition, Finding, Gate, Stage, State
from amparo.capacity.press.permissions import Permission
from amparo.ground.identity.models import Account
from amparo.ground.identity.queries import reader

from .editing import about


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Every language with what stands against it; ordered here, with who has read it."""
    by = reader(request)
    edition = queries.numbered(by, slug, number)
    if by is None or edition is None:
        raise Http404
    wrong = ""
    if request.method == "POST":
        try:
            _ordered(request, edition, by)
        except actions.PublishRefused as refusal:
            wrong = str(refusal)
        else:
            return redirect("press:release", slug, number)
    return _shown(request, edition, wrong)


def _ordered(request: HttpRequest, edition: Edition, by: Account) -> None:
    if "withdraw" in request.POST:
        actions.withdraw_language(edition, request.POST["withdraw"][:35], by=by)
        return
    wanted = {
        tag: request.POST.get(f"reviewer-{tag}", "") for tag in request.POST.getlist("language")
    }
    actions.order_release(edition, wanted, by=by)


def _shown(
    request: HttpRequest, edition: Edition, wrong: str = "", *, unwaived: int = 0
) -> HttpResponse:
    lines = queries.lines(edition)
    context = {
        **about(edition),
        "wrong": wrong,
        "unwaived": unwaived,
        "can_order": edition.state in actions.CAN_ORDER,
        "is_out": edition.state == State.RELEASED,
        "waits": any(line.row and line.row.stage == Stage.ORDERED for line in lines),
        "lines": [(line, *_found(edition, line)) for line in lines],
    }
    return render(request, "press/release.html", context)


def _found(
    edition: Edition, line: queries.Line
) -> tuple[list[actions.Found], list[tuple[Finding, str]]]:
    """What would be found now in a language that nobody waits for, besides what was waived; and
    what was found, each with its words in the reader's language as far as it still stands.

    The worker wrote its words down in the house's first language: the same gates asked in both
    tell which sentence is which.
    """
    now = actions.cheap_gates(edition, line.language)
    with override(settings.LANGUAGE_CODE):
        written = actions.cheap_gates(edition, line.language)
    read = {first: here.words for first, here in zip(written, now, strict=True)}
    told = [
        (one, read.get(actions.Found(Gate(one.gate), one.where, one.words), one.words))
        for one in line.findings
    ]
    if line.row and line.row.stage in {Stage.ORDERED, Stage.BLOCKED}:
        return [], told
    waived = {(one.gate, one.where, one.words) for one in line.findings if one.waived}
    return [here for first, here in zip(written, now, strict=True) if first not in waived], told


@require_POST
def waive(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let a language out although this was found, with a reason for everybody to read."""
    by = reader(request)
    found = queries.finding(by, slug, pk)
    if by is None or found is None:
        raise Http404
    edition = found.release.edition
    form = WaiveForm(request.POST)
    try:
        actions.waive(found, form.cleaned_data["reason"] if form.is_valid() else "", by=by)
    except actions.PublishRefused as refusal:
        return _shown(request, edition, str(refusal), unwaived=pk)
    return redirect("press:release", slug, edition.number)


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, slug: str) -> HttpResponse:
    """An urgent notice: put up, shown at once on every page, taken away again."""
    by = reader(request)
    row = queries.managed(by, slug)
    if by is None or row is None or not Permission.AMEND.value.allows(by):
        raise Http404
    edition = row.editions[0]
    source = edition.publication.source_language
    tags = [line.language for line in queries.lines(edition)]
    standing = queries.amendment(row.publication)
    form = NoticeForm(initial=standing.words if standing else {}, tags=tags, source=source)
    if request.method == "POST" and "lift" in request.POST:
        if standing is not None:
            actions.lift(standing, by=by)
        return redirect("press:manage", slug)
    if request.method == "POST":
        form = NoticeForm(request.POST, tags=tags, source=source)
        if form.is_valid():
            try:
                actions.amend(row.publication, form.words(), by=by)
            except actions.EditRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("press:manage", slug)
    here = get_language() or "en"
    context = {**about(edition), "form": form, "standing": standing, "here": here}
    return render(request, "press/notice.html", context)
