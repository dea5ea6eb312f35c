"""Publications made in the browser, brought as files, and what is said of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from amparo.capacity.press import actions, queries
from amparo.capacity.press.forms import BringForm, NewForm, WordsForm, words_of
from amparo.capacity.press.models import Publication
from amparo.capacity.press.permissions import Permission
from amparo.ground.identity.models import Account
from amparo.ground.identity.queries import reader

from .editing import about, opened

REFUSALS = (
    actions.DocxRefused,
    actions.EditRefused,
    actions.FolderRefused,
    actions.ImportRefused,
)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A publication that is not there yet: empty, or from a Word document or a zip."""
    by = reader(request)
    if by is None or not Permission.EDIT.value.allows(by):
        raise Http404
    here = get_language() or "en"
    if request.method != "POST":
        return render(request, "press/new.html", {"form": NewForm(here=here)})
    form = NewForm(request.POST, request.FILES, here=here)
    if not form.is_valid():
        return render(request, "press/new.html", {"form": form})
    told = form.cleaned_data
    words = {name: told[name] for name in ("slug", "language", "title", "kind")}
    try:
        if not told["file"]:
            actions.new_publication(**words, by=by)
            return redirect("press:chapters", told["slug"])
        brought = _taken(None, told["file"], words, by)
    except REFUSALS as refusal:
        form.add_error("file" if told["file"] else None, str(refusal))
        return render(request, "press/new.html", {"form": form})
    return _reported(request, told["slug"], brought, by)


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    """A Word document or a zip of Markdown that becomes the draft of a publication."""
    by, edition = opened(request, slug)
    form = BringForm()
    if request.method == "POST":
        form = BringForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                brought = _taken(edition.publication, form.cleaned_data["file"], {}, by)
            except REFUSALS as refusal:
                form.add_error("file", str(refusal))
            else:
                return _reported(request, slug, brought, by)
    return render(request, "press/bring.html", {**about(edition), "form": form})


def _taken(
    publication: Publication | None, file: object, words: dict[str, str], by: Account
) -> actions.Brought:
    name = str(file.name)  # type: ignore[attr-defined]
    if name.lower().endswith(".zip"):
        return actions.take_zip(publication, file, by=by, **words)  # type: ignore[arg-type]
    content = file.read(actions.MOST_DOCX + 1)  # type: ignore[attr-defined]
    return actions.take_docx(publication, content, name=name, by=by, **words)


def _reported(
    request: HttpRequest, slug: str, brought: actions.Brought, by: Account
) -> HttpResponse:
    """What came of it, at once; it stands nowhere else."""
    edition = queries.worked_on(by, slug)
    if edition is None:
        raise Http404
    return render(request, "press/brought.html", {**about(edition), "brought": brought})


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """What a publication is called and about, in each language, and its licence."""
    by, edition = opened(request, slug)
    source = edition.publication.source_language
    tags = [line.language for line in queries.lines(edition)]
    form = WordsForm(initial=words_of(edition, tags), tags=tags, source=source)
    if request.method == "POST":
        form = WordsForm(request.POST, tags=tags, source=source)
        if form.is_valid():
            try:
                actions.retell(
                    edition.publication,
                    titles=form.by_language("title"),
                    summaries=form.by_language("summary"),
                    licence=form.cleaned_data["licence"],
                    by=by,
                )
            except actions.EditRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("press:manage", slug)
    return render(request, "press/words.html", {**about(edition), "form": form})
