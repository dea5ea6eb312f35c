"""`amparo COMMAND`: what an installation is told from a terminal.

Commands of the whole house are modules of `config/commands`, those of a room stand in its
`commands.py`. Each has `register(add)`, which adds its parsers to argparse and names the function
that runs with `set_defaults(run=...)`; that function takes the parsed arguments and returns an
exit code or None.
"""

import argparse
import importlib
import importlib.util
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

HOUSE = (
    "worker", "check", "backup", "restore", "reindex", "demo", "fonts", "keystore", "bundle",
)  # fmt: skip
# Of a room, and for a computer that has no installation: no settings are read for them.
ANYWHERE = {
    "vault": "amparo.ground.vault.commands",
    "fellowships": "amparo.capacity.fellowships.commands",
}
# Reading the settings would already make secrets in a home that is still to be filled.
BEFORE_SETTINGS = ("restore", *ANYWHERE)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or failed, 2 misunderstood."""
    words = _home_first(list(sys.argv[1:] if argv is None else argv))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.config.settings")
    wanted = next((word for word in words if not word.startswith("-")), "")
    try:
        if wanted == "up":
            # It chooses its home before the settings are read, and has a parser of its own.
            from .commands import up

            return up.main([word for word in words if word != "up"])
        parser = _parser(wanted)
        arguments = parser.parse_args(words)
        if not hasattr(arguments, "run"):
            parser.print_help()
            return 2
        return int(arguments.run(arguments) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as failure:  # noqa: BLE001 - one plain line, whatever it is
        print(f"amparo: {_in_one_line(failure)}", file=sys.stderr)
        return 1


def _home_first(words: list[str]) -> list[str]:
    """Take --home DIR out of the words, wherever it stands, and set AMPARO_HOME from it.

    It must be known before the settings are read, which is before any parser exists.
    """
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--home", type=Path)
    known, rest = early.parse_known_args(words)
    if known.home is not None:
        os.environ["AMPARO_HOME"] = str(known.home.expanduser().resolve())
    return rest


def _parser(wanted: str) -> argparse.ArgumentParser:
    """The parser of the command asked for, or of all commands when it is none of the house's."""
    parser = argparse.ArgumentParser(prog="amparo", description="Amparo, from the terminal.")
    parser.add_argument(
        "--home", metavar="DIR", help="the installation's folder (instead of AMPARO_HOME)"
    )
    add = parser.add_subparsers(metavar="COMMAND")
    if wanted not in BEFORE_SETTINGS:
        import django

        django.setup()
    if wanted in ANYWHERE:
        importlib.import_module(ANYWHERE[wanted]).register(add)
        return parser
    for name in [wanted] if wanted in HOUSE else HOUSE:
        importlib.import_module(f"amparo.config.commands.{name}").register(add)
    if wanted not in HOUSE:
        add.add_parser("up", help="start an installation: server and worker, until Ctrl-C")
        _register_rooms(add)
    return parser


def _register_rooms(add: Subparsers) -> None:
    from django.apps import apps

    for app in apps.get_app_configs():
        name = f"{app.name}.commands"
        if app.name.startswith("amparo.") and importlib.util.find_spec(name):
            importlib.import_module(name).register(add)


def _in_one_line(failure: Exception) -> str:
    """What went wrong, for the person at the terminal.

    Our own refusals and the operating system's speak for themselves; of anything else only the
    class and the place are shown, because its words may hold what a row holds.
    """
    from django.core.exceptions import ValidationError
    from django.core.management import CommandError
    from django.db import OperationalError, ProgrammingError

    if isinstance(failure, ValidationError):
        return " ".join(failure.messages)
    if isinstance(failure, OperationalError | ProgrammingError):
        return "The database does not answer as it should. `amparo check` says what is wrong."
    if isinstance(failure, CommandError | OSError) or type(failure).__module__.startswith(
        "amparo."
    ):
        return " ".join(str(failure).split()) or type(failure).__name__
    frame = traceback.extract_tb(failure.__traceback__)[-1]
    return f"{type(failure).__name__} at {Path(frame.filename).name}:{frame.lineno}"


if __name__ == "__main__":
    sys.exit(main())
