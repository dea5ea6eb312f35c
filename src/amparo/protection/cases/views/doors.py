"""What senders are told of each door: who reads it, when, in which languages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from amparo.ground.identity.queries import reader
from amparo.protection.cases import actions
from amparo.protection.cases.forms.staff import DoorForm
from amparo.protection.cases.models import Door
from amparo.protection.cases.permissions import Permission


@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, kind: str = Door.Kind.HELP.value) -> HttpResponse:
    """One door: the words that stand on it."""
    by = reader(request)
    if by is None or not Permission.DOORS.value.allows(by):
        raise Http404
    row = actions.have_doors()[kind]
    form = DoorForm(request.POST or None, door=row)
    if request.method == "POST" and form.is_valid():
        actions.describe_door(
            kind,
            reads=form.told("reads"),
            hours=form.told("hours"),
            languages=form.cleaned_data["languages"],
            by=by,
        )
        return redirect("front:desk")
    return render(request, "cases/door_words.html", {"form": form, "kind": kind})


CONCERN = {"kind": Door.Kind.SAFEGUARDING.value}
patterns = [
    path("desk/door/", door, name="door_words"),
    path("desk/door/concern/", door, CONCERN, name="door_words_concern"),
]
