"""The demonstration's programme and its next call, as a draft with its words. All invented."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from django.db import transaction
from django.utils import timezone

from amparo.capacity.fellowships.actions import calling
from amparo.capacity.fellowships.actions.standard import have_forms
from amparo.capacity.fellowships.models import Call
from amparo.ground.identity.demo import DemoWorld

WORLD = Path(__file__).with_name("data") / "demo.yaml"


def build(_world: DemoWorld) -> Iterator[str]:
    """Makes the programme and the call that are missing; again is as once."""
    have_forms()
    told = yaml.safe_load(WORLD.read_text(encoding="utf-8"))
    if not Call.objects.filter(slug=told["call"]["slug"]).exists():
        yield "fellowships"
        _call(told)


@transaction.atomic
def _call(told: dict[str, dict[str, object]]) -> None:
    programme = calling.make_programme(**told["programme"], by=None)  # type: ignore[arg-type]
    said = dict(told["call"])
    slug, criteria, days = str(said.pop("slug")), said.pop("criteria"), int(str(said.pop("days")))
    zone = ZoneInfo(str(said["time_zone"]))
    last = (timezone.now() + datetime.timedelta(days=days)).astimezone(zone)
    said |= {
        "opens_at": timezone.now() - datetime.timedelta(days=7),
        "closes_at": last.replace(hour=23, minute=59, second=0, microsecond=0),
        "form": "fellowship",
        "reference_form": "fellowship-reference",
        "follow_up_form": "fellowship-follow-up",
    }
    row = calling.make_call(programme, slug=slug, told=said, by=None)
    calling.set_criteria(row, criteria, by=None)  # type: ignore[arg-type]
