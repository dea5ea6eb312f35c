"""Every change to the shared words.

This room stands below the record and below identity: it knows nobody. The front asks who may,
writes the audit entry and drops the kept pages, all in one transaction around these verbs.
"""

import csv
from typing import Any

import yaml
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from . import queries
from .models import Country, Language, PriorityGroup, Theme


class NamelessError(Exception):
    """A change that cannot be made; its message is for the person."""


Entries = list[dict[str, str]]


def _entries(file_name: str) -> Entries:
    with (queries.DATA / file_name).open(encoding="utf-8") as text:
        entries: Entries = yaml.safe_load(text)
    return entries


def write(
    countries: type[models.Model],
    languages: type[models.Model],
    themes: type[models.Model],
    groups: type[models.Model],
) -> None:
    """Write the data files into these four models (a migration gives its historical ones).

    Countries and languages follow the files. Themes and priority groups belong to the
    organisation: a missing one is added, one that is there keeps its words.
    """
    with (queries.DATA / "countries.csv").open(encoding="utf-8", newline="") as lines:
        _put(
            countries,
            "code",
            [
                {
                    "code": line["code"],
                    "iso3": line["iso3"],
                    "numeric": line["numeric"],
                    "un_member": line["un_member"] == "yes",
                    "un_group": line["un_group"],
                }
                for line in csv.DictReader(lines)
            ],
        )
    _put(
        languages,
        "tag",
        [
            {
                "tag": tag,
                "own_name": queries.own_name(tag),
                "direction": str(queries.direction(tag)),
                "interface": line.interface,
            }
            for tag, line in queries.told().items()
        ],
    )
    for model, file_name in ((themes, "themes.yaml"), (groups, "priority_groups.yaml")):
        there = set(model._default_manager.values_list("slug", flat=True))
        model._default_manager.bulk_create(
            model(
                slug=entry["slug"],
                names={tag: name for tag, name in entry.items() if tag != "slug"},
                order=(place + 1) * 10,
            )
            for place, entry in enumerate(_entries(file_name))
            if entry["slug"] not in there
        )


def _put(model: type[models.Model], key: str, rows: list[dict[str, Any]]) -> None:
    model._default_manager.bulk_create(
        (model(**row) for row in rows),
        update_conflicts=True,
        unique_fields=[key],
        update_fields=[name for name in rows[0] if name != key],
    )


@transaction.atomic
def load() -> None:
    """Bring the shared words up to the files; safe to call at every start."""
    write(Country, Language, Theme, PriorityGroup)


ListModel = type[Theme] | type[PriorityGroup]


@transaction.atomic
def add(model: ListModel, *, names: dict[str, str]) -> Theme | PriorityGroup:
    """Add a word to a list, named in at least one language; it comes last."""
    spoken = _spoken(names)
    first = spoken.get("en") or next(iter(spoken.values()))
    stem = slugify(first)[:50] or "entry"
    taken = set(model.objects.values_list("slug", flat=True))
    slug = next(
        candidate
        for candidate in (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
        if candidate not in taken
    )
    last = model.objects.aggregate(last=models.Max("order"))["last"] or 0
    return model.objects.create(slug=slug, names=spoken, order=last + 10)


@transaction.atomic
def rename(entry: Theme | PriorityGroup, *, names: dict[str, str]) -> None:
    """Give an entry other names; its slug, which addresses use, stays."""
    entry.names = _spoken(names)
    entry.save(update_fields=["names"])


@transaction.atomic
def retire(entry: Theme | PriorityGroup, *, retired: bool) -> None:
    """Take an entry out of use, or back into it; what points at it stays true."""
    entry.retired = retired
    entry.save(update_fields=["retired"])


def _spoken(names: dict[str, str]) -> dict[str, str]:
    spoken = {tag: name.strip() for tag, name in names.items() if name.strip()}
    if not spoken:
        raise NamelessError(_("Give a name in at least one language."))
    return spoken
