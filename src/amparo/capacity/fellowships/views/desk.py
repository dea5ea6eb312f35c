"""The desk's page: one, for the office, reviewers and coaches. Its words are all in it.

What the program works on it fetches by itself (views/api.py); this page says what things are called
in the reader's language, and what this reader may do.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from amparo.capacity.fellowships.models.workflow import (
    APPLICATION,
    APPLICATION_LABELS,
    FELLOWSHIP,
    FELLOWSHIP_LABELS,
    Who,
)
from amparo.capacity.fellowships.permissions import Permission
from amparo.capacity.fellowships.queries import forms_asked
from amparo.ground.identity.queries import reader
from amparo.ground.interface.guarding import trusted_types
from amparo.ground.questions import queries as questions
from amparo.ground.vault import queries as vault
from amparo.ground.vault.queries.desk import desk_words
from amparo.ground.vocabulary import queries as vocabulary

from . import desk_words_cohort, desk_words_fellow, desk_words_office, desk_words_panel

NO_ID = "00000000-0000-0000-0000-000000000000"
TABLES = {"application": APPLICATION, "fellowship": FELLOWSHIP}


@trusted_types
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The page of the desk's program; nothing on it is anybody's story."""
    by = reader(request)
    if by is None or not Permission.API.value.allows(by):
        raise Http404
    language = get_language() or "en"
    may = {
        "office": Permission.OFFICE.value.allows(by),
        "review": Permission.REVIEW.value.allows(by),
        "accompany": Permission.ACCOMPANY.value.allows(by),
    }
    told = {
        "can": may,
        "words": words(),
        "countries": vocabulary.countries_by_region(language),
        "groups": [(row.slug, row.name_in(language)) for row in vocabulary.priority_groups()],
        "themes": [(row.slug, row.name_in(language)) for row in vocabulary.themes()],
        "languages": [(row.tag, row.own_name) for row in vocabulary.languages()],
        "forms": forms(language),
        "ways": ways(),
        "urls": {
            "unlock": reverse("vault:api") + "unlock/",
            "blobs": reverse("vault:blobs"),
            "blob": reverse("vault:blob", args=[NO_ID]),
        },
    }
    published = vault.demonstration_secrets(by)
    response = render(
        request, "fellowships/desk.html", {"told": told, "may": may, "published": published}
    )
    response["Cache-Control"] = "no-store"
    return response


def words() -> dict[str, str]:
    """Everything the desk says, by key."""
    states = {
        **{f"state.{state}": str(label.staff) for state, label in APPLICATION_LABELS.items()},
        **{f"told.{state}": str(label.applicant) for state, label in APPLICATION_LABELS.items()},
        **{f"fellow.{state}": str(label.staff) for state, label in FELLOWSHIP_LABELS.items()},
        **{f"fellow_told.{one}": str(row.applicant) for one, row in FELLOWSHIP_LABELS.items()},
    }
    said = {f"verb.{one.verb}": str(one.label) for one in (*APPLICATION, *FELLOWSHIP)}
    return {
        **desk_words(),
        **states,
        **said,
        **desk_words_office.words(),
        **desk_words_panel.words(),
        **desk_words_cohort.words(),
        **desk_words_fellow.words(),
    }


def ways() -> dict[str, dict[str, list[str]]]:
    """What staff may say in each state: {"application": {"sent": ["eligible", ...]}}."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, table in TABLES.items():
        for one in table:
            if one.who != Who.APPLICANT:
                found.setdefault(name, {}).setdefault(one.before, []).append(one.verb)
    return found


def forms(language: str) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The questions of every version that answers may have been given to, by form and number."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for slug in forms_asked():
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


patterns = [path("desk/fellowships/", desk, name="desk")]
