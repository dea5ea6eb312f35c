"""What readers ask the library for, and what editors say of a publication."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from amparo.capacity.press.models import Kind, Publication, Who
from amparo.ground.vocabulary import queries as vocabulary

SORTS = {"newest": _("Newest first"), "title": _("By title")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks the library for; empty words ask for everything."""

    language: str = ""
    theme: str = ""
    who: str = ""
    sort: str = "newest"
    page: int = 1

    @property
    def narrows(self) -> bool:
        """Whether anything is left out because of it."""
        return bool(self.language or self.theme or self.who)


def asked(query: QueryDict) -> Asked:
    """A library address's query; whatever is not understood is not asked for."""
    page = query.get("page", "")
    sort = query.get("sort", "")
    return Asked(
        language=vocabulary.canonical(query.get("language", "")[:35]),
        theme=query.get("theme", "")[:60],
        who=query.get("for", "") if query.get("for", "") in Who.values else "",
        sort=sort if sort in SORTS else "newest",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


class PublicationForm(forms.Form):
    """What a publication is, what it is about and for whom."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices)
    themes = forms.MultipleChoiceField()
    audience = forms.MultipleChoiceField(
        label=_("For whom"),
        help_text=_("Choose at least one, so that people know whether it is for them."),
        choices=Who.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say for whom it is written: choose at least one.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = (self.initial or {}).get("themes", [])
        self.fields["themes"] = forms.MultipleChoiceField(
            label=_("What it is about"),
            help_text=_("Readers of the library can look for these."),
            # One out of use stays with what has it, until somebody takes it away.
            choices=[
                (theme.slug, theme.name)
                for theme in vocabulary.themes(with_retired=True)
                if not theme.retired or theme.slug in held
            ],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


def told_by(publication: Publication) -> dict[str, Any]:
    """What the form shows before anybody has typed."""
    return {
        "kind": publication.kind,
        "themes": [theme.slug for theme in publication.themes.all()],
        "audience": [audience.who for audience in publication.audiences.all()],
    }


class StepForm(forms.Form):
    """What is to happen to an edition."""

    verb = forms.ChoiceField(choices=[])
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, verbs: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"] = forms.ChoiceField(choices=[(verb, "") for verb in verbs])
