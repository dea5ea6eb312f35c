"""The house as the tests see it: its groups, its rooms, and which stands on which."""

from dataclasses import dataclass
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
SOURCE = CLONE / "src" / "amparo"

# From the top. Rooms on one line know nothing of each other.
FLOORS: tuple[frozenset[str], ...] = tuple(
    frozenset(floor)
    for floor in (
        {"front"},
        {"direction.strategy"},
        {"protection.cases"},
        {"capacity.press", "capacity.fellowships"},
        {"ground.questions"},
        {"ground.texts", "ground.vault"},
        {"ground.search"},
        {"ground.identity"},
        {"ground.work"},
        {"ground.record"},
        {"ground.vocabulary", "ground.interface", "ground.sealing"},
    )
)
GROUPS = ("direction", "protection", "capacity", "ground")


@dataclass(frozen=True)
class Room:
    """One room: its dotted name below amparo, and its folder."""

    name: str
    folder: Path

    @property
    def label(self) -> str:
        """What Django calls it."""
        return self.name.rpartition(".")[2]

    @property
    def floor(self) -> int:
        """0 at the top; a greater number is lower."""
        return next(number for number, names in enumerate(FLOORS) if self.name in names)


def rooms() -> list[Room]:
    """Every room there is on disk, whether or not a floor names it."""
    found = [Room("front", SOURCE / "front")]
    for group in sorted(path for path in SOURCE.iterdir() if path.is_dir()):
        if group.name in {"config", "front", "__pycache__"}:
            continue
        found += [
            Room(f"{group.name}.{path.name}", path)
            for path in sorted(group.iterdir())
            if path.is_dir() and path.name != "__pycache__"
        ]
    return found


def room_of(label: str) -> Room | None:
    """The room Django knows by a label; None for what is not ours."""
    return next((room for room in rooms() if room.label == label), None)


def may_use(user: Room, used: Room) -> bool:
    """Whether one room may name another: itself, or one on a lower floor."""
    return user == used or user.floor < used.floor
