"""The directory as its entries add up: who is vouched for, and who holds the organisation's key."""

import json
from dataclasses import dataclass, field
from uuid import UUID

from amparo.ground.vault.models import DirectoryEntry


@dataclass(slots=True)
class Vouched:
    """One keyring of the directory. `ended`: the day from which it is not vouched for, or ""."""

    role: str
    since: str
    ended: str = ""


@dataclass(slots=True)
class Directory:
    """What all entries together say; `number` and `hash` are the newest one's."""

    number: int = 0
    hash: str = ""
    people: dict[UUID, Vouched] = field(default_factory=dict)
    keyholders: list[UUID] = field(default_factory=list)

    def vouches(self, keyring: UUID) -> bool:
        """Whether a keyring is in it and was not ended."""
        found = self.people.get(keyring)
        return found is not None and not found.ended


def directory() -> Directory:
    """The directory of now; each entry was verified when it was added. One query."""
    found = Directory()
    for number, body, digest in DirectoryEntry.objects.values_list("number", "body", "hash"):
        found.number, found.hash = number, digest
        told = json.loads(body)
        if told["kind"] == "person":
            keyring = UUID(told["keyring"])
            before = found.people.get(keyring)
            found.people[keyring] = Vouched(told["role"], before.since if before else told["day"])
        elif told["kind"] == "end":
            found.people[UUID(told["keyring"])].ended = told["day"]
        if told["kind"] == "keyholders" or number == 1:
            found.keyholders = [UUID(one) for one in told["keyholders"]]
    return found
