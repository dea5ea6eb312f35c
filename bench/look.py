"""What a fresh process sees in a home after everything was killed: one JSON object.

Asked on standard input: `books` (a publication's slug) and `people`, a list of objects with
`handle`, `passphrase` and `secret`.
Answered: `files` (SHA-256 by path of the newest edition's export), `leftovers` (rows that no
edition holds), `people` (of each "nobody", "whole", or what is missing), `index` (empty when it
holds exactly what can be found), `breaks` (of the audit chain) and `damage` (of the database).
"""

import hashlib
import json
import sys
import time
from typing import Any

import django


def main() -> None:
    asked = json.load(sys.stdin)
    django.setup()
    _wait_for_the_dead()
    from amparo.ground.record.queries import breaks

    left: dict[str, Any] = {"index": index(), "breaks": breaks(), "damage": damage()}
    if asked["books"]:
        left |= books(asked["books"])
    left["people"] = [person(one) for one in asked["people"]]
    json.dump(left, sys.stdout)


def _wait_for_the_dead() -> None:
    """PostgreSQL notices a killed client when it next listens to it: until then its rows wait."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    for _attempt in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.05)


def index() -> str:
    """How the search index differs from what can be found, once the outbox was followed."""
    from amparo.config.commands.reindex import searchable
    from amparo.ground.search.actions import follow
    from amparo.ground.search.models import index as files
    from amparo.ground.search.queries import trouble

    before = trouble()
    if before:
        return before
    while follow():
        pass
    wanted = {document.key: document for document in searchable()}
    path = files.current()
    if path is None:
        return "nothing serves"
    found = held(path)
    missing = len(wanted.keys() - found.keys())
    stray = len(found.keys() - wanted.keys())
    other = sum(found[key] != wanted[key] for key in wanted.keys() & found.keys())
    if missing or stray or other:
        return f"{missing} missing, {stray} stray, {other} other than the rows say"
    return ""


def held(path: Any) -> dict[str, Any]:
    """Every document of an index by its key."""
    import tantivy

    from amparo.ground.search.models import index as files

    searcher = files.opened(path).searcher()
    positions = tantivy.Query.term_query(files.SCHEMA, "key", files.POSITION_KEY)
    marks = [
        (address.segment_ord, address.doc)
        for _score, address in searcher.search(positions, limit=9).hits
    ]
    if len(marks) != 1:
        raise SystemExit(f"{len(marks)} positions in one index")
    found: dict[str, Any] = {}
    hits = searcher.search(tantivy.Query.all_query(), limit=searcher.num_docs).hits
    for _score, address in hits:
        if (address.segment_ord, address.doc) in marks:
            continue
        document = files.stored(searcher, address)
        if document.key in found:
            raise SystemExit(f"{document.key} is in the index twice")
        found[document.key] = document
    return found


def books(slug: str) -> dict[str, Any]:
    """The newest edition's files, and rows that belong to none."""
    from amparo.capacity.press.models import Chapter, Edition, State
    from amparo.capacity.press.queries import export
    from amparo.ground.texts.models import Text

    edition = export.newest(slug)
    files = export.files(edition) if edition else ()
    staged = Edition.objects.filter(state__in=[State.STAGED, State.DISCARDED]).count()
    lone = Text.objects.exclude(pk__in=Chapter.objects.values("text_id")).count()
    return {
        "files": {path: hashlib.sha256(content).hexdigest() for path, content in files},
        "leftovers": staged + lone,
    }


def person(asked: dict[str, str]) -> str:
    """Whether an account is there, and whole."""
    from django.contrib.auth.hashers import check_password

    from amparo.ground.identity.models import Account
    from amparo.ground.sealing import recovery

    account = Account.objects.filter(handle=asked["handle"]).first()
    if account is None:
        return "nobody"
    if not account.check_password(asked["passphrase"]):
        return "an account with another passphrase"
    if not check_password(recovery.read(asked["secret"]).canonical, account.recovery):
        return "an account with another recovery secret"
    return "whole"


def damage() -> str:
    """What SQLite's own check says of the file; empty when it is well."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        (verdict,) = cursor.fetchone()
    return "" if verdict == "ok" else str(verdict)


if __name__ == "__main__":
    main()
