"""The house's words: what to use, what may be used, what never."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amparo.ground.identity.models import Account
from amparo.ground.identity.queries import reader
from amparo.ground.texts import actions, queries
from amparo.ground.texts.forms import ConceptForm, GlossaryFileForm, TermForm, number
from amparo.ground.texts.models import Concept, Term, Use
from amparo.ground.texts.permissions import Permission
from amparo.ground.vocabulary import queries as vocabulary

PER_PAGE = 30


def _who(request: HttpRequest) -> Account:
    by = reader(request)
    if by is None or not Permission.GLOSSARY.value.allows(by):
        raise Http404
    return by


@require_http_methods(["GET", "HEAD"])
def glossary(request: HttpRequest) -> HttpResponse:
    """Every concept with its words; with `?language=`, those of one language beside the others."""
    _who(request)
    tag = vocabulary.canonical(request.GET.get("language", "")[:35])
    asked = request.GET.get("q", "").strip()[:80]
    concepts = [
        (_title(one), one)
        for one in queries.glossary(tag)
        if any(asked.casefold() in term.words.casefold() for term in one.terms.all()) or not asked
    ]
    concepts.sort(key=lambda one: one[0].casefold())
    page = Paginator(concepts, PER_PAGE).get_page(number(request.GET.get("page", "")) or 1)
    return render(
        request,
        "texts/glossary.html",
        {
            "page": page,
            "entries": [(title, one, _spoken(one)) for title, one in page],
            "asked": asked,
            "query": urlencode({"q": asked, "language": tag}),
            "chosen": tag,
            "tags": queries.glossary_languages(),
            "taken": number(request.GET.get("taken", "")),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_concept(request: HttpRequest) -> HttpResponse:
    """One more concept, with its words in one language."""
    by = _who(request)
    form = ConceptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                concept = actions.add_concept(note=form.cleaned_data["note"], by=by)
                actions.put_term(
                    concept,
                    language=form.cleaned_data["language"],
                    words=form.cleaned_data["words"],
                    use=Use.PREFERRED,
                    by=by,
                )
        except actions.Refused as refused:
            form.add_error("words", str(refused))
        else:
            return redirect("texts:concept", concept.pk)
    return render(request, "texts/concept_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def concept(request: HttpRequest, concept: int) -> HttpResponse:
    """One concept: its words in every language; add some, or take some away."""
    by = _who(request)
    row = queries.concept(concept)
    if row is None:
        raise Http404
    gone = number(request.POST.get("remove", ""))
    if gone:
        term = next((one for one in row.terms.all() if one.pk == gone), None)
        if term is not None:
            actions.remove_term(term, by=by)
        return redirect("texts:concept", row.pk)
    form = TermForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.put_term(
                row,
                language=said["language"],
                words=said["words"],
                use=Use(said["use"]),
                country=said["country"],
                note=said["note"],
                by=by,
            )
        except actions.Refused as refused:
            form.add_error("words", str(refused))
        else:
            return redirect("texts:concept", row.pk)
    return render(
        request, "texts/concept.html", {"concept": row, "title": _title(row), "form": form}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_glossary(request: HttpRequest) -> HttpResponse:
    """A whole glossary from a table."""
    by = _who(request)
    form = GlossaryFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = actions.import_terms(form.cleaned_data["table"], by=by)
        except actions.Refused as refused:
            form.add_error("table", str(refused))
        else:
            return redirect(f"{reverse('texts:glossary')}?taken={taken}")
    return render(request, "texts/glossary_import.html", {"form": form})


def _spoken(concept: Concept) -> list[tuple[str, list[list[Term]]]]:
    """A concept's words by language: those to use, those that may be used, those never to use."""
    found: dict[str, list[list[Term]]] = {}
    for term in concept.terms.all():
        uses = found.setdefault(term.language, [[] for _use in Use])
        uses[Use.values.index(term.use)].append(term)
    return sorted(found.items(), key=lambda one: one[0] != (get_language() or "en"))


def _title(concept: Concept) -> str:
    """A concept's words in the page's language, or whatever words it has first."""
    here = get_language() or "en"
    terms = sorted(
        (term for term in concept.terms.all() if term.use != Use.FORBIDDEN),
        key=lambda term: term.language != here,
    )
    return terms[0].words if terms else _("without words yet")
