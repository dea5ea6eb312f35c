"""`amparo press import`, `export` and `list`: folders in, folders out, and what there is."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from django.utils.translation import gettext as _
from tqdm import tqdm

from amparo.capacity.press import actions, queries
from amparo.capacity.press.actions import Imported, in_words
from amparo.capacity.press.models import State

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]
    Bar = tqdm[NoReturn]

SHOWN = 50
Report = Callable[[int, int, str], None]


def add_to(verbs: "Subparsers") -> None:
    """Add what concerns folders to `amparo press`."""
    take = verbs.add_parser("import", help="make an edition of a folder with one folder a language")
    take.add_argument("folder", type=Path, metavar="DIR")
    take.add_argument("--slug", required=True, help="the publication's short name, as in addresses")
    take.add_argument(
        "--source", required=True, metavar="LANG", help="the language it was written in"
    )
    take.add_argument("--title", default="", help="its title in that language")
    take.add_argument("--publish", action="store_true", help="publish the edition at once")
    take.add_argument(
        "--waive",
        default="",
        metavar="REASON",
        help="with --publish: why a language goes out although a check found something; public",
    )
    take.add_argument("--json", action="store_true", help="say what was done as JSON")
    take.set_defaults(run=take_in)

    give = verbs.add_parser("export", help="write an edition back as the folder it came from")
    give.add_argument("slug")
    give.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    give.add_argument("--edition", type=int, help="its number; without, the newest")
    give.set_defaults(run=give_out)

    told = verbs.add_parser("list", help="every publication and edition")
    told.add_argument("--json", action="store_true")
    told.set_defaults(run=tell)


def take_in(arguments: argparse.Namespace) -> int:
    """Import a folder. 0: all of it was taken; 1: something, or everything, was refused."""
    try:
        with _progress(quiet=arguments.json) as report:
            done = actions.import_folder(
                arguments.folder,
                slug=arguments.slug,
                source=arguments.source,
                by=None,
                title=arguments.title,
                release=arguments.publish,
                waive=arguments.waive,
                report=report,
            )
    except (actions.ImportRefused, actions.FolderRefused, actions.PublishRefused) as refusal:
        if arguments.json:
            print(json.dumps({"slug": arguments.slug, "changed": False, "error": str(refusal)}))
        else:
            print(_("Not imported: %(reason)s") % {"reason": refusal}, file=sys.stderr)
        return 1
    print(json.dumps(_as_json(done), ensure_ascii=False) if arguments.json else _in_words(done))
    return 1 if done.refused or done.blocked else 0


def _as_json(done: Imported) -> dict[str, object]:
    return {
        "slug": done.slug,
        "edition": done.number,
        "changed": done.changed,
        "published": done.released,
        "tree_sha": done.tree_sha,
        "languages": done.languages,
        "chapters": done.chapters,
        "written": done.written,
        "figures": done.figures,
        "refused": [{"file": row.path, "reason": row.reason} for row in done.refused],
        "unmatched": [
            {
                "file": row.path,
                "side": row.side,
                "block": row.block,
                "line": row.line,
                "excerpt": row.excerpt,
            }
            for row in done.misfits
        ],
        "only_in_translation": done.only_translated,
        "kept": done.kept,
        "left_out": done.left_out,
        "problems": done.problems,
        "blocked": {tag: in_words(found) for tag, found in done.blocked.items()},
    }


def _in_words(done: Imported) -> str:
    lines = [
        _("%(slug)s, edition %(number)d (%(state)s): %(chapters)d chapters in %(languages)s")
        % {
            "slug": done.slug,
            "number": done.number,
            "state": State.RELEASED.label if done.released else State.DRAFT.label,
            "chapters": done.chapters,
            "languages": ", ".join(done.languages),
        }
    ]
    if done.changed:
        lines.append(_("%(count)d chapters written") % {"count": len(done.written)})
    else:
        lines.append(_("Nothing has changed since it was imported last."))
    lines += _listed(
        _("Refused"), [f"{row.path}: {row.reason}" for row in done.refused], most=10_000
    )
    lines += _listed(_("Blocks without a partner, left untranslated"), _misfits(done))
    lines += _listed(_("Only in a translation, left out"), done.only_translated)
    lines += _listed(_("No longer in the folder, kept as it was"), done.kept)
    lines += _listed(_("Neither Markdown nor a picture, left out"), done.left_out)
    lines += _listed(_("handbook.yaml"), done.problems)
    for tag, found in done.blocked.items():
        lines += _listed(_("Not published in %(tag)s") % {"tag": tag}, in_words(found))
    lines.append(_("Tree: %(sha)s") % {"sha": done.tree_sha})
    return "\n".join(lines)


def _misfits(done: Imported) -> list[str]:
    return [
        _("%(file)s, block %(block)d (line %(line)d, %(side)s): %(excerpt)s")
        % {
            "file": row.path,
            "block": row.block,
            "line": row.line,
            "side": row.side,
            "excerpt": row.excerpt,
        }
        for row in done.misfits
    ]


def _listed(heading: str, lines: list[str], *, most: int = SHOWN) -> list[str]:
    if not lines:
        return []
    shown = [f"{heading}:", *(f"  {line}" for line in lines[:most])]
    if len(lines) > most:
        shown.append("  " + _("and %(count)d more (--json has all)") % {"count": len(lines) - most})
    return shown


def give_out(arguments: argparse.Namespace) -> int:
    """Write an edition's files under a folder that is not there yet or empty."""
    edition = queries.newest(arguments.slug, arguments.edition)
    if edition is None:
        print(_("There is no such edition."), file=sys.stderr)
        return 1
    folder: Path = arguments.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        print(_("The folder is not empty."), file=sys.stderr)
        return 1
    count = 0
    for path, content in queries.files(edition):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        count += 1
    print(_("%(count)d files written") % {"count": count})
    return 0


def tell(arguments: argparse.Namespace) -> int:
    """List publications and editions, one line an edition."""
    rows = list(queries.everything())
    if arguments.json:
        print(
            json.dumps(
                [
                    {
                        "slug": row.publication.slug,
                        "edition": row.number,
                        "state": row.state,
                        "tree_sha": row.tree_sha,
                        "chapters": row.chapter_count,
                        "languages": {
                            told.language: {
                                "segments": told.segments,
                                "translated": told.translated,
                                "stale": told.stale,
                            }
                            for told in row.languages.all()
                        },
                    }
                    for row in rows
                ],
                ensure_ascii=False,
            )
        )
        return 0
    for row in rows:
        tongues = ", ".join(
            f"{told.language} {told.percent}%" + (f" ({told.stale} stale)" if told.stale else "")
            for told in row.languages.all()
        )
        print(f"{row.publication.slug}\t{row.number}\t{row.state}\t{row.chapter_count}\t{tongues}")
    if not rows:
        print(_("No publication yet. Import one: amparo press import DIR --slug NAME --source en"))
    return 0


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Report]:
    """A bar on a terminal, a line every tenth elsewhere, nothing where JSON was asked for."""
    bars: dict[str, Bar] = {}
    tenths: set[tuple[str, int]] = set()
    live = sys.stderr.isatty() and not os.environ.get("NO_PROGRESS")

    def report(done: int, of: int, what: str) -> None:
        if quiet or not of:
            return
        if live:
            if what not in bars:
                for other in bars.values():
                    other.close()
                bars[what] = tqdm(total=of, desc=what, unit="file", leave=False)
            bars[what].update(done - bars[what].n)
        elif of >= 100 and (what, 10 * done // of) not in tenths:
            tenths.add((what, 10 * done // of))
            print(f"{what}: {done}/{of}", file=sys.stderr)

    try:
        yield report
    finally:
        for bar in bars.values():
            bar.close()
