"""The demonstration's glossary, and what its translators say to each other."""

from collections.abc import Iterator

from django.db import transaction

from amparo.ground.identity.demo import DemoWorld
from amparo.ground.identity.models import Account

from . import actions, queries
from .models import Concept, Severity, Use
from .queries import Show

TONGUES = ("en", "fr", "es", "ar", "ru", "zh-hans", "pt")
# What is meant, and the words for it in those languages; "|" stands before words that may be used.
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Whoever, alone or with others, peacefully protects human rights. What counts is what a"
        " person does; no card and no office makes anybody one.",
        (
            "human rights defender",
            "défenseur des droits humains|défenseuse des droits humains|défenseurs",
            "persona defensora de derechos humanos|defensora|defensor",
            "مدافع عن حقوق الإنسان|المدافعين|المدافعون|المدافعات|مدافعة|الدفاع",
            "правозащитник|правозащитница|правозащитный",
            "人权捍卫者|人权维护者",
            "defensor de direitos humanos|defensora de direitos humanos",
        ),
    ),
    (
        "Harm done to somebody because they spoke with the United Nations, or might.",
        (
            "reprisals",
            "représailles",
            "represalias",
            "انتقام|انتقامية|الانتقام",
            "репрессии|месть|преследование|репрессалии",
            "报复",
            "represálias",
        ),
    ),
    (
        "A person with a mandate of the Human Rights Council, who is not paid for it.",
        (
            "Special Rapporteur",
            "Rapporteur spécial|Rapporteuse spéciale",
            "Relator Especial|Relatora Especial|Relatoría Especial",
            "المقرر الخاص|المقررة الخاصة",
            "Специальный докладчик|спецдокладчик",
            "特别报告员",
            "Relator Especial|Relatora Especial",
        ),
    ),
    (
        "A yes that somebody gave knowing what will happen, and can take back.",
        (
            "consent",
            "consentement|accord",
            "consentimiento|acuerdo",
            "موافقة|الموافقة",
            "согласие",
            "同意",
            "consentimento",
        ),
    ),
)
# Words that never go out: to whom (a country's letters, or everybody), and why.
NEVER: tuple[tuple[int, str, str, str, str], ...] = (
    (0, "es", "agitador", "", "Said of defenders in indictments."),
    (0, "ar", "مخرّب", "", "Said of defenders in indictments."),
    (0, "ru", "иностранный агент", "", "A label that the law puts on people to silence them."),
    (0, "fr", "trublion", "", "Makes a nuisance of somebody who defends rights."),
    (0, "pt", "baderneiro", "BR", "Used against people who defend their land."),
)
ASKED = "Is this still what the lawyers advise? The sentence was made stronger after the incident."
ANSWERED = "Yes. They asked for it; please bring this paragraph up to date first."


def build(world: DemoWorld) -> Iterator[str]:
    """Fill the glossary and ask a question; yields a step's name as it goes. Safe to run again."""
    editor, translator = world.accounts["editor"], world.accounts["translator"]
    if not queries.glossary():
        yield "the glossary"
        with transaction.atomic():
            concepts = [_concept(note, terms, editor) for note, terms in WORDS]
            for number, tag, words, country, why in NEVER:
                actions.put_term(
                    concepts[number],
                    language=tag,
                    words=words,
                    use=Use.FORBIDDEN,
                    country=country or None,
                    note=why,
                    by=editor,
                )
    for line in queries.projects(editor):
        row = queries.next_row(line.project, "ar", None, Show.STALE)
        if row is not None and row.severity is Severity.SAFETY and not row.comments:
            yield "a question about a paragraph"
            actions.comment(row.segment, words=ASKED, by=translator)
            actions.comment(row.segment, words=ANSWERED, by=editor)


def _concept(note: str, terms: tuple[str, ...], by: Account) -> Concept:
    concept = actions.add_concept(note=note, by=by)
    for tag, told in zip(TONGUES, terms, strict=True):
        for place, words in enumerate(told.split("|")):
            use = Use.ALLOWED if place else Use.PREFERRED
            actions.put_term(concept, language=tag, words=words, use=use, by=by)
    return concept
