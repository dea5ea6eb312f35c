"""What became of a translation (roles, never names), and between which words it stands."""

from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from amparo.ground.identity.models import Role
from amparo.ground.identity.queries import roles_of
from amparo.ground.texts.models import Origin, Segment, State, Translation

HERE = (Role.TRANSLATOR, Role.EDITOR)  # the roles that people have at the desk


class Act(NamedTuple):
    """Something that was done, and the role of who did it ("" when nobody of the staff did)."""

    words: str
    role: str


def history(segment: Segment, language: str) -> list[Act]:
    """What became of a segment's words, the oldest first; two queries."""
    row = Translation.objects.filter(segment=segment, language=language).first()
    if row is None:
        return []
    roles = roles_of({row.author, row.reviewer} - {None})

    def role(actor: UUID | None) -> str:
        held = roles.get(actor, frozenset()) if actor else frozenset()
        mine = [str(one.label) for one in HERE if one in held]
        return ", ".join(mine) or (_("somebody who is no longer here") if actor else "")

    told = {
        Origin.FILE: _("Came with a file"),
        Origin.PACKAGE: _("Came back in a translator's package"),
        Origin.MACHINE: _("Made by a machine"),
        Origin.MEMORY: _("Taken from the memory"),
    }
    acts = [Act(told.get(Origin(row.origin), _("Written here")), role(row.author))]
    if row.source_hash != segment.hash:
        acts.append(Act(_("The original has changed since"), ""))
    elif row.state == State.REVIEWED:
        acts.append(Act(_("Read"), role(row.reviewer)))
    elif row.state == State.APPROVED:
        acts.append(Act(_("Read and approved"), role(row.reviewer)))
    return acts


def around(segment: Segment) -> tuple[str, str]:
    """The words of the source before and after a segment, empty at the ends; one query."""
    near = Segment.objects.filter(
        text=segment.text_id, position__in=[segment.position - 1, segment.position + 1]
    )
    found = dict(near.values_list("position", "source_text"))
    return found.get(segment.position - 1, ""), found.get(segment.position + 1, "")
