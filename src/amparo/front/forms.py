"""What people type at the front, made clean."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from amparo.ground.identity import actions as identity
from amparo.ground.identity.models import Account
from amparo.ground.interface.models import Installation
from amparo.ground.vocabulary.queries import direction, language_name, own_name

from . import actions

LONGEST_NAME = 120


def _in_ours(tag: str) -> str:
    """A language's name in the language of the page."""
    return language_name(tag, get_language() or settings.LANGUAGE_CODE)


def _name_field(tag: str, *, label: str, initial: str, longest: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        initial=initial,
        widget=forms.TextInput(attrs={"lang": tag, "dir": str(direction(tag))}),
    )


class SetUpForm(forms.Form):
    """The code from the server, the organisation's name, and what colleagues call the person."""

    code = forms.CharField(
        label=_("Code from the server"),
        max_length=60,
        help_text=_("It was printed where Amparo was started. It works once."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=LONGEST_NAME,
        help_text=_("Everybody sees it. You can change it later."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    label = forms.CharField(
        label=_("What colleagues call you here"),
        max_length=80,
        help_text=_("Only staff see it. It need not be your name: “Office” will do."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tag, _name in settings.LANGUAGES:
            self.fields[f"name_{tag}"] = _name_field(
                tag,
                label=str(_("Its name in %(language)s") % {"language": _in_ours(tag)}),
                initial="",
                longest=LONGEST_NAME,
            )

    def names(self) -> dict[str, str]:
        """The names that were given, by language."""
        return {
            tag: self.cleaned_data[f"name_{tag}"]
            for tag, _name in settings.LANGUAGES
            if self.cleaned_data.get(f"name_{tag}")
        }

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not actions.is_set_up_code(code):
            raise ValidationError(
                _(
                    "This is not the code that was printed last. Start Amparo again to see a"
                    " new one."
                )
            )
        return code


class OrganisationForm(forms.Form):
    """The organisation's name and, by language, its translations and its exits."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        help_text=_("Shown where a language has no name of its own below."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: Any, row: Installation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = row.name
        for tag, _name in settings.LANGUAGES:
            self.fields[f"name_{tag}"] = _name_field(
                tag,
                label=str(_("Name in %(language)s") % {"language": _in_ours(tag)}),
                initial=row.names.get(tag, ""),
                longest=LONGEST_NAME,
            )
        for tag, _name in settings.LANGUAGES:
            self.fields[f"exit_{tag}"] = forms.URLField(
                label=str(
                    _("Where Leave this site leads, in %(language)s") % {"language": _in_ours(tag)}
                ),
                required=False,
                max_length=300,
                initial=row.exits.get(tag, ""),
                assume_scheme="https",
                help_text=_("A page that draws no eye, such as the weather."),
                widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": row.exit_for(tag)}),
            )

    def by_language(self, what: str) -> dict[str, str]:
        """What was typed for "name" or "exit", by language."""
        return {
            tag: self.cleaned_data.get(f"{what}_{tag}", "") for tag, _name in settings.LANGUAGES
        }

    def clean(self) -> dict[str, Any]:
        for tag, _name in settings.LANGUAGES:
            address = self.cleaned_data.get(f"exit_{tag}", "")
            if address and not address.startswith("https://"):
                self.add_error(f"exit_{tag}", _("The address must begin with https://"))
        return self.cleaned_data


class NamesForm(forms.Form):
    """An entry of a list: its name in each language of our pages, at least one."""

    def __init__(self, *args: Any, names: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tag, _name in settings.LANGUAGES:
            self.fields[f"name_{tag}"] = _name_field(
                tag, label=own_name(tag), initial=(names or {}).get(tag, ""), longest=LONGEST_NAME
            )

    def names(self) -> dict[str, str]:
        """The names that were given, by language."""
        return {
            tag: self.cleaned_data[f"name_{tag}"]
            for tag, _name in settings.LANGUAGES
            if self.cleaned_data.get(f"name_{tag}")
        }

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.names():
            self.add_error(
                f"name_{settings.LANGUAGE_CODE}", _("Give a name in at least one language.")
            )
        return self.cleaned_data


class DeleteForm(forms.Form):
    """The passphrase once more, before everything is gone. Guessing is slowed as at sign-in."""

    passphrase = forms.CharField(
        label=_("Your passphrase"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_passphrase(self) -> str:
        passphrase: str = self.cleaned_data["passphrase"]
        try:
            key = identity.attempt(f"delete/{self.by.pk}")
        except identity.TooSoonError as wait:
            raise ValidationError(
                ngettext(
                    "There were many wrong attempts. Please try again in %(count)d second.",
                    "There were many wrong attempts. Please try again in %(count)d seconds.",
                    wait.seconds,
                )
                % {"count": wait.seconds}
            ) from wait
        if not self.by.check_password(passphrase):
            raise ValidationError(_("This is not your passphrase. Nothing was deleted."))
        identity.succeeded(key)
        return passphrase


class SampleForm(forms.Form):
    """One field of each kind, for the page that shows every component."""

    text = forms.CharField(label=_("A line"), help_text=_("What to write here."))
    story = forms.CharField(label=_("A longer text"), widget=forms.Textarea(attrs={"rows": 3}))
    choice = forms.ChoiceField(
        label=_("One of these"), choices=[("one", _("The first")), ("two", _("The second"))]
    )
    several = forms.MultipleChoiceField(
        label=_("Some of these"),
        choices=[("one", _("The first")), ("two", _("The second"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(label=_("I have read it"))
