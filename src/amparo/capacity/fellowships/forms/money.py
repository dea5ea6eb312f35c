"""What finance types: which stipends to show, and how far one is."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from amparo.capacity.fellowships.models import Disbursement

STATES = {
    Disbursement.State.PLANNED: _("planned"),
    Disbursement.State.APPROVED: _("approved"),
    Disbursement.State.PAID: _("paid"),
    Disbursement.State.RECEIPTED: _("receipted"),
    Disbursement.State.CANCELLED: _("cancelled"),
}


def _offer(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = choices


class StipendFilter(forms.Form):
    """Which stipends to show; everything may be left out."""

    grant = forms.ChoiceField(label=_("Grant"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, grants: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        everything = [("", _("All"))]
        _offer(self, "grant", [*everything, *((code, code) for code in grants)])
        _offer(self, "state", [*everything, *STATES.items()])


class StipendForm(forms.Form):
    """The next state of one stipend, its day, and the number on its receipt."""

    state = forms.ChoiceField(label=_("State"))
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    receipt = forms.CharField(
        label=_("Number on the receipt"),
        max_length=60,
        required=False,
        help_text=_("The number alone: no name, no place."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, states: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        _offer(self, "state", [(one, STATES[Disbursement.State(one)]) for one in states])
