"""What people type, made clean: handles, passphrases, secrets, codes in any script's digits."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from amparo.ground.sealing import recovery
from amparo.ground.vocabulary import queries as vocabulary

from . import queries
from .models import HANDLE_LENGTH, Organisation, Role, normal_handle

SHORTEST_HANDLE = 3
PHONE_DIGITS = 7
NUMBERS_ONLY = "digits"


def check_handle(handle: str) -> None:
    """Refuses what is too short, or leads to a person (an address, a number), and says why."""
    if len(handle) < SHORTEST_HANDLE:
        raise ValidationError(_("A little longer, please: at least three letters or digits."))
    if "@" in handle:
        raise ValidationError(
            _(
                "This looks like an e-mail address. Please choose a name that leads to nobody:"
                " then nothing here can say who you are, whoever reads it."
            )
        )
    digits = [sign for sign in handle if sign.isdigit()]
    letters = [sign for sign in handle if sign.isalpha()]
    if len(digits) >= PHONE_DIGITS and not letters:
        raise ValidationError(
            _(
                "This looks like a telephone number. Please choose a name that leads to nobody:"
                " then nothing here can say who you are, whoever reads it."
            )
        )
    if re.search(r"[^\w\s.'·-]", handle):
        raise ValidationError(_("Letters of any script, digits, spaces and . - _ ' will do."))


class HandleField(forms.CharField):
    """A handle, normalised."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Handle"))
        super().__init__(max_length=HANDLE_LENGTH, **options)
        self.widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "dir": "auto",
        }

    def to_python(self, value: Any) -> str:
        return normal_handle(super().to_python(value) or "")


class PassphraseField(forms.CharField):
    """A passphrase; never shown again, so never kept in the page."""

    def __init__(self, *, fresh: bool = False, **options: Any) -> None:
        options.setdefault("label", _("Passphrase"))
        attrs = {"autocomplete": "new-password" if fresh else "current-password"}
        super().__init__(
            max_length=1000, strip=False, widget=forms.PasswordInput(attrs=attrs), **options
        )


class DigitsField(forms.CharField):
    """A short code in any script's digits, spaces as they come."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        return "".join(str(unicodedata.decimal(sign)) for sign in typed if sign.isdecimal())


class SecretField(forms.CharField):
    """Twelve words or forty digits, in any form that `sealing.recovery` reads."""

    def __init__(self, **options: Any) -> None:
        attrs = {"rows": 3, "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(
            max_length=1000, widget=forms.Textarea(attrs=attrs | {"dir": "auto"}), **options
        )

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        try:
            recovery.read(typed)
        except recovery.NotASecretError as refused:
            raise ValidationError(str(refused)) from refused
        return typed


def _word_lists() -> list[tuple[str, Any]]:
    lists = [(tag, get_language_info(tag)["name_local"]) for tag in recovery.LISTS]
    return [*lists, (NUMBERS_ONLY, _("numbers only"))]


class _NewPassphrase(forms.Form):
    """A new passphrase, and the language of the recovery secret that will be shown."""

    passphrase = PassphraseField(
        fresh=True,
        help_text=_(
            "At least 12 characters. Four or five unrelated words are easy to keep in mind."
        ),
    )
    language = forms.ChoiceField(
        label=_("Show my recovery secret in"),
        choices=_word_lists,
        required=False,
        help_text=_("Next you see twelve words, or numbers, to write down on paper."),
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        tag = get_language() or ""
        self.fields["language"].initial = tag if tag in recovery.LISTS else NUMBERS_ONLY

    def clean_passphrase(self) -> str:
        passphrase: str = self.cleaned_data["passphrase"]
        validate_password(passphrase)
        return passphrase


class SignUpForm(_NewPassphrase):
    """The first step: a name that leads to nobody, and a passphrase."""

    handle = HandleField(
        help_text=_("A name only you know, in any script. Not your real name. Nobody else sees it.")
    )
    field_order = ["handle", "passphrase", "language"]

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        check_handle(handle)
        return handle

    def clean(self) -> dict[str, Any]:
        handle, passphrase = self.cleaned_data.get("handle"), self.cleaned_data.get("passphrase")
        if handle and passphrase and handle == normal_handle(passphrase):
            self.add_error("passphrase", _("Handle and passphrase must not be the same."))
        return self.cleaned_data

    def is_free(self) -> bool:
        """Whether nobody has the handle; asked of a valid form, once the asking was paid for."""
        if queries.account_of(self.cleaned_data["handle"]) is None:
            return True
        self.add_error("handle", _("Somebody has this handle already. Please choose another."))
        return False


class RecoverForm(_NewPassphrase):
    """The way back: handle, recovery secret, a new passphrase."""

    handle = HandleField()
    secret = SecretField(
        label=_("Recovery secret"),
        help_text=_("The twelve words or ten groups of digits that you wrote down."),
    )
    field_order = ["handle", "secret", "passphrase", "language"]

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["passphrase"].label = _("New passphrase")
        self.fields["language"].label = _("Show my new recovery secret in")


class TypedBackForm(forms.Form):
    """The recovery secret, typed back from paper; the sealed draft travels beside it."""

    typed = SecretField(
        label=_("Type it back from your paper"),
        help_text=_("The words or the digits, whichever you wrote down."),
    )
    draft = forms.CharField(widget=forms.HiddenInput)


class SignInForm(forms.Form):
    """Handle and passphrase."""

    handle = HandleField()
    passphrase = PassphraseField()


class ConfirmForm(forms.Form):
    """The passphrase once more, before something that matters."""

    passphrase = PassphraseField()


class CodeForm(forms.Form):
    """The six digits of an app."""

    code = DigitsField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class ChangePassphraseForm(forms.Form):
    """The passphrase of now, and another."""

    passphrase = PassphraseField(label=_("Your passphrase now"))
    fresh = PassphraseField(
        fresh=True,
        label=_("New passphrase"),
        help_text=_(
            "At least 12 characters. Four or five unrelated words are easy to keep in mind."
        ),
    )

    def clean_fresh(self) -> str:
        fresh: str = self.cleaned_data["fresh"]
        validate_password(fresh)
        return fresh


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey: its name, and what the device answered."""

    name = forms.CharField(
        label=_("A name for this passkey"),
        max_length=60,
        required=False,
        help_text=_("For you alone, to tell your devices apart."),
    )
    passwordless = forms.BooleanField(
        required=False, initial=True, widget=forms.HiddenInput, label=""
    )

    def clean(self) -> dict[str, Any]:
        # What a device answers is untrusted input, and its parser fails in many ways.
        self.cleaned_data["passwordless"] = True
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            raise
        except Exception as unreadable:
            raise ValidationError(_("The passkey did not answer. Try again.")) from unreadable
        return cleaned


class PasskeyAnswerForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """What a device answered to who wants to come in; `user` None: it says itself whose it is."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except ValidationError:
            raise
        except Exception as unreadable:
            raise ValidationError(_("The passkey did not answer. Try again.")) from unreadable


def _countries() -> list[tuple[str, Any]]:
    return [("", "—"), *vocabulary.countries(get_language() or "en")]


class InviteForm(forms.Form):
    """Who is invited to what."""

    label = forms.CharField(
        label=_("What colleagues call this person"),
        max_length=80,
        help_text=_("Shown to administrators and in the audit trail. Not their handle."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[choice for choice in Role.choices if choice[0] != Role.PARTNER],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_roles(self) -> list[Role]:
        return [Role(value) for value in self.cleaned_data["roles"]]


class OrganisationForm(forms.Form):
    """An organisation we work with."""

    name = forms.CharField(label=_("Name"), max_length=120)
    country = forms.ChoiceField(label=_("Country"), choices=_countries, required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=400,
        required=False,
        help_text=_("For administrators: what was agreed, and with whom. Never about a person."),
    )


class InvitePartnerForm(forms.Form):
    """Who of which organisation is invited."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    label = forms.CharField(
        label=_("What colleagues call this person"),
        max_length=80,
        help_text=_("Shown to those who refer somebody to them. Not their handle."),
    )

    def __init__(self, *given: Any, organisations: Iterable[Organisation], **options: Any) -> None:
        super().__init__(*given, **options)
        self.organisations = {str(row.pk): row for row in organisations}
        field = self.fields["organisation"]
        field.choices = [(key, row.name) for key, row in self.organisations.items()]  # type: ignore[attr-defined]

    def clean_organisation(self) -> Organisation:
        return self.organisations[self.cleaned_data["organisation"]]


class RedeemForm(forms.Form):
    """An invitation's code."""

    code = DigitsField(
        label=_("Invitation code"),
        max_length=80,
        help_text=_("Six groups of four digits."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
