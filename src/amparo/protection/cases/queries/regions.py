"""Countries with the regional group each sits in, for people who choose one."""

from amparo.ground.questions import queries as questions
from amparo.ground.vocabulary import queries as vocabulary
from amparo.ground.vocabulary.models import Country


def countries(language: str) -> list[tuple[str, str, str]]:
    """Code, name in a language and regional group ("" for none) of every country, by name."""
    rows = Country.objects.values_list("code", "un_group")
    told = [(code, vocabulary.country_name(code, language) or code, group) for code, group in rows]
    order = {code: at for at, (code, _name) in enumerate(questions.fields.countries(language))}
    return sorted(told, key=lambda one: order[one[0]])
