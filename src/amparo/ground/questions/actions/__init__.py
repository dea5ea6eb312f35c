"""Every change to forms: the house's own, and what an organisation makes of them."""

from amparo.ground.identity.models import Account

from .drafting import (
    RefusedError,
    Wanted,
    add_question,
    begin_draft,
    drop,
    move,
    publish,
    remove_question,
    write_question,
)
from .standard import BadSpecError, put_form, read_spec

__all__ = [
    "BadSpecError",
    "RefusedError",
    "Wanted",
    "add_question",
    "begin_draft",
    "drop",
    "forget",
    "move",
    "publish",
    "put_form",
    "read_spec",
    "remove_question",
    "write_question",
]


def forget(*, by: Account) -> None:
    """Nothing here is about a person: this room keeps questions, and no answers."""
    del by
