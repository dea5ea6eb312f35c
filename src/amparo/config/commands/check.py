"""`amparo check`: a doctor that names each problem and its cure.

The examinations of the home stand in check_home.py, those of rows and processes in check_rows.py,
those of the storage of files in check_files.py.
One that cannot even be made is a finding too.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from . import check_files, check_home, check_rows
from .findings import Finding, ill

if TYPE_CHECKING:
    from amparo.config.cli import Subparsers

SIGNS = {"well": "ok     ", "warning": "warning", "ill": "PROBLEM"}
EXAMINATIONS: tuple[Callable[[], Iterator[Finding]], ...] = (
    check_home.permissions,
    check_home.keys,
    check_home.disk,
    check_home.catalogues,
    check_home.static_files,
    check_home.hosts,
    check_home.backups,
    check_home.cases_keys,
    check_home.typefaces,
    check_rows.database,
    check_rows.migrations,
    check_rows.modes,
    check_rows.audit,
    check_rows.search,
    check_rows.jobs,
    check_rows.worker,
    check_files.storage,
    check_files.signatures,
    check_files.programs,
)


def register(add: "Subparsers") -> None:
    """Add `check` to the command line."""
    parser = add.add_parser("check", help="name each problem of this installation and its cure")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    """Exit code 1 if anything is ill; warnings are told and change nothing."""
    found = list(examine())
    for finding in found:
        if given.json:
            print(json.dumps(asdict(finding), ensure_ascii=False))
        else:
            print(f"{SIGNS[finding.state]}  {finding.name}: {finding.says}")
            if finding.cure:
                print(f"         {finding.cure}")
    return int(any(finding.state == "ill" for finding in found))


def examine() -> Iterator[Finding]:
    """Every finding of every examination."""
    for examination in EXAMINATIONS:
        try:
            yield from examination()
        except Exception as failure:  # noqa: BLE001 - the other examinations are still worth making
            yield ill(
                examination.__name__.replace("_", " "),
                f"could not be looked at ({type(failure).__name__})",
                "Cure the problems above first, then run `amparo check` again.",
            )
