"""`python -m tests.dump`: everything an installation's rows and search index hold, a line each.

Each line is JSON: where ("table.column" or "index") and what, as text. Run with the settings of the
installation; reads only.
"""

import json
import sys
from collections.abc import Iterator

import django


def rows() -> Iterator[tuple[str, str]]:
    """Every value of every table, ours and the libraries'."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, bytes | memoryview):
                        text = bytes(value).decode("utf-8", errors="replace")
                    else:
                        text = str(value)
                    yield f"{table}.{column}", text


def index() -> Iterator[tuple[str, str]]:
    """Every document the search index keeps, and every term it is found by."""
    import tantivy

    from amparo.ground.search.models import index as search

    serving = search.current()
    if serving is None:
        return
    searcher = search.opened(serving).searcher()
    found = searcher.search(tantivy.Query.all_query(), limit=100_000)
    for _, address in found.hits:
        yield "index", str(searcher.doc(address).to_dict())


if __name__ == "__main__":
    django.setup()
    for part in (rows, index):
        for where, text in part():
            sys.stdout.write(json.dumps([where, text]) + "\n")
