"""What the doctor says about one thing."""

from dataclasses import dataclass
from typing import Literal

State = Literal["well", "warning", "ill"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `cure` is what to do, empty when it is well."""

    name: str
    state: State
    says: str
    cure: str = ""


def well(name: str, says: str) -> Finding:
    """Nothing to do."""
    return Finding(name, "well", says)


def warning(name: str, says: str, cure: str) -> Finding:
    """It works, and should not stay so."""
    return Finding(name, "warning", says, cure)


def ill(name: str, says: str, cure: str) -> Finding:
    """Something does not work or is not safe."""
    return Finding(name, "ill", says, cure)
