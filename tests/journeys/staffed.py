"""Everybody of a round on a living installation: an office of two, two readers, a coach.

`python -m tests.journeys.staffed open` makes them and a call in two languages, and prints their
ways in as JSON; `close` lets the deadline pass.
"""

import json
import sys
from copy import deepcopy
from typing import Any

from tests.journeys import calling

ORGANISATION = {
    "key": "organisation", "kind": "text",
    "label": {"en": "With which organisation?", "ar": "مع أي منظمة؟"},
}  # fmt: skip
PEOPLE = {
    "office": "fellowships", "office-two": "fellowships", "coach": "coach",
    "reader": "reviewer", "reader-two": "reviewer",
    "keyholder": "keyholder", "keyholder-two": "keyholder",
}  # fmt: skip


def main(arguments: list[str]) -> None:
    import django

    django.setup()
    if arguments[0] == "open":
        print(json.dumps(_opened()))
    else:
        _close()


def _opened() -> dict[str, Any]:
    from django.test import Client

    from amparo.capacity.fellowships.models import Criterion
    from amparo.capacity.fellowships.tests.factories import make_call
    from amparo.ground.identity.models import Membership, Role
    from amparo.ground.identity.tests.factories import sign_in
    from amparo.ground.interface.actions import public_changed
    from amparo.ground.questions.actions import put_form
    from amparo.ground.vault.tests.people import paper, person

    spec = deepcopy(calling.SPEC)
    spec["questions"].insert(2, ORGANISATION)
    put_form("apply-small", spec)
    people = {name: person(name, Role(role)) for name, role in PEOPLE.items()}
    for name, one in people.items():
        Membership.objects.filter(account=one.account).update(label=name)
    call = make_call(
        people["office"],
        people["office-two"],
        form="apply-small",
        blind=["work"],
        names={"en": "Advocacy at the United Nations", "ar": "المناصرة في الأمم المتحدة"},
        reads={"en": "Two people of our office.", "ar": "شخصان من مكتبنا."},
        languages=["en", "ar"],
        seats=2,
        readings=2,
    )
    Criterion.objects.filter(call=call).update(most=5)
    public_changed()
    ways = {}
    for name, one in people.items():
        cookie, held = next(iter(sign_in(Client(), one.account).cookies.items()))
        ways[name] = {"cookie": [cookie, held.value], "paper": paper(one)}
    return {"call": str(call.pk)} | ways


def _close() -> None:
    from datetime import timedelta

    from django.utils import timezone

    from amparo.capacity.fellowships.models import Call
    from amparo.ground.interface.actions import public_changed

    Call.objects.update(closes_at=timezone.now() - timedelta(days=1))
    public_changed()


if __name__ == "__main__":
    main(sys.argv[1:])
