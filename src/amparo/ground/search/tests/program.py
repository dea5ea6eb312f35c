"""A process of its own that writes, follows or rebuilds, so that tests can kill it.

    python program.py DATABASE_JSON INDEX_FOLDER write|follow|rebuild|late

Speaks in lines on standard output; a rebuild and a late writer wait for lines on standard input.
"""

import json
import sys
from collections.abc import Iterator

import django
from django.conf import settings


def main(database: str, index: str, verb: str) -> None:
    settings.configure(
        INSTALLED_APPS=["amparo.ground.search"],
        DATABASES={"default": json.loads(database)},
        AMPARO_INDEX=index,
        USE_TZ=True,
    )
    django.setup()
    from django.db import transaction

    from amparo.ground.search import actions
    from amparo.ground.search.tests.factories import document

    def say(words: object) -> None:
        print(words, flush=True)

    def many() -> Iterator[object]:
        for number in range(1_000_000):
            yield document(f"new{number}", body=f"anew {number}")

    if verb == "follow":
        say("ready")
        while True:
            if applied := actions.follow(7):
                say(applied)
    elif verb == "write":
        say("ready")
        for number in range(1_000_000):
            with transaction.atomic():
                actions.put(document(f"k{number % 50}", body=f"river version{number}"))
                if number % 5 == 0:
                    actions.remove(f"k{number * 7 % 50}")
            say(number)
    elif verb == "rebuild":
        for count in actions.rebuild(many()):
            say(count)
    elif verb == "late":
        with transaction.atomic():
            actions.put(document("late", body="river"))
            say("written")
            sys.stdin.readline()
        say("committed")


if __name__ == "__main__":
    main(*sys.argv[1:])
