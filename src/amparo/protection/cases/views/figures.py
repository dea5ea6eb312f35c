"""Figures for everybody: as bars, as tables, as a file."""

import csv
import io

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from amparo.ground.interface.keeping import alike
from amparo.protection.cases.queries import figures as released


@require_safe
@login_not_required
@alike
def figures(request: HttpRequest) -> HttpResponse:
    """What was counted and let out by hand; small numbers are not there."""
    return render(request, "cases/figures.html", {"tables": released.figures()})


@require_safe
@login_not_required
def as_csv(_request: HttpRequest) -> HttpResponse:
    """The same as one file."""
    out = io.StringIO()
    csv.writer(out).writerows(released.as_rows())
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="figures.csv"'
    return response


patterns = [
    path("our-figures/", figures, name="figures"),
    path("our-figures/figures.csv", as_csv, name="figures_csv"),
]
