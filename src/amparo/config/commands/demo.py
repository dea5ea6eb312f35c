"""`amparo demo`: the demonstration world, written by the rooms themselves."""

import argparse
import importlib
import importlib.util
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import transaction
from tqdm import tqdm

from amparo.ground.identity.demo import DemoWorld, real_accounts
from amparo.ground.interface import actions as interface
from amparo.ground.interface.models import Installation

if TYPE_CHECKING:
    from amparo.config.cli import Subparsers

NAME = "Casa Umbral"
ORDER = ("vocabulary", "identity", "vault", "strategy", "cases", "press")


class RealAccountsError(Exception):
    """This home is somebody's own: no demonstration is written into it."""


def register(add: "Subparsers") -> None:
    """Add `demo` to the command line."""
    parser = add.add_parser("demo", help="write the demonstration world")
    parser.set_defaults(run=_run)


def _run(_given: argparse.Namespace) -> int:
    build()
    return 0


def build() -> None:
    """Write the demonstration world, room by room, with a progress bar; again is as once.

    Home and database must both say that they are a demonstration. A database says so from its
    first demonstration on, and comes to it only without anybody's own account. Raises
    RealAccountsError.
    """
    if not settings.AMPARO_DEMONSTRATION:
        raise RealAccountsError(
            "This home is not a demonstration, so none is written into it. `bin/up` makes one."
        )
    _mark()
    world = DemoWorld()
    steps = list(_rooms())
    with tqdm(total=len(steps), unit=" rooms", bar_format="{l_bar}{bar:30}| {desc}") as bar:
        for room in steps:
            for step in importlib.import_module(room).build(world):
                bar.set_description_str(step, refresh=True)
            bar.update()
        bar.set_description_str("the demonstration world is ready")


@transaction.atomic
def _mark() -> None:
    row = Installation.objects.select_for_update().filter(pk=1).first()
    if row is not None and row.is_demonstration:
        return
    if row is not None or real_accounts():
        raise RealAccountsError(
            "This database is a real installation, whatever its home says. Give another home, or"
            " another AMPARO_DATABASE_URL."
        )
    interface.establish(name=NAME, is_demonstration=True)


def _rooms() -> Iterator[str]:
    """The demo modules of the rooms: those others build on first, then the rest."""
    labels = [app.label for app in apps.get_app_configs() if app.name.startswith("amparo.")]
    for label in [*ORDER, *(label for label in labels if label not in ORDER)]:
        name = f"{apps.get_app_config(label).name}.demo"
        if importlib.util.find_spec(name):
            yield name
