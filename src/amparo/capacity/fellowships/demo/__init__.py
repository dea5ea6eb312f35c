"""The demonstration's rounds: one decided, one being read, one open, one in draft. All invented.

Everything goes through the same acts as from a browser, sealed with the demonstration's published
keys; the files in `data/` tell who and what, in days from today.
"""

from collections.abc import Iterator

from django.db import transaction

from amparo.capacity.fellowships.actions import calling
from amparo.capacity.fellowships.actions.standard import have_forms
from amparo.capacity.fellowships.models import Call
from amparo.ground.identity.demo import DemoWorld

from .past import past
from .reading import reading
from .round import OFFICE, Room, told_in


def build(world: DemoWorld) -> Iterator[str]:
    """Makes the rounds that are missing; again is as once."""
    have_forms()
    told = told_in("demo")
    for key, make in (("past", past), ("reading", reading), ("open", _open), ("draft", None)):
        if not Call.objects.filter(slug=told["calls"][key]["slug"]).exists():
            yield f"fellowships {key}"
            with transaction.atomic():
                room = Room(world, told, told["calls"][key], draft=make is None)
                if make:
                    make(room)


def _open(room: Room) -> None:
    """The call that can be applied to, with a later deadline for some."""
    first, second = (room.world.accounts[key] for key in OFFICE)
    told = room.told["extension"]
    asked = calling.ask_extension(
        room.call, reason=told["reason"], until=room.moment(told["days"]), by=first
    )
    calling.agree_extension(asked, by=second)
