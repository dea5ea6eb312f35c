"""`amparo press build`, `sign` and `key`: files, and how readers can check them."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from tqdm import tqdm

from amparo.capacity.press import actions, queries
from amparo.capacity.press.formats import fonts, lanes
from amparo.capacity.press.models import Build, Edition, Format, Made
from amparo.ground.sealing import signing

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

Report = Callable[[float, str], None]
FORMATS = [fmt for fmt in Format.values if fmt != Format.ARCHIVE]


def add_to(verbs: "Subparsers") -> None:
    """Add what concerns files to `amparo press`."""
    build = verbs.add_parser("build", help="make the files that readers can take")
    build.add_argument("--publication", metavar="SLUG", help="of this one alone")
    build.add_argument("--lang", metavar="TAG", help="in this language alone")
    build.add_argument("--format", choices=FORMATS, help="in this format alone")
    build.add_argument("--json", action="store_true", help="one JSON object a file")
    build.set_defaults(run=make)

    sign = verbs.add_parser("sign", help="sign what was made while the key was elsewhere")
    sign.add_argument(
        "--key", type=Path, required=True, metavar="FILE", help="minisign's secret key"
    )
    sign.set_defaults(run=sign_all)

    key = verbs.add_parser("key", help="the public key by which files can be checked")
    key.set_defaults(run=show_key)


def make(arguments: argparse.Namespace) -> int:
    """Make what is missing. 0: all of it is there; 1: something failed, or there is no such thing.

    What this machine cannot make is said, and is no failure.
    """
    editions = queries.to_build(arguments.publication)
    if arguments.publication and not editions:
        return _refuse(_("There is no such publication, or it has not been released."))
    if editions:
        fonts.ensure(lambda words: print(words, file=sys.stderr))
    rows: list[Build] = []
    with _progress(quiet=arguments.json) as report:
        for place, edition in enumerate(editions):

            def share(fraction: float, step: str, place: int = place) -> None:
                report((place + fraction) / len(editions), step)

            rows += _made(edition, arguments, share)
    lanes.LANES.close()
    if arguments.lang and editions and not rows:
        return _refuse(_("Nothing has been released in that language."))
    for row in rows:
        if arguments.json:
            print(json.dumps(_as_json(row), ensure_ascii=False))
    if not arguments.json:
        print("\n".join(_in_words(rows)))
    return 1 if any(row.state in actions.TO_MAKE for row in rows) else 0


def _made(edition: Edition, arguments: argparse.Namespace, report: Report) -> list[Build]:
    """The files of an edition as asked for, made and offered; rows as they are afterwards."""
    languages = [arguments.lang] if arguments.lang else None
    formats = [arguments.format] if arguments.format else None
    rows = actions.plan_builds(edition, languages, formats, released=True)
    actions.make(rows, report, released=True)
    for language in dict.fromkeys(row.language for row in rows):
        with transaction.atomic():
            actions.offer_builds(edition, language)
    pks = [row.pk for row in rows]
    return list(Build.objects.filter(pk__in=pks).select_related("publication").order_by("pk"))


def _as_json(row: Build) -> dict[str, Any]:
    told = row.failure or {}
    return {
        "publication": row.publication.slug if row.publication else "",
        "language": row.language,
        "format": str(row.format),
        "chapter": row.chapter,
        "state": str(row.state),
        "code": row.code,
        "sha256": row.sha,
        "bytes": row.size,
        "signed": bool(row.signature),
        "offered": row.offered,
        "cpu_seconds": row.cpu,
        "failure": {
            "chapter": told.get("chapter", ""),
            "line": told.get("line", 0),
            "reason": told.get("reason", ""),
        }
        if row.failure
        else None,
    }


def _in_words(rows: list[Build]) -> list[str]:
    """How many files there are, what could not be made and where, and what nobody can make here."""
    made = [row for row in rows if row.state == Made.MADE]
    lines = [
        _("%(count)d files are there, %(bytes)s bytes")
        % {"count": len(made), "bytes": f"{sum(row.size for row in made):,}"}
    ]
    unsigned = sum(1 for row in made if not row.signature)
    if unsigned:
        lines.append(_("%(count)d of them wait for a signature") % {"count": unsigned})
    failed = [row for row in rows if row.state in actions.TO_MAKE]
    if failed:
        lines.append(_("Could not be made:"))
    for row in failed:
        reason = (row.failure or {}).get("reason", _("It has not been made yet."))
        where = actions.place_of(row)
        lines.append(f"  {_name(row)}{', ' + where if where else ''}: {reason}")
    absent: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row.state == Made.ABSENT:
            reason = (row.failure or {}).get("reason", "")
            absent.setdefault((str(row.format), reason), set()).add(row.language)
    if absent:
        lines.append(_("Not on this machine:"))
    for (fmt, reason), tags in absent.items():
        lines.append(f"  {fmt} ({', '.join(sorted(tags))}): {reason}")
    return lines


def _name(row: Build) -> str:
    slug = row.publication.slug if row.publication else ""
    return f"{slug} {row.language} {row.format}"


def sign_all(arguments: argparse.Namespace) -> int:
    """Sign what waits for a signature with a key that is not kept on this machine."""
    try:
        key = signing.read_secret(arguments.key.read_text(encoding="utf-8"))
        count = actions.sign_waiting(key, by=None)
    except (OSError, UnicodeDecodeError) as problem:
        return _refuse(_("The key cannot be read: %(reason)s") % {"reason": problem})
    except signing.KeyRefused as refusal:
        return _refuse(str(refusal))
    except actions.NotOurKeyError as other:
        return _refuse(
            _("Our files name another key than %(id)s: see `amparo press key`.") % {"id": other}
        )
    print(_("%(count)d files signed") % {"count": count})
    return 0


def show_key(_arguments: argparse.Namespace) -> int:
    """Print the public key as a file that minisign takes; made at first need."""
    try:
        print(actions.ensure_key().text, end="")
    except signing.KeyRefused as refusal:
        return _refuse(str(refusal))
    return 0


def _refuse(words: str) -> int:
    print(words, file=sys.stderr)
    return 1


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Report]:
    """A bar with an estimate on a terminal, a line every tenth elsewhere, nothing for JSON."""
    live = sys.stderr.isatty() and not os.environ.get("NO_PROGRESS") and not quiet
    bar = tqdm(
        total=1.0,
        disable=not live,
        leave=False,
        bar_format="{l_bar}{bar}| {elapsed}<{remaining} {desc}",
    )
    tenth = -1

    def report(fraction: float, step: str) -> None:
        nonlocal tenth
        if live:
            bar.set_description_str(translation.gettext(step), refresh=False)
            bar.update(max(0.0, fraction - bar.n))
        elif not quiet and int(fraction * 10) > tenth:
            tenth = int(fraction * 10)
            print(f"{translation.gettext(step)}: {tenth * 10}%", file=sys.stderr)

    try:
        yield report
    finally:
        bar.close()
