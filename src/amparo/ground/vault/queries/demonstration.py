"""What opens the invented people's keys in a demonstration: published, it protects nothing."""

from django.conf import settings

from amparo.ground.identity.models import Account
from amparo.ground.interface.queries import installation
from amparo.ground.sealing import age, canonical

PHRASE = "lantern harbor violet canoe maple orbit"
PREFIX = "demo-"


def is_demonstration() -> bool:
    """Whether home and database both say that everybody here is invented."""
    return bool(settings.AMPARO_DEMONSTRATION) and installation().is_demonstration


def demonstration_secrets(by: Account) -> dict[str, str] | None:
    """The phrase and the paper key of an invented person, to show them; None anywhere else."""
    if not is_demonstration() or not by.handle.startswith(PREFIX):
        return None
    return {"phrase": PHRASE, "paper": demonstration_key("paper", by.handle.removeprefix(PREFIX))}


def demonstration_key(*names: str) -> str:
    """An age identity that is the same in every demonstration."""
    return age.from_bytes(demonstration_seed(*names)).secret


def demonstration_seed(*names: str) -> bytes:
    """32 bytes that are the same in every demonstration."""
    return bytes.fromhex(canonical.fingerprint(canonical.dumps(["amparo demonstration", *names])))
