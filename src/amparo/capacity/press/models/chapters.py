"""What an edition is made of: chapters in order, and figures."""

from typing import ClassVar

from django.db import models

from amparo.ground.texts.models import Text

from .publication import Edition, nearest


class Chapter(models.Model):
    """One Markdown file of an edition, in its place.

    `path` is the file's path under each language folder; `part` is its folder ("" at the top).
    `titles` holds its title in each language that has one, `place` what its front matter says of
    its order, `files` the SHA-256 of the file that came in for each language. A text is shared by
    the editions in which those files are the same.
    """

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "edition": "public",
        "path": "public",
        "part": "public",
        "slug": "public",
        "order": "public",
        "place": "public",
        "titles": "public",
        "files": "public",
        "words": "public",
        "text": "public",
    }

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="chapters")
    path = models.CharField(max_length=500)
    part = models.CharField(max_length=500, blank=True)
    slug = models.SlugField(max_length=120)
    order = models.PositiveIntegerField()
    place = models.IntegerField(null=True)
    titles = models.JSONField(default=dict)
    files = models.JSONField(default=dict)
    words = models.PositiveIntegerField(default=0)
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "path"], name="press_a_file_is_one_chapter"),
            models.UniqueConstraint(
                fields=["edition", "slug"], name="press_a_chapter_has_its_own_address"
            ),
            models.UniqueConstraint(
                fields=["edition", "order"], name="press_chapters_stand_in_order"
            ),
        ]

    def title(self, language: str, source_language: str) -> tuple[str, str]:
        """Its title for a reader of `language`, and the language that title is in."""
        tag = next(iter(nearest(language, self.titles)), source_language)
        return str(self.titles.get(tag, self.path)), tag


class Figure(models.Model):
    """A picture of an edition: where its folder had it, and what it is.

    The bytes lie in the default storage under their SHA-256; they were written before this row.
    """

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "edition": "public",
        "path": "public",
        "sha": "public",
        "extension": "public",
        "size": "public",
    }

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="figures")
    path = models.CharField(max_length=500)
    sha = models.CharField(max_length=64, db_index=True)
    extension = models.CharField(max_length=4)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "path"], name="press_a_figure_is_one_file")
        ]

    @property
    def name(self) -> str:
        """Its name at its own address: its hash and what kind of picture it is."""
        return f"{self.sha}.{self.extension}"
