"""What every screen of applying needs: the call, its questions, its key, where it stands now."""

import zoneinfo
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amparo.capacity.fellowships import queries
from amparo.capacity.fellowships.actions.writing import Writing
from amparo.capacity.fellowships.models import Call
from amparo.capacity.fellowships.queries.public import words_in
from amparo.ground.identity.actions import BusyError
from amparo.ground.questions import queries as questions
from amparo.ground.vault import queries as vault
from amparo.ground.vault.models import KeyEpoch


@dataclass(frozen=True, slots=True)
class Form:
    """The call, its questions, its key, where it stands now: what every screen needs."""

    call: Call
    shape: questions.Shape
    epoch: KeyEpoch | None
    standing: queries.Standing
    language: str

    def visible(self, draft: Writing) -> list[questions.Asked]:
        return questions.visible(self.shape, draft.answers)

    @property
    def told(self) -> dict[str, Any]:
        """What every page of a call says."""
        return {
            "call": self.call,
            "name": words_in(self.call.names, self.language),
            "standing": self.standing,
            "zone": zoneinfo.ZoneInfo(self.call.time_zone),
            "late": timezone.now() >= self.call.closes_at,
        }


def language_here() -> str:
    """The language of the page being made."""
    return get_language() or settings.LANGUAGE_CODE


def private(response: HttpResponse, *, shows_secret: bool = False) -> HttpResponse:
    """Not kept anywhere; where a secret is shown, not compressed either."""
    response.headers["Cache-Control"] = "no-store, no-transform" if shows_secret else "no-store"
    return response


def nobody() -> str:
    """Why nothing was sent: it could not have been opened."""
    return _("At this moment nobody here could open it, so it was not sent.")


def too_many(busy: BusyError) -> str:
    """Why this waits, and that nothing is lost."""
    return _(
        "Very many people are writing at this moment. What you wrote is still here: please try"
        " again in %(seconds)d seconds."
    ) % {"seconds": busy.seconds}


def form_of(call: Call, version: int | None = None) -> Form | None:
    """A call with its questions: of a version that somebody began, or the newest."""
    shape = questions.form(call.form, version=version) or questions.form(call.form)
    if shape is None:
        return None
    epoch = vault.usable_epoch(call.pk)
    return Form(call, shape, epoch, queries.standing(call), language_here())


def of_draft(form: Form, draft: Writing) -> Form:
    """The questions of the version that somebody began, also where a newer one has others."""
    if draft.version == form.shape.version:
        return form
    older = questions.form(form.call.form, version=draft.version)
    return replace(form, shape=older or form.shape)
