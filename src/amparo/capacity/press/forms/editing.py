"""What editors type: chapters, what a publication is called, files they bring, notices."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from amparo.capacity.press.models import Edition, Kind
from amparo.ground.texts.models import Severity
from amparo.ground.vocabulary import queries as vocabulary

MOST_TYPED = 400_000  # characters of a chapter; what is larger comes in as a file
MOST_LISTED = 100  # changed paragraphs that are asked about one by one


class ChapterForm(forms.Form):
    """A chapter's Markdown as somebody leaves it. `seen` is the SHA-256 of what they began with."""

    source = forms.CharField(
        label=_("The chapter, in Markdown"),
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "true"}),
        strip=False,
        max_length=MOST_TYPED,
    )
    note = forms.CharField(
        label=_("What was changed"),
        help_text=_("A few words for colleagues; they stand in the list of revisions."),
        max_length=200,
        required=False,
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def speaks(self, tag: str, direction: str) -> None:
        """Say in which language the chapter is written."""
        self.fields["source"].widget.attrs |= {"lang": tag, "dir": direction}


def severities(posted: Any, positions: Iterable[int]) -> dict[int, Severity] | None:
    """What was said of each changed paragraph; None unless everything was answered."""
    rest = posted.get("severity-rest", "")
    found = {}
    for place, position in enumerate(positions):
        value = posted.get(f"severity-{position}", rest if place >= MOST_LISTED else "")
        if value not in Severity.values:
            return None
        found[position] = Severity(value)
    return found


class AddChapterForm(forms.Form):
    """A new chapter's title, and after which other it comes."""

    title = forms.CharField(label=_("Title"), max_length=200)
    after = forms.ChoiceField(label=_("Comes after"), required=False)

    def __init__(self, *args: Any, chapters: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"] = forms.ChoiceField(
            label=_("Comes after"),
            choices=[("", _("All the others")), *chapters],
            required=False,
        )


class WordsForm(forms.Form):
    """Title and summary by language, and the licence."""

    licence = forms.CharField(
        label=_("Licence"),
        help_text=_("In a few words, such as CC BY-SA 4.0. Readers find it beside the text."),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, tags: Iterable[str], source: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tags = list(tags)
        for tag in self.tags:
            name = vocabulary.own_name(tag)
            attributes = {"lang": tag, "dir": str(vocabulary.direction(tag))}
            self.fields[f"title-{tag}"] = forms.CharField(
                label=_("Title: %(language)s") % {"language": name},
                max_length=200,
                required=tag == source,
                widget=forms.TextInput(attrs=attributes),
            )
            self.fields[f"summary-{tag}"] = forms.CharField(
                label=_("Summary: %(language)s") % {"language": name},
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={**attributes, "rows": 3}),
            )
        self.order_fields([*(name for name in self.fields if name != "licence"), "licence"])

    def by_language(self, what: str) -> dict[str, str]:
        """What was typed for each language, of "title" or "summary"."""
        return {tag: self.cleaned_data[f"{what}-{tag}"] for tag in self.tags}


def words_of(edition: Edition, tags: Iterable[str]) -> dict[str, str]:
    """What the form shows before anybody has typed."""
    told = edition.told
    first = {"licence": edition.licence}
    for tag in tags:
        first[f"title-{tag}"] = told.get("titles", {}).get(tag, "")
        first[f"summary-{tag}"] = told.get("summaries", {}).get(tag, "")
    return first


class NoticeForm(forms.Form):
    """An urgent notice, by language."""

    def __init__(self, *args: Any, tags: Iterable[str], source: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tags = list(tags)
        for tag in self.tags:
            self.fields[tag] = forms.CharField(
                label=vocabulary.own_name(tag),
                max_length=1000,
                required=tag == source,
                widget=forms.Textarea(
                    attrs={"lang": tag, "dir": str(vocabulary.direction(tag)), "rows": 3}
                ),
            )

    def words(self) -> dict[str, str]:
        """What was typed for each language."""
        return {tag: self.cleaned_data[tag] for tag in self.tags}


class SizedFile(forms.FileField):
    """A file no larger than `most` bytes; a larger one is refused beside its field, unread."""

    def __init__(self, *, most: int, endings: tuple[str, ...], **kwargs: Any) -> None:
        self.most, self.endings = most, endings
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(endings)}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, if it is of a size and a name that can be taken."""
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            if (file.size or 0) > self.most:
                raise forms.ValidationError(
                    _("This file has %(size)d MB; %(most)d MB is the most.")
                    % {
                        "size": -(-(file.size or 0) // 1_000_000),
                        "most": self.most // 1_000_000,
                    }
                )
            if not (file.name or "").lower().endswith(self.endings):
                raise forms.ValidationError(
                    _("Choose a file whose name ends in %(endings)s.")
                    % {"endings": ", ".join(self.endings)}
                )
        return file


class FigureForm(forms.Form):
    """A picture from somebody's device."""

    picture = SizedFile(
        label=_("A picture"),
        help_text=_(
            "SVG, PNG, JPEG or WebP, 5 MB at most. One of the same name takes the place of the old."
        ),
        most=5_000_000,
        endings=(".svg", ".png", ".jpg", ".jpeg", ".webp"),
    )


class BringForm(forms.Form):
    """A Word document or a zip of Markdown for a publication that is there."""

    file = SizedFile(
        label=_("Word document or zip of Markdown"),
        help_text=_(
            "A .docx of 30 MB at most, or a .zip of 60 MB at most that holds a folder for each"
            " language, with the same Markdown files in each."
        ),
        most=60_000_000,
        endings=(".docx", ".zip"),
    )


class NewForm(forms.Form):
    """A publication that is not there yet, empty or from a file."""

    title = forms.CharField(label=_("Title"), max_length=200)
    slug = forms.SlugField(
        label=_("Address"),
        help_text=_("Small letters, digits and hyphens, such as care-in-a-crisis. It stays."),
        max_length=80,
    )
    language = forms.ChoiceField(label=_("The language it is written in"))
    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices)
    file = SizedFile(
        label=_("Word document or zip of Markdown"),
        help_text=_("Leave this empty to write it here from the beginning."),
        most=60_000_000,
        endings=(".docx", ".zip"),
        required=False,
    )

    def __init__(self, *args: Any, here: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = sorted(
            ((row.tag, row.own_name) for row in vocabulary.languages()),
            key=lambda choice: choice[1].casefold(),
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("The language it is written in"), choices=choices, initial=here
        )


class WaiveForm(forms.Form):
    """Why a language goes out although a check found something."""

    reason = forms.CharField(max_length=300)
