"""Words in many languages, one field a language."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from amparo.ground.vocabulary.queries import direction, own_name


class WordsForm(forms.Form):
    """Asks for one or more texts in each language of our pages.

    `texts` is {name: (label, words by tag, longest)}; `clean` refuses a text with no words at all.
    """

    def __init__(
        self, *args: Any, texts: dict[str, tuple[Any, dict[str, str], int]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        for name, (label, words, longest) in texts.items():
            for tag, _name in settings.LANGUAGES:
                self.fields[f"{name}_{tag}"] = forms.CharField(
                    label=f"{label}: {own_name(tag)}" if len(texts) > 1 else own_name(tag),
                    required=False,
                    max_length=longest,
                    initial=words.get(tag, ""),
                    widget=forms.Textarea(
                        attrs={"rows": 3, "lang": tag, "dir": str(direction(tag))}
                    ),
                )

    def words(self, name: str) -> dict[str, str]:
        """What was written for one text, by language tag."""
        return {
            tag: self.cleaned_data.get(f"{name}_{tag}", "") for tag, _name in settings.LANGUAGES
        }

    def clean(self) -> dict[str, Any]:
        for name in self.texts:
            if not any(self.words(name).values()):
                self.add_error(
                    f"{name}_{settings.LANGUAGE_CODE}", _("Write it in at least one language.")
                )
        return self.cleaned_data
