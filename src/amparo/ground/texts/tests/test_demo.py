"""The demonstration's glossary is written once, and nothing of it forbids what is preferred."""

import pytest

from amparo.ground.identity import demo as identity_demo
from amparo.ground.interface.actions import establish
from amparo.ground.texts import actions, demo, queries
from amparo.ground.texts.models import Comment, Severity, Term, Use

from .desks import LETTER, make_project, segments

pytestmark = pytest.mark.django_db


def _world() -> identity_demo.DemoWorld:
    establish(name="Casa Umbral", is_demonstration=True)
    world = identity_demo.DemoWorld()
    list(identity_demo.build(world))
    return world


def test_the_demonstration_is_written_once() -> None:
    world = _world()
    project = make_project(chapters=(LETTER,))
    line = segments(project)[1]
    actions.translate(line, language="ar", words="اكتبوا 3 أسطر.", by=None)
    changed = LETTER.replace("Write 3 lines", "Write 3 lines to nobody you know")
    actions.write(
        line.text, language="en", source=changed.encode(), by=None, severity=Severity.SAFETY
    )
    steps = list(demo.build(world))
    terms = Term.objects.count()
    assert steps == ["the glossary", "a question about a paragraph"]
    assert list(demo.build(world)) == []
    assert (Term.objects.count(), Comment.objects.count()) == (terms, 2)
    assert len(queries.glossary()) == len(demo.WORDS)


def test_what_is_forbidden_is_in_no_term_that_may_be_used() -> None:
    list(demo.build(_world()))
    forbidden = Term.objects.filter(use=Use.FORBIDDEN)
    assert forbidden.count() == len(demo.NEVER)
    for term in forbidden:
        others = Term.objects.filter(language=term.language).exclude(use=Use.FORBIDDEN)
        assert not others.filter(words__icontains=term.words).exists()
        assert term.note
