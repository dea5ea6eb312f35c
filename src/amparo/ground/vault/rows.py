"""A row in one statement, for what the server does most: the model's own statement, made once.

`Model.save` builds its statement anew each time, which costs as much as sealing what is stored.
"""

from functools import cache
from typing import Any

from django.db import connection, models


def insert(row: models.Model) -> bool:
    """Insert a new row, all its fields; False where one with a key of its own is there already.

    As with `bulk_create`, `save` and signals are passed by; the caller's transaction goes on.
    """
    statement, fields = _statement(type(row))
    values = [
        value if plain or value is None else field.get_db_prep_save(value, connection)
        for field, plain, value in ((*one, getattr(row, one[0].attname)) for one in fields)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        inserted: bool = cursor.rowcount == 1
    row._state.adding = not inserted
    row._state.db = connection.alias
    return inserted


@cache
def _statement(model: type[models.Model]) -> tuple[str, list[tuple[Any, bool]]]:
    """The statement, and the fields with whether their values go into it as they are."""
    fields = model._meta.local_concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join("%s" for _field in fields)
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({values})'  # noqa: S608 - names of our own
    plain = (models.CharField, models.BooleanField)
    return f"{statement} ON CONFLICT DO NOTHING", [(one, isinstance(one, plain)) for one in fields]
