"""Forms as they are kept, for who asks them and for who edits them."""

from collections.abc import Iterator
from typing import Any

from amparo.ground.identity.models import Account
from amparo.ground.questions.models import FormVersion, Question
from amparo.ground.search.models import Document

from .shapes import Asked, Shape


def form(slug: str, *, version: int | None = None) -> Shape | None:
    """A published form: a version of it, or its newest; None where there is none. Two queries."""
    rows = FormVersion.objects.filter(form__slug=slug, state=FormVersion.State.PUBLISHED)
    row = (rows if version is None else rows.filter(number=version)).order_by("-number").first()
    return shape_of(row, slug) if row else None


def shape_of(version: FormVersion, slug: str | None = None) -> Shape:
    """Any version as plain values, drafts too (their number is 0)."""
    return Shape(
        slug or version.form.slug,
        version.number or 0,
        tuple(asked_of(row) for row in version.questions.all()),
        version.name,
    )


def asked_of(row: Question) -> Asked:
    """A row as plain values."""
    return Asked(
        key=row.key,
        kind=row.kind,
        said=row.words,
        offered=tuple(row.options),
        required=row.required,
        limit=row.limit,
        readers=tuple(row.readers),
        keep_days=row.keep_days,
        sealed=row.sealed,
        shown_if=row.shown_if,
        titled=row.section,
        fixed=row.fixed,
    )


def searchable() -> Iterator[Document]:
    """Nothing: a form is found where it is asked."""
    yield from ()


def about(by: Account) -> dict[str, Any]:
    """What this room holds about an account: nothing; it keeps questions, and no answers."""
    del by
    return {}
