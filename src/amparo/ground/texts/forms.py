"""What translators type becomes clean values; what cannot be kept is said beside the field."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amparo.ground.vocabulary import queries as vocabulary
from amparo.ground.vocabulary.models import Country

from .exchange.entries import MOST_BYTES as MOST_PACKAGE_BYTES
from .exchange.entries import too_large
from .models import Format, State, Use
from .queries import Show

MOST_ROWS = 60  # of one page of the desk
MOST_BYTES = 2_000_000  # of a glossary's file


def number(words: str) -> int:
    """A whole number from an address or a button; 0 for anything else."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 16 else 0


@dataclass(frozen=True, slots=True)
class Typed:
    """What came back for one segment: the words, and the mark of those that stood there before."""

    words: str
    seen: str


@dataclass(frozen=True, slots=True)
class Posted:
    """Everything that one press of a button on the desk asks for.

    `rows` by segment; `take` a suggestion by segment; `fresh` the segment whose words are still
    right; `judge` a state and the segments it is for; `comments` by segment; `settle` a comment;
    `then` where to go when all of it went well.
    """

    rows: dict[int, Typed]
    take: dict[int, str] = field(default_factory=dict)
    fresh: int = 0
    judge: tuple[State, tuple[int, ...]] | None = None
    comments: dict[int, tuple[str, bool]] = field(default_factory=dict)
    settle: int = 0
    then: str = ""


def posted(post: QueryDict) -> Posted:
    """The desk's form as it came back. What is not understood is not asked for."""
    rows: dict[int, Typed] = {}
    take: dict[int, str] = {}
    comments: dict[int, tuple[str, bool]] = {}
    for name in post:
        what, _dash, rest = name.partition("-")
        segment = number(rest)
        if not segment or len(rows) >= MOST_ROWS:
            continue
        said = post.get(name, "")
        if what == "words":
            rows[segment] = Typed(said, post.get(f"seen-{segment}", "")[:128])
        elif what == "take":
            take[segment] = said
        elif what == "comment" and said.strip():
            source = post.get(f"of-{segment}", "") == "source"
            comments[segment] = (said.strip(), source)
    # Somebody saw that another had written here, and leaves those words standing.
    rows.pop(number(post.get("leave", "")), None)
    judge, _bar, on = post.get("judge", "").partition("+")
    return Posted(
        rows=rows,
        take=take,
        fresh=number(post.get("fresh", "")),
        judge=_judged(judge, rows),
        comments=comments,
        settle=number(post.get("settle", "")),
        then=on or post.get("go", "")[:20],
    )


def _judged(told: str, shown: Iterable[int]) -> tuple[State, tuple[int, ...]] | None:
    """A button's word: "approved:12" or "reviewed:all"; "+next" goes on to the next."""
    state, _colon, which = told.partition(":")
    if state not in State.values:
        return None
    if which == "all":
        return State(state), tuple(shown)
    return (State(state), (number(which),)) if number(which) else None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which segments somebody wants to see: `show` a filter, `page` from 1."""

    show: Show = Show.ALL
    page: int = 1
    after: int = 0

    @property
    def query(self) -> str:
        """The same question as an address carries it, without its page."""
        return "" if self.show == Show.ALL else f"?show={self.show.value}"


def asked(query: QueryDict, default: Show = Show.ALL) -> Asked:
    """The question in an address; whatever is not understood is not asked for."""
    show = query.get("show", "")
    known = {one.value for one in Show}
    return Asked(
        show=Show(show) if show in known else default,
        page=max(1, min(number(query.get("page", "")), 9_999)),
        after=number(query.get("after", "")),
    )


class OpenForm(forms.Form):
    """A language to open, whole or in part."""

    language = forms.ChoiceField()
    parts = forms.MultipleChoiceField()

    def __init__(
        self, *args: Any, parts: list[tuple[str, str]], taken: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        here, held = get_language() or "en", set(taken)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            help_text=_("As it is called in itself, and here."),
            choices=[("", "—")]
            + [
                (row.tag, _named(row.tag, here))
                for row in vocabulary.languages()
                if row.tag not in held
            ],
            error_messages={"required": _("Choose a language.")},
        )
        self.fields["parts"] = forms.MultipleChoiceField(
            label=_("Only these chapters"),
            help_text=_("Tick nothing to open all of it."),
            choices=parts,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


def _named(tag: str, here: str) -> str:
    own, told = vocabulary.own_name(tag), vocabulary.language_name(tag, here)
    return own if own == told else f"{own} · {told}"


class CreditForm(forms.Form):
    """A name to be printed, if somebody wants that."""

    name = forms.CharField(
        label=_("The name to print"),
        help_text=_(
            "Everybody who reads this translation will see it, also in files that are already out."
            " Leave it empty, and no name is kept."
        ),
        max_length=120,
        required=False,
    )


class ConceptForm(forms.Form):
    """One more thing the glossary has words for."""

    language = forms.ChoiceField(label=_("Language"))
    words = forms.CharField(label=_("Words"), max_length=200)
    note = forms.CharField(
        label=_("What is meant"),
        help_text=_("For translators: one or two sentences."),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = _language_field()


class TermForm(forms.Form):
    """Words for a concept in a language: to use, to allow, or to forbid, perhaps in one country."""

    language = forms.ChoiceField(label=_("Language"))
    words = forms.CharField(label=_("Words"), max_length=200)
    use = forms.ChoiceField(label=_("Use"), choices=Use.choices)
    country = forms.ChoiceField(label=_("Only for readers in"), required=False)
    note = forms.CharField(
        label=_("Why"),
        help_text=_("For example: here this word is used against defenders."),
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = _language_field()
        self.fields["country"] = forms.ChoiceField(
            label=_("Only for readers in"),
            required=False,
            choices=[("", _("every country")), *_countries()],
        )


def _language_field() -> forms.ChoiceField:
    here = get_language() or "en"
    return forms.ChoiceField(
        label=_("Language"),
        choices=[(row.tag, _named(row.tag, here)) for row in vocabulary.languages()],
        initial=here,
    )


def _countries() -> list[tuple[str, str]]:
    here = get_language() or "en"
    named = [
        (code, vocabulary.country_name(code, here))
        for code in Country.objects.values_list("pk", flat=True)
    ]
    return sorted(named, key=lambda one: one[1].casefold())


class GlossaryFileForm(forms.Form):
    """A glossary as a table."""

    table = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "UTF-8, a line a term, with the columns concept, language, words, use (preferred,"
            " allowed or forbidden), country (two letters, or empty) and note."
        ),
    )

    def clean_table(self) -> bytes:
        """The file's bytes."""
        file = self.cleaned_data["table"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 2 MB."))
        content: bytes = file.read()
        return content


class MakePackageForm(forms.Form):
    """Which words to take out for a translator, and as what."""

    format = forms.ChoiceField(
        label=_("File"),
        help_text=_("Word for who uses nothing else; PO or XLIFF for a translator's program."),
        choices=Format.choices,
        initial=Format.DOCX,
        widget=forms.RadioSelect,
    )
    only = forms.ChoiceField()
    chapters = forms.MultipleChoiceField()

    def __init__(
        self,
        *args: Any,
        only: list[tuple[str, str]],
        chapters: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["only"] = forms.ChoiceField(
            label=_("What"), choices=only, initial=only[0][0], widget=forms.RadioSelect
        )
        self.fields["chapters"] = forms.MultipleChoiceField(
            label=_("Only these chapters"),
            help_text=_("Tick nothing to take all of them."),
            choices=chapters,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class BringPackageForm(forms.Form):
    """A file that came back. Only its size is looked at here; reading it says the rest."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Nothing is changed yet: you see first what it would do."),
        max_length=200,
    )

    def clean_file(self) -> bytes:
        """The file's bytes, read only when there are not too many."""
        file = self.cleaned_data["file"]
        if file.size > MOST_PACKAGE_BYTES:
            raise forms.ValidationError(str(too_large()))
        content: bytes = file.read()
        return content
