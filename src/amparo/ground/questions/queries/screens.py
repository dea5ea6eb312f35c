"""Fields as a sender's screens show them: one question, all of them, a secret; and what was said
as it is read once more before it is sent."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from amparo.ground.sealing import recovery
from amparo.ground.vocabulary import queries as vocabulary

from .fields import NAME, clean, field
from .shapes import Asked, Shape, visible


def answer_form(
    asked: Asked, language: str, *, said: object = None, data: Any = None
) -> forms.Form:
    """The form of one question: its field is called `answer`. Nobody has to answer here."""
    form = forms.Form(data, initial={NAME: said}, use_required_attribute=False)
    form.fields[NAME] = field(asked, language)
    return form


class WholeForm(forms.Form):
    """All questions on one page, each field called by its question's key; no files.

    What depends on another answer need not be answered: it may not concern the person.
    """

    def __init__(self, shape: Shape, language: str, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.shape, self.language = shape, language
        for asked in shape.questions:
            if asked.kind != "files":
                found = self.fields[asked.key] = field(asked, language)
                found.required = asked.required and not asked.shown_if

    def answers(self) -> dict[str, Any]:
        """What was said to the questions that are open, once the form is valid.

        Adds an error and answers what is clean so far where a text cannot be kept.
        """
        said: dict[str, Any] = {}
        for asked in self.shape.questions:
            if asked.key not in self.fields:
                continue
            try:
                found = clean(
                    replace(asked, required=False), self.language, self.data, {}, name=asked.key
                )
            except ValidationError as wrong:
                self.add_error(asked.key, wrong)
                continue
            if found is not None:
                said[asked.key] = found
        open_now = {one.key for one in visible(self.shape, said)}
        return {key: value for key, value in said.items() if key in open_now}


def shown_value(asked: Asked, said: object, language: str) -> str:
    """An answer as it is read before it is sent: words of the choice, not its name."""
    if said in (None, "", []):
        return ""
    options = dict(asked.options(language))
    if options:
        chosen = said if isinstance(said, list | tuple) else [said]
        return ", ".join(options.get(str(one), str(one)) for one in chosen)
    if asked.kind == "country":
        return str(vocabulary.country_name(str(said), language))
    if asked.kind == "date" and (day := parse_date(str(said))):
        return date_format(day)
    return str(said)


class SecretField(forms.CharField):
    """Twelve words or forty digits, in any form that people write them."""

    def __init__(self, **options: Any) -> None:
        attrs = {
            "rows": 3,
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
            "dir": "auto",
        }
        super().__init__(max_length=1000, widget=forms.Textarea(attrs=attrs), **options)

    def clean(self, value: Any) -> recovery.Secret:
        typed = str(super().clean(value))
        try:
            return recovery.read(typed)
        except recovery.NotASecretError as refused:
            raise ValidationError(str(refused)) from refused


class TypedBackForm(forms.Form):
    """The secret, typed back from paper."""

    typed = SecretField(label=_("Type the words or the digits as you wrote them down"))

    def __init__(self, *args: Any, secret: recovery.Secret, **options: Any) -> None:
        super().__init__(*args, **options)
        self.secret = secret

    def clean_typed(self) -> recovery.Secret:
        typed: recovery.Secret = self.cleaned_data["typed"]
        if typed != self.secret:
            raise ValidationError(
                _("This is a secret, but not this one. Look at what you wrote down once more.")
            )
        return typed
