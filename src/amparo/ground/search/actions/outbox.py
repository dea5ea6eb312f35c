"""What rooms tell the index, inside their own transactions."""

from collections.abc import Iterable
from itertools import islice

from django.db import connection, transaction
from django.db.models import BigIntegerField, Expression, Func, TextField, Value
from django.db.models.functions import Cast

from amparo.ground.search.models import Change, Document


def put(document: Document) -> None:
    """Make a document findable, or replace it, when the caller's transaction commits.

    Call it after the rows it is made from were changed: their locks order two writers of one key.
    """
    put_many([document])


def put_many(documents: Iterable[Document]) -> None:
    """`put` for many documents, some hundred in memory at a time."""
    waiting = iter(documents)
    with transaction.atomic():
        while batch := list(islice(waiting, 200)):
            Change.objects.bulk_create(
                Change(
                    key=document.key,
                    kind=Change.Kind.PUT,
                    payload=document.as_payload(),
                    xid=_this_transaction(),
                )
                for document in batch
            )


def remove(key: str) -> None:
    """Make a document unfindable when the caller's transaction commits; unknown keys are fine."""
    with transaction.atomic():
        Change.objects.create(key=key, kind=Change.Kind.REMOVE, xid=_this_transaction())


def _this_transaction() -> Expression:
    """The number of this transaction (PostgreSQL), or 0 (SQLite)."""
    if connection.vendor != "postgresql":
        return Value(0)
    number = Func(function="pg_current_xact_id", output_field=TextField())
    return Cast(Cast(number, TextField()), BigIntegerField())
