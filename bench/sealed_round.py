"""A round of many sealed applications in an empty installation: run inside it.

`python -m bench.sealed_round APPLICATIONS` prints one JSON object: `cookie` (a session of the
office), `paper` (that person's paper key), `call` and `applications`. Everybody wrote about as much
as the form asks for; everything was screened; a third was read by three of the panel.
"""

import random
import sys
import uuid
from typing import Any

import django

from bench.sealed_world import INBOX, NAMES, PLACES, story, tell

LANGUAGES = ["en", "es", "ar", "fr", "ru"]
THEMES = ["land", "women", "press", "labour", "environment"]
LENGTHS = {"work": 180, "change": 120, "advocacy": 150, "after": 80, "travel": 20, "risks": 40}
READERS, READINGS = 6, 3


def main(count: int) -> None:
    """Make the round and say how to come in."""
    django.setup()
    from django.db import transaction

    from amparo.capacity.fellowships.tests import factories

    draw = random.Random(5)
    first, second = factories.office("first"), factories.office("second")
    call = factories.make_call(first, second, blind=["work", "change", "advocacy", "after"])
    panel = []
    for place in range(READERS):
        reader = factories.reviewer(f"reader{place}")
        panel.append((reader, factories.make_reviewer(first, reader, call)))
    for start in range(0, count, 100):
        with transaction.atomic():
            for place in range(start, min(count, start + 100)):
                _application(factories, (call, first, panel), draw, place)
    tell(first, call=str(call.pk), applications=count)


def _application(factories: Any, world: Any, draw: random.Random, place: int) -> None:
    call, office, panel = world
    row = _sent(factories, call, draw, place)
    screening = {"eligible": True, "reasons": [], "words": story(draw, 12)}
    items = [
        factories.office_item(office, row, item=uuid.uuid4(), kind="screening", body=screening)
    ]
    if place % 5 == 0:
        note = {"words": story(draw, 60)}
        items.append(factories.office_item(office, row, item=uuid.uuid4(), kind="note", body=note))
    told = {"application": str(row.pk)}
    factories.do(office, verb="application.state", verb_said="eligible", items=items, **told)
    if place % 3:
        return
    factories.do(office, verb="application.state", verb_said="shortlist", **told)
    for reader, reviewer in draw.sample(panel, READINGS):
        factories.judge(reader, factories.assign(office, reader, row, reviewer))


def _sent(factories: Any, call: Any, draw: random.Random, place: int) -> Any:
    from amparo.capacity.fellowships import actions
    from amparo.ground.sealing import age
    from amparo.ground.vault.tests import people

    epoch, identifier = people.living(call.pk), uuid.uuid4()
    answers = {key: story(draw, length) for key, length in LENGTHS.items()}
    answers |= {
        "name": f"{draw.choice(NAMES)} ({place + 1})",
        "country": draw.choice(PLACES),
        "organisation": story(draw, 3),
        "coalitions": f"{story(draw, 2)}, {story(draw, 2)}",
    }
    answers["after"] += f" number{place}"
    lists = {"languages": draw.sample(LANGUAGES, 2), "themes": draw.sample(THEMES, 2)}
    body = {
        "form": "fellowship", "version": 1, "language": "en", "answers": answers | lists,
        "files": [], "inbox": INBOX,
    }  # fmt: skip
    told: dict[str, Any] = {"scope": call.pk, "item": identifier, "kind": "application"}
    frame = people.sealed(epoch.recipient, None, epoch=epoch.pk, body=body, **told)
    mine = age.new_identity().recipient
    own = people.sealed(mine, None, epoch=identifier, body=body, **told)
    return actions.send(
        call=call, id=identifier, epoch=epoch, frame=frame, own=own, version=1,
        token_hash=factories.hash_of(), lookup_hash=factories.hash_of(),
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
