"""An answer's field, and what an answer is once it is clean."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from amparo.ground.questions.models import CHOOSING, WRITING, Kind
from amparo.ground.texts.queries import words_in
from amparo.ground.vocabulary.models import Country
from amparo.ground.vocabulary.queries import country_name, direction, in_order

from .shapes import Asked

NAME = "answer"  # what a field is called where one question fills a screen
MOST_SIGNS = 20_000  # of one answer, whatever its limit of words
LINE = 300  # signs of a line
LARGEST = 10**12
# Neither a browser nor a keyboard keeps what somebody types here.
FORGETTING = {"autocomplete": "off", "dir": "auto"}


class WordLimit:
    """Refuses a text of more words than asked for, and says how many there are."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, text: str) -> None:
        there = words_in(text)
        if there > self.most:
            raise ValidationError(
                ngettext(
                    "There is room for %(most)d word here, and you wrote %(there)d.",
                    "There is room for %(most)d words here, and you wrote %(there)d.",
                    self.most,
                )
                % {"most": self.most, "there": there},
                code="too_many_words",
            )


class MostChosen:
    """Refuses more options than asked for."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, chosen: list[str]) -> None:
        if len(chosen) > self.most:
            raise ValidationError(
                _t("Please choose %(most)d at the most.") % {"most": self.most},
                code="too_many_chosen",
            )


def field(asked: Asked, language: str) -> forms.Field:
    """The field for one question, its words in a language; words of another are marked so."""
    found = _field(asked, language)
    words = asked.words(language)
    found.label = _marked(words.label, words.language, words.direction)
    found.help_text = _marked(words.help, words.language, words.direction)
    found.required = asked.required
    return found


def _marked(words: str, language: str, direction: str) -> str:
    """Words with their own language and direction, where it is not the page's."""
    if not (words and language):
        return words
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction, words)


def _field(asked: Asked, language: str) -> forms.Field:
    if asked.kind in WRITING:
        return _text(asked)
    if asked.kind in CHOOSING:
        return _choosing(asked, language)
    match asked.kind:
        case Kind.NUMBER:
            return forms.IntegerField(
                min_value=0,
                max_value=LARGEST,
                widget=forms.NumberInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
            )
        case Kind.DATE:
            attrs = {"type": "date", "autocomplete": "off"}
            return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs=attrs))
        case Kind.COUNTRY:
            return forms.ChoiceField(
                choices=[("", _("I would rather not say")), *countries(language)],
                widget=forms.Select(attrs={"autocomplete": "off"}),
            )
    return forms.FileField(widget=forms.FileInput())


def _choosing(asked: Asked, language: str) -> forms.Field:
    choices = [
        (value, _marked(label, tag, str(direction(tag)) if tag else ""))
        for value, label, tag in asked.offers(language)
    ]
    if asked.kind == Kind.CHOICES:
        return forms.TypedMultipleChoiceField(
            choices=choices,
            widget=forms.CheckboxSelectMultiple(attrs={"autocomplete": "off"}),
            validators=[MostChosen(asked.limit)] if asked.limit else [],
        )
    return forms.ChoiceField(
        choices=choices, widget=forms.RadioSelect(attrs={"autocomplete": "off"})
    )


def _text(asked: Asked) -> forms.Field:
    long = asked.kind == Kind.LONG
    return forms.CharField(
        max_length=MOST_SIGNS if long else LINE,
        validators=[WordLimit(asked.limit)] if asked.limit else [],
        widget=forms.Textarea(attrs={**FORGETTING, "rows": 9})
        if long
        else forms.TextInput(attrs=FORGETTING),
    )


def countries(language: str) -> list[tuple[str, str]]:
    """Every country and territory: (two letters, name), in the order of a language's list."""
    named = [
        (code, country_name(code, language))
        for code in Country.objects.values_list("pk", flat=True)
    ]
    return sorted(named, key=lambda one: in_order(one[1], language))


def clean(
    asked: Asked,
    language: str,
    data: Mapping[str, Any],
    files: Mapping[str, Any],
    *,
    name: str = NAME,
) -> Any:
    """The answer in a posted form's field `name`, as it is kept (JSON-able): text, a number, a
    value, a list of values, a day as ISO 8601; None where nothing was said.

    Raises forms.ValidationError. Files are taken by who receives them: their answer is None here.
    """
    if asked.kind == Kind.FILES:
        return None
    found = field(asked, language)
    said = found.clean(found.widget.value_from_datadict(data, files, name))
    if said in (None, "", []):
        return None
    if isinstance(said, date):
        return said.isoformat()
    if isinstance(said, str):
        if "\x00" in said:
            raise ValidationError(_t("There are signs in this that cannot be kept."))
        return said.replace("\r\n", "\n").strip()
    return said
