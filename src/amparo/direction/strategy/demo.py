"""The demonstration world's strategy: the framework as its file has it."""

from collections.abc import Iterator

from amparo.ground.identity.demo import DemoWorld

from . import actions


def build(world: DemoWorld) -> Iterator[str]:
    """Load the framework; yields a step's name as it goes. Safe to run again."""
    del world
    yield "the strategy"
    actions.load()
