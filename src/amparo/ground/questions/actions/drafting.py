"""What an organisation makes of a form: a draft, changed question by question, then published."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from amparo.ground.identity.models import Account
from amparo.ground.interface.actions import public_changed
from amparo.ground.questions.models import Form, FormVersion, Question
from amparo.ground.questions.queries.desk import unready
from amparo.ground.questions.queries.rows import shape_of
from amparo.ground.record.actions import note

State = FormVersion.State
COPIED = (
    "key", "kind", "words", "section", "options", "shown_if", "required", "limit", "readers",
    "keep_days", "sealed", "fixed",
)  # fmt: skip


class RefusedError(Exception):
    """A change that cannot be made; its message is for the person."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question as it shall be. `words` and `options` hold every language that is changed.

    `options`: (value or "" for a new one, words by language), in order; None leaves them.
    `gone`: values that go.
    """

    words: Mapping[str, Mapping[str, str]]
    options: list[tuple[str, dict[str, str]]] | None = None
    gone: frozenset[str] = frozenset()
    required: bool = False
    limit: int | None = None
    shown_if: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def begin_draft(form: Form, *, source: FormVersion, by: Account) -> FormVersion:
    """A draft with the questions of `source`; the one there is, where there is one."""
    Form.objects.select_for_update().get(pk=form.pk)
    there = form.versions.filter(state=State.DRAFT).first()
    if there is not None:
        return there
    draft = FormVersion.objects.create(form=form, state=State.DRAFT, name=source.name)
    Question.objects.bulk_create(
        Question(version=draft, place=place * 10, **{name: getattr(row, name) for name in COPIED})
        for place, row in enumerate(source.questions.all(), 1)
    )
    _noted("questions.begin", draft, by)
    return draft


@transaction.atomic
def drop(version: FormVersion, *, by: Account) -> None:
    """Throw a draft away, or an offer; what is published stays as it is."""
    row = FormVersion.objects.select_for_update().filter(pk=version.pk).first()
    if row is None or row.state == State.PUBLISHED:
        raise RefusedError(_("It is not there any more."))
    _noted("questions.drop", row, by)
    row.delete()


@transaction.atomic
def add_question(draft: FormVersion, *, label: str, kind: str, by: Account) -> Question:
    """A question at the end of a draft, with its English words; its key is its for ever.

    A key that any version of the form ever used means what it meant then, and is not used again.
    """
    _locked(draft)
    used = set(Question.objects.filter(version__form=draft.form_id).values_list("key", flat=True))
    stem = slugify(label).replace("-", "_")[:30].strip("_") or "question"
    key = next(
        one for one in (stem, *(f"{stem}_{n}" for n in range(2, len(used) + 3))) if one not in used
    )
    last = draft.questions.order_by("place").last()
    row = Question.objects.create(
        version=draft,
        place=last.place + 10 if last else 10,
        key=key,
        kind=kind,
        words={"en": {"label": label}},
        readers=last.readers if last else [],
        sealed=last.sealed if last else True,
    )
    _noted("questions.change", draft, by)
    return row


@transaction.atomic
def write_question(question: Question, *, wanted: Wanted, by: Account) -> None:
    """Give a draft's question other words, answers, order of showing or limits.

    Raises RefusedError where another question depends on an answer that would go.
    """
    draft = _locked(question.version)
    question.words = _merged(question.words, wanted.words)
    if not any(told.get("label") for told in question.words.values()):
        raise RefusedError(_("A question needs words in at least one language."))
    if wanted.options is not None:
        question.options = _options(question, wanted)
    question.required = wanted.required
    question.limit = wanted.limit
    question.shown_if = dict(wanted.shown_if)
    question.save()
    _noted("questions.change", draft, by)


def _merged(
    old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    merged = {tag: dict(told) for tag, told in old.items()}
    for tag, told in new.items():
        merged[tag] = {part: words for part, words in told.items() if words}
    return {tag: told for tag, told in merged.items() if told}


def _options(question: Question, wanted: Wanted) -> list[dict[str, Any]]:
    needed = {
        value
        for row in question.version.questions.all()
        if row.shown_if.get("key") == question.key
        for value in (*row.shown_if.get("is", ()), *row.shown_if.get("is_not", ()))
    }
    if wanted.gone & needed:
        raise RefusedError(_("Another question is shown by this answer. Change that one first."))
    if wanted.gone and question.fixed:
        raise RefusedError(_("Our program reads these answers. They may be reworded; they stay."))
    old = {str(one["value"]): one for one in question.options}
    options: list[dict[str, Any]] = []
    for value, words in wanted.options or ():
        if value in wanted.gone:
            continue
        there = old.get(value, {"words": {}})
        spoken = {tag: text for tag, text in {**there["words"], **words}.items() if text}
        if not spoken:
            raise RefusedError(_("An answer needs words in at least one language."))
        name = value or _fresh(spoken, [*old, *(one["value"] for one in options)])
        options.append({"value": name, "words": spoken})
    return options


def _fresh(words: Mapping[str, str], used: list[str]) -> str:
    stem = slugify(words.get("en", "")).replace("-", "_")[:30].strip("_") or "answer"
    return next(
        one for one in (stem, *(f"{stem}_{n}" for n in range(2, len(used) + 3))) if one not in used
    )


@transaction.atomic
def move(question: Question, *, earlier: bool, by: Account) -> None:
    """Change places with a neighbour; refused where a question would come before its opener."""
    draft = _locked(question.version)
    rows = list(draft.questions.all())
    here = next(place for place, row in enumerate(rows) if row.pk == question.pk)
    there = here + (-1 if earlier else 1)
    if not 0 <= there < len(rows):
        return
    first, second = rows[min(here, there)], rows[max(here, there)]
    if second.shown_if.get("key") == first.key:
        raise RefusedError(_("The second of these is shown by an answer to the first."))
    first.place, second.place = second.place, first.place
    Question.objects.bulk_update([first, second], ["place"])
    _noted("questions.change", draft, by)


@transaction.atomic
def remove_question(question: Question, *, by: Account) -> None:
    """Take a question out of a draft; the published versions keep it."""
    draft = _locked(question.version)
    if question.fixed:
        raise RefusedError(_("Our program needs this question. It may be reworded; it stays."))
    if any(row.shown_if.get("key") == question.key for row in draft.questions.all()):
        raise RefusedError(_("Another question is shown by an answer to this one."))
    question.delete()
    _noted("questions.change", draft, by)


@transaction.atomic
def publish(draft: FormVersion, *, by: Account) -> FormVersion:
    """Ask it from now on: the next number. Answers given before keep the version they answer.

    Raises RefusedError where it cannot be asked so, or where it asks what is asked already.
    """
    row = _locked(draft)
    form = row.form
    reasons = unready(shape_of(row))
    if reasons:
        raise RefusedError(" ".join(reasons))
    published = form.versions.filter(state=State.PUBLISHED)
    newest = published.order_by("-number").first()
    if newest is not None and content(newest) == content(row):
        raise RefusedError(_("It asks the same as the version that is published."))
    row.state = State.PUBLISHED
    row.number = (published.aggregate(last=Max("number"))["last"] or 0) + 1
    row.published_on = _today()
    row.standard = digest(content(row)) == form.standard
    row.save()
    if row.standard:
        form.versions.filter(state=State.OFFERED).delete()
    public_changed()
    _noted("questions.publish", row, by)
    return row


def content(version: FormVersion) -> dict[str, Any]:
    """Everything a version asks, as `standard.expand` writes it."""
    return {
        "name": version.name,
        "questions": [
            {name: getattr(row, name) for name in COPIED} for row in version.questions.all()
        ],
    }


def digest(told: Mapping[str, Any]) -> str:
    """What is the same for the same content, and for no other."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _today() -> datetime.date:
    return timezone.now().date()


def _locked(draft: FormVersion) -> FormVersion:
    row = FormVersion.objects.select_for_update().filter(pk=draft.pk, state=State.DRAFT).first()
    if row is None:
        raise RefusedError(_("Somebody published this draft or threw it away meanwhile."))
    return row


def _noted(verb: str, version: FormVersion, by: Account) -> None:
    note(by=by.actor, verb=verb, kind="questions.version", object_id=str(version.pk))
