"""What can be found, and the outbox through which it reaches the index."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, NamedTuple, Self

from django.db import models


@dataclass(frozen=True)
class Document:
    """One text in one language, as a reader may find it.

    `key` names it for ever ("press.chapter:12:ar"); `group` joins the translations of one text;
    `language` is a BCP 47 tag; `title` and `body` are plain text, never markup; `path` is the page
    without the language prefix ("library/slug/chapter/"); `kind` is a word of the room that owns
    it ("chapter"); `seen_by` holds who may find it (0 everybody, 1 signed in, 10 and above roles);
    one that nobody may see is found by nobody.
    """

    key: str
    group: str
    language: str
    title: str
    body: str
    path: str
    kind: str
    seen_by: tuple[int, ...]
    themes: tuple[str, ...] = ()

    def as_payload(self) -> dict[str, Any]:
        """What the outbox keeps: values that JSON and both databases can hold."""
        return {
            name: value.replace("\0", "").encode(errors="replace").decode()
            if isinstance(value, str)
            else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """The document that `as_payload` wrote."""
        tuples = {name: tuple(payload[name]) for name in ("seen_by", "themes")}
        return cls(**{**payload, **tuples})


class Change(models.Model):
    """A document was put or removed: one row of the outbox, read by every node's follower."""

    class Kind(models.TextChoices):
        PUT = "put"
        REMOVE = "remove"

    id = models.BigAutoField(primary_key=True)
    key = models.TextField()
    kind = models.CharField(max_length=6, choices=Kind)
    payload = models.JSONField(null=True)
    # The writing transaction (PostgreSQL; 0 on SQLite, whose writers are serial): a row with a
    # lower id may be committed later, so ids alone would make a follower pass it by.
    xid = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    privacy: ClassVar[dict[str, str]] = {
        "id": "internal",
        "key": "internal",
        "kind": "internal",
        "payload": "internal",
        "xid": "internal",
        "at": "internal",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="search_change_put_has_payload",
                condition=models.Q(kind="put", payload__isnull=False)
                | models.Q(kind="remove", payload__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["xid", "id"], name="search_change_order"),
            models.Index(fields=["key", "id"], name="search_change_key"),
            models.Index(fields=["at"], name="search_change_at"),
        ]


class Horizon(models.Model):
    """How far the outbox has been pruned: a follower that stands before it has missed something."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    xid = models.BigIntegerField(default=0)
    row = models.BigIntegerField(default=0)

    privacy: ClassVar[dict[str, str]] = {"id": "internal", "xid": "internal", "row": "internal"}

    class Meta:
        constraints = [
            models.CheckConstraint(name="search_horizon_is_one_row", condition=models.Q(id=1)),
        ]


class Position(NamedTuple):
    """A place in the outbox: everything up to this row, in this order, is in the index."""

    xid: int
    row: int


def horizon() -> Position:
    """How far the outbox has been pruned."""
    found = Horizon.objects.values_list("xid", "row").first()
    return Position(*found) if found else Position(0, 0)
