"""Our strategy: one public page, and two for the people who keep its words."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from amparo.ground.identity.queries import reader
from amparo.ground.interface.keeping import alike

from . import actions, queries
from .forms import WordsForm


@require_safe
@login_not_required
@alike
def framework(request: HttpRequest) -> HttpResponse:
    """What we promised, and where each promise stands."""
    return render(
        request,
        "strategy/framework.html",
        {
            "shown": queries.framework(get_language() or "en"),
            "may_reword": queries.may_reword(reader(request)),
        },
    )


@require_http_methods(["GET", "POST"])
def reword_framework(request: HttpRequest) -> HttpResponse:
    """Change the title and the opening words."""
    by = reader(request)
    row = queries.rewordable_framework(by)
    if row is None or by is None:
        raise Http404
    form = WordsForm(
        request.POST or None,
        texts={
            "title": (_("Title"), row.title, 120),
            "intro": (_("Opening words"), row.intro, 1200),
        },
    )
    if request.method == "POST" and form.is_valid():
        actions.reword_framework(row, title=form.words("title"), intro=form.words("intro"), by=by)
        return redirect("strategy:framework")
    return render(request, "strategy/reword.html", {"form": form})


@require_http_methods(["GET", "POST"])
def reword_commitment(request: HttpRequest, code: str) -> HttpResponse:
    """Change the words of one promise."""
    by = reader(request)
    row = queries.rewordable_commitment(by, code)
    if row is None or by is None:
        raise Http404
    form = WordsForm(request.POST or None, texts={"text": (_("Promise"), row.text, 300)})
    if request.method == "POST" and form.is_valid():
        actions.reword_commitment(row, words=form.words("text"), by=by)
        return redirect(f"{reverse('strategy:framework')}#{row.code}")
    return render(request, "strategy/reword.html", {"form": form, "code": row.code})
