"""A row in one statement, for what the server does most: the model's own statement, made once.

`Model.save` builds its statement anew each time, which costs as much as sealing what is stored.
"""

from functools import cache

from django.db import connection, models


def insert(row: models.Model) -> bool:
    """Insert a new row, all its fields; False where one with a key of its own is there already.

    As with `bulk_create`, `save` and signals are passed by; the caller's transaction goes on.
    """
    statement, fields = _statement(type(row))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        inserted: bool = cursor.rowcount == 1
    row._state.adding = not inserted
    row._state.db = connection.alias
    return inserted


@cache
def _statement(model: type[models.Model]) -> tuple[str, list["models.Field[object, object]"]]:
    fields = list(model._meta.local_concrete_fields)
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join("%s" for _field in fields)
    table = model._meta.db_table
    return f'INSERT INTO "{table}" ({names}) VALUES ({values}) ON CONFLICT DO NOTHING', fields  # noqa: S608 - names of our own
