"""The desk's page: one, for everybody whose keys reach something here. Its words are all in it.

What the program works on it fetches by itself (views/api.py); this page says what things are called
in the reader's language, and what this reader may do.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from amparo.ground.identity.queries import reader
from amparo.ground.interface.guarding import trusted_types
from amparo.ground.questions import queries as questions
from amparo.ground.vault import queries as vault
from amparo.ground.vocabulary import queries as vocabulary
from amparo.protection.cases.permissions import Permission

from . import desk_case_words, desk_words

NO_ID = "00000000-0000-0000-0000-000000000000"
FORMS = ("help", "safeguarding")


@trusted_types
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The page of the desk's program; nothing on it is anybody's story."""
    by = reader(request)
    if by is None or not Permission.API.value.allows(by):
        raise Http404
    language = get_language() or "en"
    may = {
        "work": Permission.WORK.value.allows(by),
        "release": Permission.RELEASE.value.allows(by),
        "reveal": Permission.REVEAL.value.allows(by),
        "lent": Permission.LENT.value.allows(by),
        "referred": Permission.REFERRALS.value.allows(by),
    }
    told = {
        "can": may,
        "words": {**desk_words.words(), **desk_case_words.words()},
        "countries": vocabulary.countries_by_region(language),
        "groups": [(row.slug, row.name_in(language)) for row in vocabulary.priority_groups()],
        "forms": forms(language),
        "urls": {
            "unlock": reverse("vault:api") + "unlock/",
            "blobs": reverse("vault:blobs"),
            "blob": reverse("vault:blob", args=[NO_ID]),
        },
    }
    published = vault.demonstration_secrets(by)
    response = render(
        request, "cases/desk.html", {"told": told, "may": may, "published": published}
    )
    response["Cache-Control"] = "no-store"
    return response


def forms(language: str) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The questions of every version that answers may have been given to, by form and number."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for slug in FORMS:
        newest = questions.form(slug)
        shapes = [
            questions.form(slug, version=number)
            for number in range(1, newest.version if newest else 0)
        ]
        found[slug] = {
            str(shape.version): questions.as_json(shape, language)
            for shape in [*shapes, newest]
            if shape is not None
        }
    return found


patterns = [path("desk/cases/", desk, name="desk")]
