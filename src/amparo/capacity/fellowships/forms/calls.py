"""What staff type about calls: when, for how many, in which words, judged by what."""

import zoneinfo
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from amparo.capacity.fellowships.models import Call, Programme
from amparo.ground.questions import queries as questions
from amparo.ground.vocabulary.queries import direction, own_name

MOST_CRITERIA = 6
ZONES = sorted(zoneinfo.available_timezones() - {"localtime"})
Words = dict[str, str]


def _moment(label: Any, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, help_text=help_text, widget=widget,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
    )  # fmt: skip


def in_zone(told: datetime, zone: str) -> datetime:
    """A moment as a clock on a wall in that zone shows it. Raises ValidationError.

    An hour that the clock skips does not exist; of one that it shows twice it is the later, so
    that nobody is late who read it the other way.
    """
    there = zoneinfo.ZoneInfo(zone)
    naive = told.replace(tzinfo=None)
    moment = naive.replace(tzinfo=there, fold=1)
    earlier = naive.replace(tzinfo=there, fold=0)
    back = moment.astimezone(zoneinfo.ZoneInfo("UTC")).astimezone(there).replace(tzinfo=None)
    if back != naive:
        raise ValidationError(
            _("On that day the clock skips this hour in that zone. Choose another one.")
        )
    return max(moment, earlier, key=lambda one: one.timestamp())


class CallForm(forms.Form):
    """The frame of a call. Its words are on a page for each language."""

    programme = forms.CharField(
        label=_("Programme, in English"), max_length=120,
        help_text=_("The same name again puts the call under the same programme."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name of the call, in English"), max_length=120)
    opens_at = _moment(_("Opens"))
    closes_at = _moment(_("Closes"), _("The moment on a clock in the time zone below."))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=[(one, one) for one in ZONES])
    grace_minutes = forms.IntegerField(
        label=_("Minutes after the deadline that still count"), min_value=0, max_value=2880,
        help_text=_("For slow lines. Nobody is told of it before."),
    )  # fmt: skip
    seats = forms.IntegerField(label=_("Places"), min_value=1, max_value=500)
    readings = forms.IntegerField(label=_("Readers for each file"), min_value=1, max_value=9)
    too_close = forms.DecimalField(
        label=_("Too close to call: points around the cut"), min_value=0, max_value=100,
        max_digits=5, decimal_places=2,
        help_text=_("Whoever is that near gets another reading before anybody decides."),
    )  # fmt: skip
    references_wanted = forms.IntegerField(
        label=_("People who vouch for each applicant"), min_value=0, max_value=5
    )
    keep_days = forms.IntegerField(
        label=_("Days that what was not chosen is kept after the decision"), min_value=7,
        max_value=1095,
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Languages in which somebody here reads"), widget=forms.CheckboxSelectMultiple,
        choices=[(tag, own_name(tag)) for tag, _name in settings.LANGUAGES],
    )  # fmt: skip
    blind = forms.MultipleChoiceField(
        label=_("What the panel reads"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Only these answers go into a reader's copy. What is not chosen here never does, even"
            " if somebody forgets it."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, language: str, form: str, **more: Any) -> None:
        super().__init__(*args, **more)
        shape = questions.form(form)
        asked = shape.questions if shape else ()
        field: Any = self.fields["blind"]
        field.choices = [
            (one.key, one.words(language).label) for one in asked if one.kind != "files"
        ]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = dict(super().clean() or {})
        zone = told.get("time_zone")
        for name in ("opens_at", "closes_at"):
            if zone and told.get(name):
                try:
                    told[name] = in_zone(told[name], zone)
                except ValidationError as wrong:
                    self.add_error(name, wrong)
        if told.get("opens_at") and told.get("closes_at") and told["closes_at"] <= told["opens_at"]:
            self.add_error("closes_at", _("The deadline must be after the opening."))
        if not slugify(str(told.get("name", ""))):
            self.add_error("name", _("The English name needs letters: its address is made of it."))
        return told

    def told(self) -> dict[str, Any]:
        """What `change_call` takes."""
        names = (
            "opens_at", "closes_at", "time_zone", "grace_minutes", "seats", "readings",
            "too_close", "references_wanted", "keep_days", "languages", "blind",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names}


def initial(row: Call | None) -> dict[str, Any]:
    """What a call's form shows first."""
    if row is None:
        return {
            "time_zone": "UTC", "grace_minutes": 60, "seats": 16, "readings": 3, "too_close": 5,
            "references_wanted": 1, "keep_days": 180, "languages": ["en"],
            "blind": ["work", "change", "advocacy", "after", "themes", "experience"],
        }  # fmt: skip
    zone = zoneinfo.ZoneInfo(row.time_zone)
    return {
        "programme": row.programme.names.get("en", row.programme.slug),
        "name": row.names.get("en", ""),
        "opens_at": row.opens_at.astimezone(zone).replace(tzinfo=None),
        "closes_at": row.closes_at.astimezone(zone).replace(tzinfo=None),
        "time_zone": row.time_zone,
        "grace_minutes": row.grace_minutes,
        "seats": row.seats,
        "readings": row.readings,
        "too_close": row.too_close,
        "references_wanted": row.references_wanted,
        "keep_days": row.keep_days,
        "languages": row.languages,
        "blind": row.blind,
    }


def _words(label: Any, tag: str, *, long: bool, kept: str, help_text: Any = "") -> forms.CharField:
    attrs = {"lang": tag, "dir": str(direction(tag))}
    widget: forms.Widget = forms.TextInput(attrs=attrs)
    if long:
        widget = forms.Textarea(attrs=attrs | {"rows": 5})
    return forms.CharField(
        label=label, required=False, max_length=4000 if long else 120, initial=kept, widget=widget,
        help_text=help_text,
    )  # fmt: skip


class WordsForm(forms.Form):
    """What a call says in one language; what is left empty is shown in English."""

    def __init__(self, *args: Any, row: Call, tag: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.row, self.tag = row, tag
        self.fields["name"] = _words(
            _("Name of the call"), tag, long=False, kept=row.names.get(tag, "")
        )
        self.fields["programme_about"] = _words(
            _("About the programme"), tag, long=True, kept=row.programme.about.get(tag, "")
        )
        self.fields["about"] = _words(
            _("About this call"), tag, long=True, kept=row.about.get(tag, ""),
            help_text=_("For whom it is, what it offers, what it costs, when it takes place."),
        )  # fmt: skip
        self.fields["reads"] = _words(
            _("Who will read what"), tag, long=True, kept=row.reads.get(tag, ""),
            help_text=_("Who opens an application, who reads the copy without names, who decides."),
        )  # fmt: skip
        for one in row.criteria.all():
            about = {"name": one.names.get("en", one.key)}
            self.fields[f"criterion_{one.key}"] = _words(
                _("Criterion: %(name)s") % about, tag, long=False, kept=one.names.get(tag, "")
            )
            self.fields[f"criterion_about_{one.key}"] = _words(
                _("What it means: %(name)s") % about, tag, long=True, kept=one.about.get(tag, "")
            )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if self.tag == "en" and not name:
            raise ValidationError(_("Without an English name other languages show nothing."))
        return name

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for one in self.row.criteria.all() if self.tag == "en" else ():
            if not str(told.get(f"criterion_{one.key}", "")).strip():
                words = _("Without an English name other languages show nothing.")
                self.add_error(f"criterion_{one.key}", words)
        return told

    def laid(self, name: str, kept: Words) -> Words:
        """`kept` with what was typed in this language; empty takes it out."""
        typed = str(self.cleaned_data[name]).strip()
        rest = {tag: words for tag, words in kept.items() if tag != self.tag}
        return rest | ({self.tag: typed} if typed else {})


class CriteriaForm(forms.Form):
    """By what a file is judged: up to six, in English here, in other languages with the words."""

    def __init__(self, *args: Any, row: Call, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kept = list(row.criteria.all())
        for place in range(MOST_CRITERIA):
            one = self.kept[place] if place < len(self.kept) else None
            number = {"number": place + 1}
            self.fields[f"name_{place}"] = forms.CharField(
                label=_("Criterion %(number)d, in English") % number, required=False, max_length=80,
                initial=one.names.get("en", "") if one else "",
                widget=forms.TextInput(attrs={"lang": "en", "dir": "ltr"}),
            )  # fmt: skip
            self.fields[f"about_{place}"] = forms.CharField(
                label=_("What it means"), required=False, max_length=600,
                initial=one.about.get("en", "") if one else "",
                widget=forms.TextInput(attrs={"lang": "en", "dir": "ltr"}),
            )  # fmt: skip
            self.fields[f"weight_{place}"] = forms.IntegerField(
                label=_("Counts how many times"), min_value=1, max_value=9,
                initial=one.weight if one else 1, required=False,
            )  # fmt: skip
            self.fields[f"most_{place}"] = forms.IntegerField(
                label=_("Points at the most"), min_value=1, max_value=20,
                initial=one.most if one else 5, required=False,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = dict(super().clean() or {})
        keys = [slugify(str(told.get(f"name_{place}", "")))[:40] for place in range(MOST_CRITERIA)]
        if not any(keys):
            raise ValidationError(_("Name at least one criterion."))
        for place, key in enumerate(keys):
            if key and key in keys[:place]:
                self.add_error(f"name_{place}", _("This name stands above already."))
        return told

    def told(self) -> list[dict[str, Any]]:
        """What `set_criteria` takes; a criterion keeps its key while its place is reworded."""
        found = []
        for place in range(MOST_CRITERIA):
            name = str(self.cleaned_data.get(f"name_{place}") or "").strip()
            if not name:
                continue
            before = self.kept[place] if place < len(self.kept) else None
            about = str(self.cleaned_data.get(f"about_{place}") or "").strip()
            found.append(
                {
                    "key": before.key if before else slugify(name)[:40],
                    "names": (before.names if before else {}) | {"en": name},
                    "about": (before.about if before else {}) | ({"en": about} if about else {}),
                    "weight": self.cleaned_data.get(f"weight_{place}") or 1,
                    "most": self.cleaned_data.get(f"most_{place}") or 5,
                }
            )
        return found


class ExtensionForm(forms.Form):
    """A later deadline, in the call's own time zone, and why."""

    until = _moment(_("Until"), _("The moment on a clock in the call's time zone."))

    def __init__(self, *args: Any, row: Call, **more: Any) -> None:
        super().__init__(*args, **more)
        self.row = row
        for tag, _name in settings.LANGUAGES:
            self.fields[f"reason_{tag}"] = forms.CharField(
                label=_("What happened, and whom it struck (%(language)s)")
                % {"language": own_name(tag)},
                required=tag == "en", max_length=400,
                widget=forms.TextInput(attrs={"lang": tag, "dir": str(direction(tag))}),
            )  # fmt: skip

    def clean_until(self) -> datetime:
        return in_zone(self.cleaned_data["until"], self.row.time_zone)

    def reason(self) -> Words:
        """By language, without those left empty."""
        tags = [tag for tag, _name in settings.LANGUAGES]
        found = {tag: str(self.cleaned_data.get(f"reason_{tag}") or "").strip() for tag in tags}
        return {tag: words for tag, words in found.items() if words}


def programme_slug(name: str) -> str:
    """The slug under which a programme of this English name is kept."""
    known = next((one for one in Programme.objects.all() if one.names.get("en") == name), None)
    return known.slug if known else slugify(name)[:40]
