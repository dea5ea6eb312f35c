"""Who may do what: the one shape every room's table of permissions has, and this room's table.

A room writes

    class Permission(Enum):
        IMPORT = Rule(_("import handbooks from folders"), frozenset({Role.EDITOR}))

and asks `Permission.IMPORT.value.allows(by)`. `docs/roles.md` holds the same sentences, and a test
holds the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Reader, Role

EVERYONE_ON_STAFF = frozenset(Role)


@dataclass(frozen=True)
class Rule:
    """One thing people may do. `sentence` continues "may ...".

    With `roles`, staff who hold one of them may. Without, everybody who is signed in may; with
    `public`, anybody at all.
    """

    sentence: str | Promise
    roles: frozenset[Role] = frozenset()
    public: bool = False

    def allows(self, by: Reader) -> bool:
        if self.public:
            return True
        return has(by, *self.roles) if self.roles else by is not None


def has(by: Reader, *roles: Role) -> bool:
    """Whether this reader holds one of the roles now: awake, and behind a second factor."""
    return by is not None and not by.roles.isdisjoint(roles)


def holders(roles: Iterable[Role]) -> list[str]:
    """The names of roles, in the order of `Role`."""
    wanted = set(roles)
    return [str(role.label) for role in Role if role in wanted]


class Permission(Enum):
    """What may be done in this room."""

    SIGN_UP = Rule(
        _("make an account, sign in, and come back with the recovery secret"), public=True
    )
    OWN_ACCOUNT = Rule(
        _("change their own passphrase, second steps and sessions, and delete their own account")
    )
    REDEEM = Rule(_("use an invitation code that somebody gave them"))
    PEOPLE = Rule(
        _("invite people to roles, put roles to sleep, wake them, and take them away"),
        frozenset({Role.ADMINISTRATOR}),
    )
    ORGANISATIONS = Rule(
        _("name the organisations we work with, and invite people of theirs"),
        frozenset({Role.ADMINISTRATOR}),
    )
