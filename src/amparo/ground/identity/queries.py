"""Who is asking, and what they may see here."""

from typing import NamedTuple

from django.http import HttpRequest

from .models import Account, Reader, Role


class Waiting(NamedTuple):
    """One thing that waits for somebody: what, where, how many."""

    text: str
    url: str
    count: int


def reader(request: HttpRequest) -> Reader:
    """Who reads; None when signed out. Raises nothing."""
    account = getattr(request, "user", None)
    return account if isinstance(account, Account) else None


def search_keys(by: Reader) -> frozenset[int]:
    """What search may show: 0 public, 1 signed in, 10 and up one a role that counts now."""
    if by is None:
        return frozenset({0})
    order = list(Role)
    return frozenset({0, 1} | {10 + order.index(role) for role in by.roles})
