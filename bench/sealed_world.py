"""Many sealed cases in an empty installation: run inside it, tells how to come in.

`python -m bench.sealed_world CASES` prints one JSON object: `cookie` (a session of a keyholder),
`paper` (their paper key) and `cases`. What is sealed is sealed as browsers do it, by the tests'
factories; every case has a summary, a request and a note of the length people write.
"""

import datetime
import hashlib
import json
import random
import sys
import uuid
from typing import Any

import django

REGIONS = {
    "KE": "AFR", "CO": "GRULAC", "EG": "AFR", "PH": "APG", "GT": "GRULAC", "UA": "EEG",
    "MX": "GRULAC", "TN": "AFR", "IN": "APG", "BR": "GRULAC",
}  # fmt: skip
PLACES = list(REGIONS)
NEEDS = ["legal", "relocation", "medical", "digital_security", "humanitarian", "transport"]
NAMES = ["Amina Odhiambo", "Rosa Quispe", "محمود الشريف", "Олена Ковальчук", "Juan Pérez", "李婷"]
STORY = """Two men on a motorcycle waited outside the office on three evenings and photographed
everybody who left. On the fourth day the lawyer received a message with the names of her children
and the street where they go to school. The court will hear the appeal of the fishing community
next month, and the company asks for the names of those who spoke with journalists. تلقت المدافعة
تهديدات عبر الهاتف بعد جلسة المحكمة. La comunidad pide acompañamiento durante la audiencia y un
lugar seguro para dos familias. Повестка пришла на старый адрес. She asks for advice before she
answers, for a safer telephone, and that nobody calls her at work."""
WORDS = STORY.split()
INBOX = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"
FORMS = 20  # requests that nobody has taken yet


def main(count: int) -> None:
    """Make the world and say how to come in."""
    django.setup()
    from django.db import transaction

    from amparo.ground.identity.models import Role
    from amparo.protection.cases.tests import factories

    draw = random.Random(4)
    first = factories.person("first", Role.KEYHOLDER, Role.CASEWORKER)
    others = [factories.person(handle, Role.KEYHOLDER) for handle in ("second", "third")]
    factories.person("fourth", Role.CASEWORKER)
    door = factories.make_door(first, first, *others)
    for place in range(FORMS):
        _request(factories, door, draw, place)
    for start in range(0, count, 100):
        with transaction.atomic():
            for place in range(start, min(count, start + 100)):
                _case(factories, first, others[0], draw, place)
    tell(first, cases=count)


def tell(person: Any, **more: Any) -> None:
    """Print how somebody comes in: `cookie` and `paper`, and what else there is to know."""
    from django.test import Client

    from amparo.ground.identity.tests.factories import sign_in
    from amparo.ground.vault.tests.people import paper

    client = Client()
    sign_in(client, person.account)
    name, cookie = next(iter(client.cookies.items()))
    print(json.dumps({"cookie": [name, cookie.value], "paper": paper(person)} | more))


def story(draw: random.Random, length: int) -> str:
    """So many words of the kind that people write."""
    start = draw.randrange(len(WORDS))
    return " ".join(WORDS[(start + at) % len(WORDS)] for at in range(length))


def _body(draw: random.Random) -> dict[str, Any]:
    answers = {
        "for": "me",
        "happening": story(draw, 90),
        "soon": draw.choice(["now", "days", "weeks"]),
        "needs": draw.sample(NEEDS, 2),
        "country": draw.choice(PLACES),
        "channel": "here",
        "more": story(draw, 40),
    }
    return {
        "form": "help", "version": 1, "language": "en", "for": "me", "answers": answers,
        "files": [], "inbox": INBOX,
    }  # fmt: skip


def _request(factories: Any, door: Any, draw: random.Random, place: int) -> None:
    from amparo.protection.cases import actions
    from amparo.protection.cases.models import Submission

    epoch = factories.living(door.pk)
    item = uuid.uuid4()
    frame = factories.sealed(
        epoch.recipient, None, scope=door.pk, epoch=epoch.pk, item=item, kind="request",
        body=_body(draw),
    )  # fmt: skip
    lookup, token = (hashlib.sha256(uuid.uuid4().bytes).hexdigest() for _which in range(2))
    row = actions.submit(
        door=door, epoch=epoch, frame=frame, id=item, lookup_hash=lookup, token_hash=token
    )
    day = factories.today() - datetime.timedelta(days=place // 3)
    Submission.objects.filter(pk=row.pk).update(day=day)


def _case(factories: Any, by: Any, other: Any, draw: random.Random, place: int) -> None:
    case = uuid.uuid4()
    epoch = factories.epoch_json(by, by, other, scope=case)
    country = draw.choice(PLACES)
    summary = {
        "title": f"{story(draw, 6)} ({place + 1})",
        "country": country,
        "region": REGIONS[country],
        "category": draw.sample(NEEDS, 2),
        "priority": draw.choice(["urgent", "high", "priority", "priority", "low"]),
        "priority_groups": [],
        "people": [draw.choice(NAMES)],
        "assigned": str(by.keyring.pk) if draw.random() < 0.3 else "",
        "links": [],
        "incident": "",
        "exclusions": [],
        "child": draw.random() < 0.02,
    }
    parts = [("summary", case, summary), ("request", uuid.uuid4(), _body(draw)),
             ("note", uuid.uuid4(), {"words": f"{story(draw, 60)} number{place}"})]  # fmt: skip
    items = [
        factories.item_json(by, case=case, epoch=epoch, item=item, kind=kind, body=body)
        for kind, item, body in parts
    ]
    ahead = datetime.timedelta(days=draw.randrange(-5, 60))
    opened = factories.today() - datetime.timedelta(days=draw.randrange(0, 700))
    factories.do(
        by, verb="case.open", case=str(case), epochs=[epoch], items=items,
        next_action=(factories.today() + ahead).isoformat(), opened_on=opened.isoformat(),
    )  # fmt: skip
    state = "closed" if draw.random() < 0.4 else "active"
    factories.do(by, verb="case.state", case=str(case), state=state)


if __name__ == "__main__":
    main(int(sys.argv[1]))
