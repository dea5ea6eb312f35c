"""What applicants add before they send, what they bring back, and whom they ask to vouch."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.capacity.fellowships.models import Extension
from amparo.capacity.fellowships.queries.public import words_in
from amparo.ground.questions.queries import SecretField

FORGETTING = {"autocomplete": "off", "dir": "auto"}


class LastLookForm(forms.Form):
    """Before it is sent: what struck them, where the deadline has passed; and whose account."""

    extension = forms.ChoiceField(
        label=_("Something kept me from sending in time"),
        help_text=_("It is sealed with your application. Nobody has to prove it."),
        widget=forms.RadioSelect(attrs={"autocomplete": "off"}),
    )
    tie = forms.BooleanField(
        label=_("Note in my account that this is mine"),
        help_text=_(
            "Then staff can see which account it came from. Without it nothing here joins the two."
        ),
        required=False,
    )

    def __init__(
        self, *args: Any, extensions: tuple[Extension, ...], language: str, signed_in: bool,
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self.use_required_attribute = False
        if extensions:
            chosen = self.fields["extension"]
            chosen.choices = [  # type: ignore[attr-defined]
                (str(one.pk), words_in(one.reason, language).text) for one in extensions
            ]
        else:
            del self.fields["extension"]
        if not signed_in:
            del self.fields["tie"]


class ReturnForm(forms.Form):
    """One box for any form of the secret."""

    secret = SecretField(
        label=_("Your secret"),
        help_text=_("Twelve words or forty digits, as you wrote them down."),
    )


class CodeForm(forms.Form):
    """One box for any form of the code that somebody was given."""

    secret = SecretField(
        label=_("Your code"),
        help_text=_("Twelve words or forty digits, as they were given to you."),
    )


class WriteForm(forms.Form):
    """Words to the office."""

    words = forms.CharField(
        label=_("Write to them"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, **FORGETTING}),
    )


class AskForm(forms.Form):
    """Who is asked to vouch."""

    name = forms.CharField(
        label=_("Whom do you ask?"),
        help_text=_(
            "Their name, sealed: so that nobody reads your application who vouches for it."
        ),
        max_length=120,
        widget=forms.TextInput(attrs=FORGETTING),
    )
    myself = forms.CharField(
        label=_("By which name do they know you?"),
        max_length=120,
        widget=forms.TextInput(attrs=FORGETTING),
    )
    words = forms.CharField(
        label=_("A few words to them"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, **FORGETTING}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.use_required_attribute = False
