"""Every change to the strategy."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account
from amparo.ground.interface.actions import public_changed
from amparo.ground.record.actions import note
from amparo.ground.search import actions as search

from . import queries
from .models import Commitment, Framework, Goal

FILE = Path(__file__).with_name("data") / "framework.yaml"


class WordlessError(Exception):
    """Words are missing in every language; the message is for the person."""


def _spoken(words: Mapping[str, str]) -> dict[str, str]:
    spoken = {tag: text.strip() for tag, text in words.items() if text.strip()}
    if not spoken:
        raise WordlessError(_("Write it in at least one language."))
    return spoken


def _shown_again() -> None:
    """Pages and index follow: a language may also have lost its words."""
    found = {document.key: document for document in queries.searchable()}
    for document in found.values():
        search.put(document)
    for tag, _name in settings.LANGUAGES:
        if f"strategy.framework:{tag}" not in found:
            search.remove(f"strategy.framework:{tag}")
    public_changed()


def write(
    frameworks: type[Any], goals: type[Any], commitments: type[Any], told: Mapping[str, Any]
) -> None:
    """Write `told` (the shape of framework.yaml) into these models, adding what is missing.

    What is there keeps its words: they are the organisation's. What serves a promise follows the
    file, since that is about this house.
    """
    framework, _new = frameworks.objects.get_or_create(
        pk=1,
        defaults={name: told[name] for name in ("title", "intro", "source", "source_date")},
    )
    for place, goal in enumerate(told["goals"]):
        row, _new = goals.objects.get_or_create(
            slug=goal["slug"],
            defaults={
                "framework": framework,
                "kind": goal["kind"],
                "name": goal["name"],
                "order": (place + 1) * 10,
            },
        )
        for step, promise in enumerate(goal["commitments"]):
            kept, new = commitments.objects.get_or_create(
                code=promise["code"],
                defaults={
                    "goal": row,
                    "text": promise["text"],
                    "served_by": promise["served_by"],
                    "order": (step + 1) * 10,
                },
            )
            if not new and kept.served_by != promise["served_by"]:
                kept.served_by = promise["served_by"]
                kept.save(update_fields=["served_by"])


@transaction.atomic
def load() -> None:
    """Bring the framework up to its file; safe to call at every start."""
    write(Framework, Goal, Commitment, yaml.safe_load(FILE.read_text(encoding="utf-8")))
    _shown_again()


@transaction.atomic
def reword_commitment(commitment: Commitment, *, words: Mapping[str, str], by: Account) -> None:
    """Give a promise other words, by language; raises WordlessError when all are empty."""
    commitment.text = _spoken(words)
    commitment.save(update_fields=["text"])
    _shown_again()
    note(
        by=by.actor,
        verb="strategy.reword",
        kind="strategy.commitment",
        object_id=str(commitment.pk),
    )


@transaction.atomic
def reword_framework(
    framework: Framework, *, title: Mapping[str, str], intro: Mapping[str, str], by: Account
) -> None:
    """Give the framework another title and opening; raises WordlessError when either is empty."""
    framework.title = _spoken(title)
    framework.intro = _spoken(intro)
    framework.save(update_fields=["title", "intro"])
    _shown_again()
    note(
        by=by.actor, verb="strategy.reword", kind="strategy.framework", object_id=str(framework.pk)
    )


def forget(*, by: Account) -> None:
    """Nothing here is about a person: there is nothing to forget."""
    del by
