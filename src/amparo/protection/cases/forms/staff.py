"""What staff type on pages of this room that need no keys."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from amparo.ground.vocabulary.queries import direction, language, own_name
from amparo.protection.cases.models import Door, LedgerLine, Retention


def _offer(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = cast("forms.ChoiceField", form.fields[name])
    field.choices = choices


class LedgerFilter(forms.Form):
    """What of the ledger to show; everything may be left out."""

    grant = forms.ChoiceField(label=_("Grant"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, grants: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("All"))]
        _offer(self, "grant", [*everything, *((code, code) for code in grants)])
        _offer(self, "state", [*everything, *STATES.items()])


# A sum's state, as finance reads it.
STATES = {
    LedgerLine.State.PLANNED: _("planned"),
    LedgerLine.State.APPROVED: _("approved"),
    LedgerLine.State.PAID: _("paid"),
    LedgerLine.State.RECEIPTED: _("receipted"),
    LedgerLine.State.CANCELLED: _("cancelled"),
}


class LineForm(forms.Form):
    """The next state of one sum, and the number on its receipt."""

    state = forms.ChoiceField(label=_("State"))
    receipt = forms.CharField(
        label=_("Number on the receipt"),
        max_length=60,
        required=False,
        help_text=_("The number alone: no name, no place."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, states: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "state", [(one, STATES[LedgerLine.State(one)]) for one in states])


class AddressForm(forms.Form):
    """Where a colleague wants to be told."""

    address = forms.CharField(
        label=_("Address"),
        max_length=400,
        help_text=_(
            "An e-mail address, or an Apprise address: “ntfys://ntfy.example/words”,"
            " “matrixs://user:password@host/room”, “mailtos://…”."
        ),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    urgent_only = forms.BooleanField(
        label=_("Only when it is urgent: no daily note"), required=False
    )
    language = forms.ChoiceField(label=_("In which language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "language", [(tag, own_name(tag)) for tag, _name in settings.LANGUAGES])


class RetentionForm(forms.Form):
    """How many days what is kept."""

    intake_days = forms.IntegerField(
        label=_("A request that no case was opened from"), min_value=7, max_value=3660
    )
    closed_days = forms.IntegerField(
        label=_("A closed case, after the last support"), min_value=30, max_value=3660
    )
    location_days = forms.IntegerField(
        label=_("Where somebody is, after the last support"), min_value=1, max_value=3660
    )

    @classmethod
    def of(cls, row: Retention, posted: Any = None) -> "RetentionForm":
        """The form with what holds now."""
        names = ("intake_days", "closed_days", "location_days")
        return cls(posted, initial={name: getattr(row, name) for name in names})


class DoorForm(forms.Form):
    """Who reads what comes through a door, when, and in which languages."""

    languages = forms.CharField(
        label=_("Languages you answer in"),
        max_length=200,
        required=False,
        help_text=_("Their tags, divided by spaces: en ar sw"),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, door: Door, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].initial = " ".join(door.languages)
        for tag, _name in settings.LANGUAGES:
            for name, label, kept in (
                ("reads", _("Who reads it (%(language)s)"), door.reads),
                ("hours", _("When (%(language)s)"), door.hours),
            ):
                self.fields[f"{name}_{tag}"] = forms.CharField(
                    label=label % {"language": own_name(tag)},
                    max_length=200,
                    required=False,
                    initial=kept.get(tag, ""),
                    widget=forms.TextInput(attrs={"lang": tag, "dir": str(direction(tag))}),
                )

    def clean_languages(self) -> list[str]:
        tags = list(dict.fromkeys(str(self.cleaned_data["languages"]).replace(",", " ").split()))
        if any(language(tag) is None for tag in tags):
            raise forms.ValidationError(_("One of these is no language tag that we know."))
        return tags

    def told(self, name: str) -> dict[str, str]:
        """What was typed under a name, by language; languages left empty are left out."""
        found = {tag: str(self.cleaned_data[f"{name}_{tag}"]) for tag, _n in settings.LANGUAGES}
        return {tag: words.strip() for tag, words in found.items() if words.strip()}
