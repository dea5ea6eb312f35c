"""The forms that this room asks, as they come with the house."""

from pathlib import Path

from amparo.ground.questions import actions as questions

DATA = Path(__file__).parents[1] / "data"
FORMS = ("fellowship", "fellowship-reference", "fellowship-follow-up")


def have_forms() -> None:
    """Bring the forms of fellowships up to their files and catalogues; safe at every start."""
    for slug in FORMS:
        questions.put_form(slug, questions.read_spec(DATA / f"{slug}.yaml"))
