"""What is published: publications, their editions, and how far each language has come."""

import re
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amparo.ground.vocabulary import queries as vocabulary
from amparo.ground.vocabulary.models import Theme

# "CC-BY-SA-4.0" (SPDX) or "CC BY-SA 4.0" (as people write it).
CREATIVE_COMMONS = re.compile(r"CC[- ](BY(?:-(?:SA|NC|ND|NC-SA|NC-ND))?)[- ](4\.0|3\.0)\Z")


class Kind(models.TextChoices):
    """What sort of thing somebody takes off the shelf."""

    HANDBOOK = "handbook", _("Handbook")
    GUIDE = "guide", _("Guide")
    CHECKLIST = "checklist", _("Checklist")
    REPORT = "report", _("Report")
    TRAINING = "training", _("Training material")


class Who(models.TextChoices):
    """For whom a publication is written; it describes the text, never a reader."""

    DEFENDERS = "defenders", _("Human rights defenders")
    ORGANISATIONS = "organisations", _("Organisations and their staff")
    COMMUNITIES = "communities", _("Communities and movements")
    TRAINERS = "trainers", _("Trainers and facilitators")
    LAWYERS = "lawyers", _("Lawyers and legal workers")
    JOURNALISTS = "journalists", _("Journalists")
    OFFICIALS = "officials", _("Officials and diplomats")


class State(models.TextChoices):
    """Where an edition stands, as the staff say it."""

    STAGED = "staged", _("Being imported")
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    RELEASED = "released", _("Released")
    SUPERSEDED = "superseded", _("Replaced by a later edition")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCARDED = "discarded", _("Thrown away")


class Publication(models.Model):
    """One handbook or guide, whatever its editions and languages."""

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "slug": "public",
        "source_language": "public",
        "kind": "public",
    }

    slug = models.SlugField(max_length=80, unique=True)
    source_language = models.CharField(max_length=35)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.HANDBOOK)
    themes = models.ManyToManyField(Theme, related_name="+", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="press_a_publication_is_of_a_known_kind"
            )
        ]


class Audience(models.Model):
    """One of those for whom a publication is written."""

    privacy: ClassVar[dict[str, str]] = {"id": "internal", "publication": "public", "who": "public"}

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="audiences")
    who = models.CharField(max_length=16, choices=Who)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "who"], name="press_an_audience_is_named_once"
            ),
            models.CheckConstraint(
                condition=Q(who__in=Who.values), name="press_an_audience_is_a_known_one"
            ),
        ]


class Edition(models.Model):
    """A publication as it stood at one import.

    `tree_sha` names the tree of files that came in; `told` is what its handbook.yaml says, read and
    cleaned (titles, summaries and origin by language, part names by folder, licence). `folders`
    gives the folder's own spelling of each language ("zh-hans" -> "zh-Hans"). `words` counts those
    of the source text.
    """

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "publication": "public",
        "number": "public",
        "state": "internal",
        "tree_sha": "public",
        "told": "public",
        "metadata_file": "public",
        "folders": "public",
        "words": "public",
        "chapter_count": "public",
        "released_on": "public",
    }

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.STAGED)
    tree_sha = models.CharField(max_length=64, blank=True)
    told = models.JSONField(default=dict)
    metadata_file = models.BinaryField(null=True)
    folders = models.JSONField(default=dict)
    words = models.PositiveIntegerField(default=0)
    chapter_count = models.PositiveIntegerField(default=0)
    released_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "number"], name="press_an_edition_has_its_own_number"
            ),
            models.UniqueConstraint(
                fields=["publication"],
                condition=Q(state=State.RELEASED),
                name="press_one_edition_is_released_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.STAGED, State.DISCARDED])
                | Q(number__isnull=False, tree_sha__gt=""),
                name="press_an_edition_that_stands_has_a_number_and_a_tree",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RELEASED) | Q(released_on__isnull=False),
                name="press_a_released_edition_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="press_an_edition_is_in_a_known_state"
            ),
        ]

    def title(self, language: str) -> tuple[str, str]:
        """Its title for a reader of `language`, and the language that title is in."""
        return self._told_in("titles", language)

    def summary(self, language: str) -> tuple[str, str]:
        """What it is, in a sentence or two, and the language that is said in; may be empty."""
        return self._told_in("summaries", language)

    def _told_in(self, what: str, language: str) -> tuple[str, str]:
        words: dict[str, str] = self.told.get(what, {})
        tag = next((tag for tag in nearest(language, words) if words[tag]), "")
        source = str(self.told.get("source_language", ""))
        tag = tag or (source if words.get(source) else next(iter(words), ""))
        return words.get(tag, ""), tag

    @property
    def is_given_out(self) -> bool:
        """Whether readers have it or had it: then it is shown in the words released for them."""
        return self.released_on is not None

    @property
    def minutes(self) -> int:
        """How long it takes to read, at 200 words a minute; at least one."""
        return max(1, round(self.words / 200))

    @property
    def licence(self) -> str:
        """Its licence in a few words; may be empty."""
        return str(self.told.get("licence", ""))

    @property
    def licence_url(self) -> str:
        """Where a Creative Commons licence can be read; empty for any other."""
        found = CREATIVE_COMMONS.match(self.licence)
        if not found:
            return ""
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"

    def origin(self, language: str) -> str:
        """What a reader must know of how the text in `language` came about; may be empty."""
        origins: dict[str, str] = self.told.get("origins", {})
        return origins.get(language, "") or origins.get("", "")


class EditionLanguage(models.Model):
    """How far an edition has come in one language, counted when the edition changes.

    `segments` counts what there is to translate, `translated` what is, `stale` those of the
    translated ones whose source has changed since.
    """

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "edition": "public",
        "language": "public",
        "segments": "public",
        "translated": "public",
        "stale": "public",
    }

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(max_length=35)
    segments = models.PositiveIntegerField()
    translated = models.PositiveIntegerField()
    stale = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language"], name="press_a_language_counts_once_an_edition"
            ),
            models.CheckConstraint(
                condition=Q(translated__lte=models.F("segments"))
                & Q(stale__lte=models.F("translated")),
                name="press_no_more_is_translated_than_there_is",
            ),
        ]

    @property
    def percent(self) -> int:
        """Share translated, in whole percent, never rounded up to 100."""
        return 100 * self.translated // self.segments if self.segments else 100

    @property
    def is_whole(self) -> bool:
        """Nothing is missing, though something may be stale."""
        return self.translated == self.segments

    @property
    def missing(self) -> int:
        """Paragraphs that a reader of this language sees in the source language."""
        return self.segments - self.translated

    @property
    def own_name(self) -> str:
        """The language's name in itself."""
        return vocabulary.own_name(self.language)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(vocabulary.direction(self.language))


def nearest(wanted: str, available: "dict[str, str] | list[str]") -> list[str]:
    """The tags of `available` that serve a reader of `wanted`, best first; empty if none does.

    The same tag, then the same language in another script or region (RFC 4647, lookup).
    """
    wanted = vocabulary.canonical(wanted)
    first = wanted.split("-")[0]
    same = [tag for tag in available if vocabulary.canonical(tag) == wanted]
    return same + [
        tag for tag in available if tag not in same and tag.lower().split("-")[0] == first
    ]
