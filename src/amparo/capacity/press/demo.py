"""The demonstration's library: three handbooks, one of them corrected for safety after most of
its translations, one whose next edition is in review, and a draft that only staff see."""

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from amparo.ground.identity.demo import DemoWorld
from amparo.ground.identity.models import Account
from amparo.ground.texts.models import Severity

from . import actions, queries
from .models import Edition

WORLD = Path(__file__).with_name("demo_world")
HANDBOOK = "writing-to-special-procedures"
PLAN = "a-protection-plan-together"
COMPANY = "when-a-company-is-involved"
DRAFT = "before-a-public-meeting"
EDITED = "02-risk-and-consent.md"
ADDED = " If you are not sure, wait a day, and ask somebody you trust."
REVIEWED = "01-who-decides.md"
MORE = " Write down what you find out, with the date."
WAIVED = "This is a demonstration: no native speaker has read this language."
NOT_PROSE = tuple("#|-:>[*!{`~ \t") + tuple("0123456789")


def build(world: DemoWorld) -> Iterator[str]:
    """Import the library; yields a step's name as it goes. Safe to run again."""
    editor = world.accounts["editor"]
    for slug in (HANDBOOK, PLAN, COMPANY):
        if (WORLD / slug).is_dir() and queries.newest(slug) is None:
            yield f"the handbook {slug}"
            actions.import_folder(
                WORLD / slug,
                slug=slug,
                source="en",
                by=editor.actor,
                release=True,
                waive=WAIVED,
            )
    newest = queries.newest(HANDBOOK)
    if newest is not None and newest.number == 1:
        yield "a correction for safety, released in English"
        with transaction.atomic():
            _release_in_english(_edited(newest, EDITED, ADDED, Severity.SAFETY, editor), editor)
    newest = queries.newest(COMPANY)
    if newest is not None and newest.number == 1:
        yield "an edition in review"
        with transaction.atomic():
            draft = _edited(newest, REVIEWED, MORE, Severity.MEANING, editor)
            actions.take_step(draft, "submit", by=editor, note="Please look at the first chapter.")
    if queries.newest(DRAFT) is None:
        yield "a draft"
        actions.import_folder(WORLD / DRAFT, slug=DRAFT, source="en", by=editor.actor)


def _edited(edition: Edition, path: str, more: str, severity: Severity, by: Account) -> Edition:
    """The next edition, in which a chapter's first paragraph says one thing more."""
    row = edition.chapters.select_related("text").get(path=path)
    source = with_an_edit(bytes(row.text.source).decode(), more)
    saved = actions.save_chapter(
        edition,
        row.slug,
        source=source.encode(),
        seen=row.text.sha,
        severity=severity,
        note="One sentence more",
        by=by,
    )
    return saved.edition


def _release_in_english(edition: Edition, by: Account) -> None:
    """Through every step; the other languages follow the edition before until they catch up."""
    for verb in ("submit", "approve"):
        actions.take_step(edition, verb, by=by)
    actions.order_release(edition, {"en": ""}, by=by)
    for finding in edition.releases.get(language="en").findings.filter(waived=""):
        actions.waive(finding, WAIVED, by=by)
    actions.settle_release(edition, by=by.actor, found={"en": []})


def with_an_edit(markdown: str, more: str = ADDED) -> str:
    """A chapter whose first paragraph says one thing more."""
    lines = markdown.split("\n")
    begin = lines.index("---", 1) + 1 if lines[0] == "---" else 0
    for number in range(begin, len(lines)):
        line = lines[number]
        ends = number + 1 == len(lines) or not lines[number + 1].strip()
        if line.strip() and ends and not line.startswith(NOT_PROSE):
            lines[number] = line.rstrip() + more
            break
    return "\n".join(lines)
