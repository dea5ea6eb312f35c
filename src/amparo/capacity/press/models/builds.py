"""Files that are made, and how often they were taken."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .publication import Edition, Publication


class Format(models.TextChoices):
    """What can be taken away, in the order in which it is offered."""

    HTML = "html", _("One page for any browser")
    EPUB = "epub", _("EPUB, for e-readers and phones")
    PHONE = "phone", _("PDF for phones")
    A4 = "a4", _("PDF, A4")
    LARGE = "large", _("PDF in large print")
    BOOKLET = "booklet", _("Booklet to print, A5")
    DOCX = "docx", _("Word document")
    TEXT = "text", _("Plain text")
    ZIM = "zim", _("ZIM, for Kiwix")
    AUDIO = "audio", _("Audio")
    BRAILLE = "braille", _("Braille")
    PAGE = "page", _("One small page")  # a chapter by itself
    SHEET = "sheet", _("A5 sheet")  # a chapter by itself
    SLIP = "slip", _("Plain text, one chapter")
    ARCHIVE = "archive", _("All files of a language, zip")


class Made(models.TextChoices):
    """Where the making of one file stands."""

    WAITING = "waiting", _("Waiting")
    MADE = "made", _("Made")
    FAILED = "failed", _("Could not be made")
    ABSENT = "absent", _("Cannot be made on this machine")


class Build(models.Model):
    """One file: an edition in one language and format, or (no edition) the library in a language.

    `chapter` is the slug of a chapter taken by itself. `input_sha` covers everything the file is
    made of: the same input is never built twice. `code` is the short address printed in the file.
    A build is `offered` while it is what readers should take; older ones stay as rows, so that the
    short address can say that there is a later one. `failure` names the block: {"chapter", "line",
    "reason"}. `tools` says with what it was made: versions, and the SHA-256 of each font.
    """

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "publication": "public",
        "edition": "public",
        "language": "public",
        "format": "public",
        "chapter": "public",
        "input_sha": "public",
        "code": "public",
        "state": "internal",
        "offered": "public",
        "sha": "public",
        "size": "public",
        "signature": "public",
        "failure": "internal",
        "tools": "public",
        "cpu": "internal",
        "made_at": "public",
    }

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, null=True, related_name="builds"
    )
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, null=True, related_name="builds")
    language = models.CharField(max_length=35)
    format = models.CharField(max_length=8, choices=Format)
    chapter = models.CharField(max_length=120, blank=True)
    input_sha = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=8, choices=Made, default=Made.WAITING)
    offered = models.BooleanField(default=False)
    sha = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    signature = models.TextField(blank=True)
    failure = models.JSONField(null=True)
    tools = models.JSONField(default=dict)
    cpu = models.FloatField(default=0)  # seconds
    made_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(format__in=Format.values), name="press_a_build_is_in_a_known_format"
            ),
            models.CheckConstraint(
                condition=Q(state__in=Made.values), name="press_a_build_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=Made.MADE) | Q(sha__gt="", made_at__isnull=False),
                name="press_what_is_made_has_its_hash",
            ),
            models.CheckConstraint(
                condition=Q(offered=False) | Q(state=Made.MADE),
                name="press_only_what_is_made_is_offered",
            ),
            models.UniqueConstraint(
                fields=["publication", "language", "format", "chapter"],
                condition=Q(offered=True, publication__isnull=False),
                name="press_one_file_of_a_kind_is_offered",
            ),
            models.UniqueConstraint(
                fields=["language", "format"],
                condition=Q(offered=True, publication__isnull=True),
                name="press_one_library_file_of_a_kind_is_offered",
            ),
        ]

    @property
    def extension(self) -> str:
        """What its name ends with."""
        return EXTENSIONS[Format(self.format)]


EXTENSIONS = {
    Format.HTML: "html",
    Format.EPUB: "epub",
    Format.PHONE: "pdf",
    Format.A4: "pdf",
    Format.LARGE: "pdf",
    Format.BOOKLET: "pdf",
    Format.DOCX: "docx",
    Format.TEXT: "txt",
    Format.ZIM: "zim",
    Format.AUDIO: "opus",
    Format.BRAILLE: "brf",
    Format.PAGE: "html",
    Format.SHEET: "pdf",
    Format.SLIP: "txt",
    Format.ARCHIVE: "zip",
}


class Download(models.Model):
    """How often a kind of file was taken in a month; nothing of who, when in it, or from where."""

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "publication": "internal",
        "language": "internal",
        "format": "internal",
        "month": "internal",
        "times": "internal",
    }

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, null=True, related_name="downloads"
    )
    language = models.CharField(max_length=35)
    format = models.CharField(max_length=8, choices=Format)
    month = models.DateField()  # its first day
    times = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "language", "format", "month"],
                name="press_downloads_are_counted_once_a_month",
            )
        ]
