"""Words out, for a translator who does not sign in."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amparo.ground.record import actions as record
from amparo.ground.texts.exchange import reading
from amparo.ground.texts.exchange.entries import Address, Entry, Key, Outgoing, Part, seen
from amparo.ground.texts.markdown.tree import Kind
from amparo.ground.texts.models import Format, Package, Project
from amparo.ground.texts.queries import titles, words_in
from amparo.ground.texts.queries.glossary import Naming, TermHint
from amparo.ground.texts.queries.packages import Content, Only, contents, terms_for, tree_of
from amparo.ground.vocabulary import queries as vocabulary

from .projects import DeskRefused
from .recording import old_words

KINDS: dict[str, str | Promise] = {
    Kind.TITLE: gettext_lazy("Title"),
    Kind.SUMMARY: gettext_lazy("Summary"),
    Kind.HEADING: gettext_lazy("Heading"),
    Kind.HEAD_CELL: gettext_lazy("Head of a column"),
    Kind.CELL: gettext_lazy("Cell of a table"),
    Kind.ALT: gettext_lazy("Description of a picture, read aloud to who cannot see it"),
    Kind.CAPTION: gettext_lazy("Caption of a picture"),
    Kind.NOTE: gettext_lazy("Footnote"),
    Kind.LABEL: gettext_lazy("Title of a box"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a project goes into a package: chapters by their lineages (none: all), and which of
    their segments."""

    lineages: tuple[UUID, ...] = ()
    only: Only = Only.ALL


EVERYTHING = Scope()


@transaction.atomic
def make_package(
    project: Project,
    language: str,
    *,
    format: Format,  # noqa: A002  (the word of the desk, and of the model)
    scope: Scope = EVERYTHING,
    by: UUID | None,
) -> tuple[Package, bytes]:
    """Take words out as a file that can be worked on anywhere.

    Raises DeskRefused when the language is not open, or when there is nothing of that kind.
    """
    opened = project.languages.filter(language=language, closed=False).first()
    if opened is None:
        raise DeskRefused(_("This language is not open for this project."))
    chosen = [
        one
        for one in contents(project, language)
        if one.fits(scope.only) and (not scope.lineages or one.lineage in scope.lineages)
    ]
    if not chosen or (format == Format.TMX and not any(one.words for one in chosen)):
        raise DeskRefused(_("There is nothing of that kind to take out."))
    package = Package.objects.create(
        project=project,
        language=language,
        format=format,
        key=uuid4(),
        tree=tree_of(project),
        scope=[str(lineage) for lineage in scope.lineages],
        words=sum(words_in(one.source) for one in chosen),
        by=by,
    )
    content = reading.WRITERS[format](_outgoing(package, project, chosen))
    record.note(by=by, verb="texts.make_package", kind="texts.package", object_id=str(package.pk))
    return package, content


def _outgoing(package: Package, project: Project, chosen: Iterable[Content]) -> Outgoing:
    chosen = list(chosen)
    own = project.source_language
    before = old_words((one.segment, one.source_hash) for one in chosen if one.stale)
    named = titles({one.text for one in chosen}, own)
    parts: dict[int, Part] = {}
    terms = terms_for(chosen, own, package.language)
    with _speaking(package.language):
        kinds = {kind: str(words) for kind, words in KINDS.items()}
        notes = {pk: [_told(hint) for hint in told] for pk, told in terms.items()}
    for one in chosen:
        if one.text not in parts:
            parts[one.text] = Part(named[one.text].words if one.text in named else "")
        parts[one.text].entries.append(
            Entry(
                id=str(Address(one.lineage.hex[:8], one.segment, one.hash[:16], seen(one.words))),
                source=one.source,
                words=one.words,
                unfinished=one.stale,
                before=before.get((one.segment, one.source_hash), ""),
                kind=kinds.get(one.kind, ""),
                note="; ".join(notes.get(one.segment, ())),
            )
        )
    found: dict[str, str] = project.titles
    return Outgoing(
        key=Key(package.key, project.pk, own, package.language, package.tree),
        title=found.get(package.language) or found.get(own) or project.owner,
        parts=list(parts.values()),
        right_to_left=vocabulary.direction(package.language) == "rtl",
        source_right_to_left=vocabulary.direction(own) == "rtl",
        glossary=sorted({line for told in notes.values() for line in told}),
    )


def _told(hint: TermHint) -> str:
    """What the glossary says of a term, in one line."""
    said = [
        (_("use: %(words)s"), hint.preferred),
        (_("may be used: %(words)s"), hint.allowed),
        (_("never: %(words)s"), hint.forbidden),
    ]
    told = [
        phrase % {"words": ", ".join(dict.fromkeys(_named(one) for one in some))}
        for phrase, some in said
        if some
    ]
    return f"{hint.source_words} – {' · '.join([*told, *filter(None, [hint.note])])}"


def _named(naming: Naming) -> str:
    """Words of the glossary, isolated: they may run the other way than the line they stand in."""
    country = f" ({naming.country})" if naming.country else ""
    return f"\u2068{naming.words}\u2069{country}"


def _speaking(language: str) -> translation.override:
    """Our own words in the translator's language, where we have it."""
    try:
        return translation.override(translation.get_supported_language_variant(language))
    except LookupError:
        return translation.override(translation.get_language())


def file_name(package: Package) -> str:
    """What its file is called: it says nothing of what the words are about."""
    return f"{package.language}-{package.key.hex[:8]}.{reading.ENDINGS[package.format]}"
