"""`amparo texts`: packages for translators who do not sign in, out and in."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from amparo.ground.vocabulary import queries as vocabulary

from .actions.comparing import Merge, Outcome, read_package
from .actions.merging import merge_package
from .actions.packages import Scope, make_package
from .actions.projects import DeskRefused
from .exchange.entries import MOST_BYTES, too_large
from .markdown.tree import Refused
from .models import Format, Project
from .queries.packages import Only, chapter_amounts, every_project, project_named

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

SHOWN = 50


def register(add: "Subparsers") -> None:
    """Add `texts` and what it does to the command line."""
    texts = add.add_parser("texts", help="the translation desk: packages out and in")
    verbs = texts.add_subparsers(metavar="VERB", required=True)

    make = verbs.add_parser("package", help="take words out as a file for a translator")
    make.add_argument("project", help="its number or its short name, as listed")
    make.add_argument("language", metavar="LANG")
    make.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    make.add_argument("--format", required=True, choices=Format.values)
    make.add_argument(
        "--chapter", action="append", default=[], metavar="N", help="its place, from 1; repeat it"
    )
    make.add_argument("--only", choices=[only.value for only in Only], default=Only.ALL.value)
    make.add_argument("--json", action="store_true", help="say what was done as JSON")
    make.set_defaults(run=take_out)

    merge = verbs.add_parser("merge", help="bring a package back, or fill the memory from TMX")
    merge.add_argument("file", type=Path, metavar="FILE")
    merge.add_argument("--dry-run", action="store_true", help="only say what would change")
    merge.add_argument(
        "--take-conflicts", action="store_true", help="the file wins where somebody wrote meanwhile"
    )
    merge.add_argument("--json", action="store_true", help="say what was done as JSON")
    merge.set_defaults(run=bring_back)

    told = verbs.add_parser("list", help="every project on the desk, and its open languages")
    told.set_defaults(run=tell)


def take_out(arguments: argparse.Namespace) -> int:
    """Write a package. 0: it was written; 1: there is no such project, language or words."""
    language = vocabulary.canonical(arguments.language)
    project = project_named(arguments.project)
    if project is None:
        return _refused(_("There is no such project."), as_json=arguments.json)
    chapters = _chapters(project, language, arguments.chapter)
    if chapters is None:
        return _refused(_("There is no such chapter."), as_json=arguments.json)
    try:
        package, content = make_package(
            project,
            language,
            format=Format(arguments.format),
            scope=Scope(chapters, Only(arguments.only)),
            by=None,
        )
    except DeskRefused as refusal:
        return _refused(str(refusal), as_json=arguments.json)
    arguments.out.write_bytes(content)
    if arguments.json:
        print(
            json.dumps({"package": str(package.key), "words": package.words, "bytes": len(content)})
        )
    else:
        print(
            _("%(words)d words written to %(file)s")
            % {"words": package.words, "file": arguments.out}
        )
    return 0


def _chapters(project: Project, language: str, places: list[str]) -> Any:
    lineages = [one.lineage for one in chapter_amounts(project, language)[0]]
    numbers = [int(place) if place.isdigit() else 0 for place in places]
    if not all(1 <= number <= len(lineages) for number in numbers):
        return None
    return tuple(lineages[number - 1] for number in numbers)


def tell(_arguments: argparse.Namespace) -> int:
    """List projects, one line each."""
    for project, languages in every_project():
        titles: dict[str, str] = project.titles
        name = project.path.rstrip("/").rsplit("/", 1)[-1]
        title = titles.get(project.source_language, "")
        print(f"{project.pk}\t{name}\t{project.source_language}\t{' '.join(languages)}\t{title}")
    return 0


def bring_back(arguments: argparse.Namespace) -> int:
    """Merge a file. 0: all of it was taken; 1: something, or everything, was refused."""
    try:
        if arguments.file.stat().st_size > MOST_BYTES:
            raise too_large()
        merge = read_package(None, "", arguments.file.read_bytes())
        if not arguments.dry_run:
            merge_package(merge, by=None, take_conflicts=arguments.take_conflicts)
    except Refused as refusal:
        return _refused(str(refusal), as_json=arguments.json)
    if arguments.json:
        print(json.dumps(_as_json(merge), ensure_ascii=False))
    else:
        print(_in_words(merge))
    return 1 if merge.counts.get(Outcome.REFUSED) else 0


def _as_json(merge: Merge) -> dict[str, object]:
    return {
        "project": merge.project.pk if merge.project else None,
        "language": merge.language,
        "format": merge.format.value,
        "package": str(merge.package.key) if merge.package else None,
        "moved": merge.moved,
        "counts": {outcome.value: count for outcome, count in merge.counts.items()},
        "lines": [
            {
                "outcome": line.outcome.value,
                "place": line.place,
                "chapter": line.chapter,
                "source": line.source,
                "words": line.words,
                "stands": line.stands,
                "reason": line.reason,
            }
            for line in merge.lines
            if line.outcome not in {Outcome.SAME, Outcome.EMPTY}
        ],
    }


def _in_words(merge: Merge) -> str:
    lines = [f"{count}\t{outcome.label}" for outcome, count in merge.counts.items()]
    told = [line for line in merge.lines if line.outcome in ASKING]
    lines += [
        f"  {line.place}: {line.outcome.label}" + (f" ({line.reason})" if line.reason else "")
        for line in told[:SHOWN]
    ]
    if len(told) > SHOWN:
        lines.append("  " + _("and %(count)d more (--json has all)") % {"count": len(told) - SHOWN})
    return "\n".join(lines)


ASKING = frozenset({Outcome.CONFLICT, Outcome.REFUSED, Outcome.UNKNOWN, Outcome.STALE})


def _refused(reason: str, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"error": reason}, ensure_ascii=False))
    else:
        print(reason, file=sys.stderr)
    return 1
