"""How a room says who may open each of its addresses.

Each room with addresses has `tests/access.py` with `ACCESS: dict[str, Access]`, from a URL's name
("press:library") to one of the four below. `test_access_matrix.py` walks them all.

`kwargs` makes the rows an address needs and returns its arguments. `methods` is tried in turn, with
an empty form for POST. `answers` are the statuses of somebody who may: a page, or a redirect that
does not lead to the sign-in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from amparo.ground.identity.models import Account, Role

Arguments = Mapping[str, Any]


def _none() -> Arguments:
    return {}


@dataclass(frozen=True, kw_only=True)
class Access:
    """What the four have in common."""

    kwargs: Callable[[], Arguments] = _none
    methods: tuple[str, ...] = ("GET",)
    answers: frozenset[int] = field(default=frozenset({200, 302, 303}))


@dataclass(frozen=True, kw_only=True)
class Public(Access):
    """Anybody, signed in or not."""


@dataclass(frozen=True, kw_only=True)
class SignedIn(Access):
    """Anybody who is signed in."""


@dataclass(frozen=True, kw_only=True, init=False)
class Staff(Access):
    """Those with one of these roles, awake and with a second factor; for others it is not there."""

    roles: frozenset[Role]

    def __init__(
        self,
        *roles: Role,
        kwargs: Callable[[], Arguments] = _none,
        methods: tuple[str, ...] = ("GET",),
        answers: frozenset[int] = frozenset({200, 302, 303}),
    ) -> None:
        for name, value in (
            ("roles", frozenset(roles)),
            ("kwargs", kwargs),
            ("methods", methods),
            ("answers", answers),
        ):
            object.__setattr__(self, name, value)


@dataclass(frozen=True, kw_only=True, init=False)
class Owned(Access):
    """Its owner alone: `make(account)` gives the account something and returns the arguments."""

    make: Callable[[Account], Arguments]

    def __init__(
        self,
        make: Callable[[Account], Arguments],
        *,
        methods: tuple[str, ...] = ("GET",),
        answers: frozenset[int] = frozenset({200, 302, 303}),
    ) -> None:
        for name, value in (
            ("make", make),
            ("kwargs", _none),
            ("methods", methods),
            ("answers", answers),
        ):
            object.__setattr__(self, name, value)
