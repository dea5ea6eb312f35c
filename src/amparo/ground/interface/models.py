"""The one row that says what this installation is called and how new its public pages are."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language


class Installation(models.Model):
    """This installation. There is one row, with id 1.

    `stamp` is another number after every change that a public page may show; a page kept in memory
    is good for as long as the stamp it was made under is still the stamp.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict, blank=True)
    exits = models.JSONField(default=dict, blank=True)
    is_demonstration = models.BooleanField(default=False)
    stamp = models.BigIntegerField(default=1)

    privacy: ClassVar[dict[str, str]] = {
        "id": "public",
        "name": "public",
        "names": "public",
        "exits": "public",
        "is_demonstration": "public",
        "stamp": "internal",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_installation")
        ]

    def name_in(self, language: str | None) -> str:
        """The organisation's name in a language (BCP 47), or its name if it has none there."""
        return str(self.names.get(language or "") or self.name)

    def exit_for(self, language: str | None) -> str:
        """Where *Leave this site* leads for readers of a language: a neutral page."""
        from_settings = self.exits.get(language or "") or self.exits.get("")
        return str(from_settings or NEUTRAL_PLACES.get(language or "", NEUTRAL_PLACES["en"]))

    @property
    def shown_name(self) -> str:
        """The name in the language of the page being made."""
        return self.name_in(get_language())


# A weather or encyclopaedia page draws no eye. An organisation sets its own per language.
NEUTRAL_PLACES = {
    "en": "https://en.wikipedia.org/wiki/Special:Random",
    "fr": "https://fr.wikipedia.org/wiki/Special:Random",
    "es": "https://es.wikipedia.org/wiki/Special:Random",
    "ar": "https://ar.wikipedia.org/wiki/Special:Random",
    "ru": "https://ru.wikipedia.org/wiki/Special:Random",
    "zh-hans": "https://zh.wikipedia.org/wiki/Special:Random",
    "pt": "https://pt.wikipedia.org/wiki/Special:Random",
}
