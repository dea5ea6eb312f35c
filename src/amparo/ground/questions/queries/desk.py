"""What the forms' desk shows to those who may change forms; nothing exists there for others."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amparo.ground.identity.models import Reader, Role
from amparo.ground.identity.permissions import holders
from amparo.ground.identity.queries import Waiting
from amparo.ground.questions.models import CHOOSING, Form, FormVersion, Question
from amparo.ground.questions.permissions import Permission

from .rows import asked_of, shape_of
from .shapes import Asked, Shape, Words, nearest

DRAFT, OFFERED, PUBLISHED = (
    FormVersion.State.DRAFT,
    FormVersion.State.OFFERED,
    FormVersion.State.PUBLISHED,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A form with its versions as the desk shows it; `published` newest first."""

    form: Form
    name: str
    published: list[FormVersion]
    draft: FormVersion | None
    offer: FormVersion | None

    @property
    def newest(self) -> FormVersion | None:
        return self.published[0] if self.published else None


@dataclass(frozen=True, slots=True)
class Line:
    """A question of a draft: in words, when it is shown, and the languages to look at again."""

    asked: Asked
    row: Question
    words: Words
    when: str
    missing: list[str]
    stale: list[str]
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two versions at one question. `parts`: (what, before, after)."""

    label: str
    kind: str  # added, removed, changed
    parts: list[tuple[Any, str, str]] = field(default_factory=list)


def forms(by: Reader, language: str) -> list[Shown] | None:
    """Every form with its versions; nothing for who may not change them. Two queries."""
    if not Permission.EDIT.value.allows(by):
        return None
    rows = Form.objects.prefetch_related("versions").order_by("slug")
    return [_shown(row, language) for row in rows]


def form_shown(by: Reader, slug: str, language: str) -> Shown | None:
    """One form with its versions."""
    if not Permission.EDIT.value.allows(by):
        return None
    row = Form.objects.filter(slug=slug).prefetch_related("versions").first()
    return _shown(row, language) if row else None


def _shown(form: Form, language: str) -> Shown:
    rows = list(form.versions.all())
    for row in rows:
        row.form = form
    published = sorted(
        (row for row in rows if row.state == PUBLISHED),
        key=lambda row: row.number or 0,
        reverse=True,
    )
    draft = next((row for row in rows if row.state == DRAFT), None)
    offer = next((row for row in rows if row.state == OFFERED), None)
    names = (published[0] if published else draft or offer or FormVersion()).name
    name = names.get(nearest(names, language), "") or form.slug
    return Shown(form, name, published, draft, offer)


def version(shown: Shown, told: str) -> FormVersion | None:
    """A version by what an address calls it: "draft", "offered" or its number."""
    if told == DRAFT:
        return shown.draft
    if told == OFFERED:
        return shown.offer
    return next((row for row in shown.published if str(row.number) == told), None)


def before(shown: Shown, row: FormVersion) -> FormVersion | None:
    """What a version is compared with: the published one before it, or the newest."""
    if row.state != PUBLISHED:
        return shown.newest
    older = [one for one in shown.published if (one.number or 0) < (row.number or 0)]
    return older[0] if older else None


def question(shown: Shown, key: str) -> Question | None:
    """A question of the draft."""
    return shown.draft.questions.filter(key=key).first() if shown.draft else None


def openers(row: Question) -> list[Asked]:
    """The questions of the same version that may open this one: earlier, with a choice."""
    rows = row.version.questions.filter(place__lt=row.place, kind__in=CHOOSING)
    return [asked for asked in map(asked_of, rows) if asked.values]


def lines(shown: Shown, language: str) -> list[Line]:
    """The draft's questions, each with what is still to be looked at."""
    if shown.draft is None:
        return []
    old = shape_of(shown.newest) if shown.newest else Shape("", 0, ())
    was = {asked.key: asked for asked in old.questions}
    rows = list(shown.draft.questions.all())
    all_asked = {row.key: asked_of(row) for row in rows}
    return [
        Line(
            asked=all_asked[row.key],
            row=row,
            words=all_asked[row.key].words(language),
            when=when(all_asked[row.key], all_asked, language),
            missing=missing(all_asked[row.key]),
            stale=stale(was.get(row.key), all_asked[row.key]),
            first=place == 0,
            last=place == len(rows) - 1,
        )
        for place, row in enumerate(rows)
    ]


def when(asked: Asked, others: dict[str, Asked], language: str) -> str:
    """When a question is shown, as a sentence; nothing where it always is."""
    opener = others.get(str(asked.shown_if.get("key", "")))
    if opener is None:
        return ""
    labels = dict(opener.options(language))
    wanted = asked.shown_if.get("is", asked.shown_if.get("is_not", ()))
    words = {
        "question": opener.words(language).label,
        "answers": " / ".join(labels.get(value, value) for value in wanted),
    }
    if "is" in asked.shown_if:
        return _("Shown if “%(question)s” is answered: %(answers)s") % words
    return _("Shown unless “%(question)s” is answered: %(answers)s") % words


def readers(asked: Asked) -> list[str]:
    """Who reads an answer, as roles are called."""
    return holders(Role(one) for one in asked.readers if one in Role.values)


def missing(asked: Asked) -> list[str]:
    """The languages of the interface in which some of its words are missing."""
    help_too = any(told.get("help") for told in asked.said.values())
    parts = ("label", "help") if help_too else ("label",)
    return [
        tag
        for tag, _name in settings.LANGUAGES
        if not all(asked.said.get(tag, {}).get(part) for part in parts)
        or not all(one["words"].get(tag) for one in asked.offered)
    ]


def stale(was: Asked | None, now: Asked) -> list[str]:
    """The languages whose words stayed as they were while the English ones changed."""
    if was is None or _spoken(was, "en") == _spoken(now, "en"):
        return []
    return [
        tag
        for tag, _name in settings.LANGUAGES
        if tag != "en" and _spoken(now, tag) and _spoken(was, tag) == _spoken(now, tag)
    ]


def _spoken(asked: Asked, tag: str) -> list[str]:
    told = asked.said.get(tag, {})
    words = [told.get("label", ""), told.get("help", "")]
    words += [one["words"].get(tag, "") for one in asked.offered]
    return words if any(words) else []


def unready(shape: Shape) -> list[str]:
    """Why a draft cannot be published, in sentences; nothing where it can."""
    found = [] if shape.questions else [_("There is no question in it yet.")]
    for asked in shape.questions:
        label = asked.words("en").label or asked.key
        if asked.kind in CHOOSING and len(asked.values) < 2:
            found.append(
                _("“%(question)s” needs two answers to choose from.") % {"question": label}
            )
    return found


PARTS: tuple[tuple[str, Any], ...] = (
    ("label", gettext_lazy("Question")),
    ("help", gettext_lazy("Why it is asked")),
    ("options", gettext_lazy("Answers")),
    ("when", gettext_lazy("When it is shown")),
    ("required", gettext_lazy("Must be answered")),
    ("limit", gettext_lazy("At the most")),
    ("place", gettext_lazy("Place")),
)


def differences(old: Shape, new: Shape, language: str) -> list[Change]:
    """What a version asks otherwise than another, in one language, in the new one's order."""
    was, now = _told(old, language), _told(new, language)
    kept = [key for key in now if key in was]
    order = {key: place for place, key in enumerate(key for key in was if key in now)}
    found = []
    for key, parts in now.items():
        if key not in was:
            told = [(name, "", parts[part]) for part, name in PARTS if parts[part]]
            found.append(Change(parts["label"], "added", told))
            continue
        moved = order[key] != kept.index(key)
        changed = [
            (name, was[key][part], parts[part])
            for part, name in PARTS
            if was[key][part] != parts[part] and (part != "place" or moved)
        ]
        if changed:
            found.append(Change(parts["label"], "changed", changed))
    found += [Change(was[key]["label"], "removed") for key in was if key not in now]
    return found


def _told(shape: Shape, language: str) -> dict[str, dict[str, str]]:
    others = {asked.key: asked for asked in shape.questions}
    told = {}
    for place, asked in enumerate(shape.questions, 1):
        words = asked.words(language)
        told[asked.key] = {
            "label": words.label,
            "help": words.help,
            "options": " / ".join(label for _value, label in asked.options(language)),
            "when": when(asked, others, language),
            "required": _("Yes") if asked.required else "",
            "limit": str(asked.limit or ""),
            "place": str(place),
        }
    return told


def elsewhere(old: Shape, new: Shape) -> list[str]:
    """The languages in which something differs."""
    return [tag for tag, _name in settings.LANGUAGES if differences(old, new, tag)]


def waiting(by: Reader) -> list[Waiting]:
    """Drafts to finish, and standard words that came with a new version of this house."""
    if not Permission.EDIT.value.allows(by):
        return []
    counted = dict(
        FormVersion.objects.exclude(state=PUBLISHED)
        .values_list("state")
        .annotate(Count("pk"))
        .order_by(F("state"))
    )
    drafts, offers = counted.get(DRAFT.value, 0), counted.get(OFFERED.value, 0)
    url = reverse("questions:forms")
    return [
        Waiting(
            ngettext("A form that is being changed", "Forms being changed", drafts), url, drafts
        ),
        Waiting(
            ngettext("A form with newer standard words", "Forms with newer standard words", offers),
            url,
            offers,
        ),
    ]
