"""`amparo wake HANDLE`: from the server, where no administrator is awake to do it."""

import argparse
import sys

from . import actions, queries
from .models import normal_handle


def register(add: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `wake` to the command line."""
    parser = add.add_parser("wake", help="wake an account's staff roles after a recovery")
    parser.add_argument("handle", metavar="HANDLE")
    parser.set_defaults(run=_wake)


def _wake(given: argparse.Namespace) -> int:
    account = queries.account_of(normal_handle(given.handle))
    if account is None:
        print("No account has this handle.", file=sys.stderr)
        return 1
    woken = actions.wake_all(account, by=None)
    print(f"Roles woken: {woken}." if woken else "No role of this account is asleep.")
    if account.owes_second_factor:
        print("They count once a second step is set up.")
    return 0
