"""What is typed at the forms' desk becomes clean values; questions as people will see them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from amparo.ground.vocabulary.queries import direction, own_name

from .actions import Wanted
from .models import WRITING, Kind, Question
from .queries import Asked, Shape, field

NEW_ANSWERS = 3  # empty lines for more
LONGEST_LABEL = 200
LONGEST_HELP = 500
LONGEST_ANSWER = 120
MOST = 5_000  # of any limit
LIMITED = (*WRITING, Kind.CHOICES, Kind.FILES)


def known_language(told: str, languages: list[str]) -> str:
    """A language of the interface by its tag; the first where it is none."""
    return told if told in languages else languages[0]


class QuestionForm(forms.Form):
    """One question of a draft: its English words beside those of one more language."""

    def __init__(self, *args: Any, row: Question, language: str, openers: list[Asked], **more: Any):
        super().__init__(*args, **more)
        self.row = row
        self.tags = ["en"] if language == "en" else ["en", language]
        self.openers = openers
        for tag in self.tags:
            told = row.words.get(tag, {})
            self._ask("label", _("Question"), tag, told.get("label", ""), LONGEST_LABEL, must=True)
        for tag in self.tags:
            told = row.words.get(tag, {})
            self._ask("help", _("Why it is asked"), tag, told.get("help", ""), LONGEST_HELP, rows=3)
        if self.has_answers:
            self._ask_answers()
        self.fields["required"] = forms.BooleanField(
            label=_("Must be answered"),
            help_text=_("Think twice: somebody who cannot answer cannot go on."),
            required=False,
            initial=row.required,
        )
        if row.kind in LIMITED:
            self.fields["limit"] = forms.IntegerField(
                label=_limit_label(row.kind),
                help_text=_("Empty: as many as somebody needs."),
                required=False,
                min_value=1,
                max_value=MOST,
                initial=row.limit,
            )
        if openers:
            self._ask_when()

    @property
    def has_answers(self) -> bool:
        """Whether this kind's answers are words of ours; other kinds bring their own."""
        return self.row.kind in (Kind.CHOICE, Kind.CHOICES) or bool(self.row.options)

    def _ask(
        self,
        name: str,
        label: Any,
        tag: str,
        words: str,
        longest: int,
        *,
        rows: int = 0,
        must: bool = False,
    ) -> None:
        """A field for words in one language; those that `must` be there must be so in English."""
        attrs: dict[str, Any] = {"lang": tag, "dir": str(direction(tag))}
        widget = (
            forms.Textarea(attrs={**attrs, "rows": rows}) if rows else forms.TextInput(attrs=attrs)
        )
        self.fields[f"{name}_{tag}"] = forms.CharField(
            label=f"{label}: {own_name(tag)}" if len(self.tags) > 1 else label,
            required=must and tag == "en",
            max_length=longest,
            initial=words,
            widget=widget,
        )

    def _ask_answers(self) -> None:
        there = len(self.row.options)
        for place in range(there + NEW_ANSWERS):
            new = place >= there
            words = {} if new else self.row.options[place]["words"]
            number = _t("Answer %(number)d") % {"number": place + 1}
            label = _t("One more answer") if new else number
            for tag in self.tags:
                told = words.get(tag, "")
                self._ask(f"answer_{place}", label, tag, told, LONGEST_ANSWER, must=not new)
        if there and not self.row.fixed:
            tag = self.tags[-1]
            self.fields["gone"] = forms.MultipleChoiceField(
                label=_("Answers to take away"),
                required=False,
                choices=[
                    (one["value"], one["words"].get(tag) or one["words"].get("en", one["value"]))
                    for one in self.row.options
                ],
                widget=forms.CheckboxSelectMultiple,
            )

    def _ask_when(self) -> None:
        shown_if = self.row.shown_if
        tag = self.tags[-1]
        self.fields["how"] = forms.ChoiceField(
            label=_("When it is shown"),
            choices=[
                ("always", _("Always")),
                ("is", _("Only after one of the answers below")),
                ("is_not", _("Always, but not after one of the answers below")),
            ],
            initial=next((how for how in ("is", "is_not") if how in shown_if), "always"),
            widget=forms.RadioSelect,
        )
        self.fields["after"] = forms.MultipleChoiceField(
            label=_("Answers that this depends on"),
            help_text=_("All of them answers to one question."),
            required=False,
            choices=[
                (
                    asked.words(tag).label,
                    [(f"{asked.key}:{value}", label) for value, label in asked.options(tag)],
                )
                for asked in self.openers
            ],
            initial=[
                f"{shown_if['key']}:{value}"
                for value in (*shown_if.get("is", ()), *shown_if.get("is_not", ()))
            ],
            widget=forms.CheckboxSelectMultiple,
        )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for one in self.tags:
            if said.get(f"help_{one}") and said.get(f"label_{one}") == "":
                self.add_error(f"label_{one}", _("Write the question too, not its reason alone."))
        if said.get("how", "always") != "always" and "after" not in self.errors:
            keys = {one.partition(":")[0] for one in said.get("after", ())}
            if not keys:
                self.add_error("after", _("Choose at least one answer, or show it always."))
            elif len(keys) > 1:
                self.add_error("after", _("Choose answers to one question only."))
        return said

    def _answer(self, place: int) -> dict[str, str]:
        return {tag: self.cleaned_data.get(f"answer_{place}_{tag}", "") for tag in self.tags}

    def wanted(self) -> Wanted:
        """The question as it shall be."""
        said = self.cleaned_data
        options = None
        if self.has_answers:
            there = [str(one["value"]) for one in self.row.options]
            options = [(value, self._answer(place)) for place, value in enumerate(there)]
            fresh = [self._answer(len(there) + more) for more in range(NEW_ANSWERS)]
            options += [("", words) for words in fresh if any(words.values())]
        shown_if: dict[str, Any] = {} if self.openers else self.row.shown_if
        if said.get("how", "always") != "always":
            pairs = [one.partition(":") for one in said["after"]]
            shown_if = {"key": pairs[0][0], said["how"]: [value for _key, _colon, value in pairs]}
        return Wanted(
            words={
                tag: {"label": said[f"label_{tag}"], "help": said[f"help_{tag}"]}
                for tag in self.tags
            },
            options=options,
            gone=frozenset(said.get("gone", ())),
            required=said["required"],
            limit=said.get("limit"),
            shown_if=shown_if,
        )


def _limit_label(kind: str) -> Any:
    if kind in WRITING:
        return _("Words at the most")
    return _("Files at the most") if kind == Kind.FILES else _("Answers at the most")


class NewQuestionForm(forms.Form):
    """A question that nobody was asked before."""

    label = forms.CharField(
        label=_("The question, in English"),
        max_length=LONGEST_LABEL,
        widget=forms.TextInput(attrs={"lang": "en", "dir": "ltr"}),
    )
    kind = forms.ChoiceField(
        label=_("What is its answer?"), choices=Kind.choices, widget=forms.RadioSelect
    )


class PreviewForm(forms.Form):
    """Questions as they are asked, in one language; nothing can be sent."""

    use_required_attribute = False

    def __init__(self, asked: Asked, language: str) -> None:
        super().__init__(auto_id=f"preview_{asked.key}_%s")
        self.fields[asked.key] = field(asked, language)
        self.fields[asked.key].required = True  # "(optional)" would stand there in our language


def previews(shape: Shape, language: str) -> list[tuple[Asked, PreviewForm]]:
    """Each question with its form, in order."""
    return [(asked, PreviewForm(asked, language)) for asked in shape.questions]
