"""Reviewers: who they are, what they must not see, what they read, and what they say."""

from django.utils.translation import gettext as _

from amparo.capacity.fellowships.models import Application, Bar, Post, Reading, Reviewer
from amparo.capacity.fellowships.queries import reach
from amparo.capacity.fellowships.queries.reach import Colleague, today
from amparo.ground.identity.models import Role
from amparo.ground.identity.permissions import has
from amparo.ground.vault import actions as vault
from amparo.ground.vault.actions.acting import Act, MalformedError, NotThereError, RefusedError
from amparo.ground.vault.models import Keyring

from .reached import application_of, call_of, living_of, noted, reading_of, reviewer_of

MOST_COPIES = 60  # of one post
GIVEN = (Application.State.ELIGIBLE, Application.State.SHORTLISTED)


def add_reviewer(act: Act, *, by: Colleague) -> dict[str, object]:
    """`reviewer.add {id, call, keyring}`: somebody of the panel, who has still to declare."""
    call = call_of(act.id("call"), by=by)
    keyring = (
        Keyring.objects.filter(pk=act.id("keyring"), state=Keyring.State.ACTIVE)
        .select_related("account")
        .first()
    )
    if keyring is None or not has(keyring.account, Role.REVIEWER):
        raise RefusedError(_("This person has no keys, or is no reviewer here."))
    row, made = Reviewer.objects.get_or_create(
        call=call, keyring=keyring, defaults={"id": act.id("id")}
    )
    if row.ended_on is not None:
        row.ended_on = None
        row.save(update_fields=["ended_on"])
        made = True
    if made:
        noted("reviewer_added", "reviewer", row.pk, by=by)
    return {"reviewer": str(row.pk)}


def end_reviewer(act: Act, *, by: Colleague) -> dict[str, object]:
    """`reviewer.end {reviewer}`: what they have not read yet is taken back."""
    row = reviewer_of(act.id("reviewer"), by=by)
    if row.ended_on is None:
        row.ended_on = today()
        row.save(update_fields=["ended_on"])
        row.readings.filter(state=Reading.State.ASSIGNED).update(
            state=Reading.State.WITHDRAWN, copy=None
        )
        row.readings.filter(state=Reading.State.DONE).update(copy=None)
        noted("reviewer_ended", "reviewer", row.pk, by=by)
    return {"reviewer": str(row.pk)}


def declare(act: Act, *, by: Colleague) -> dict[str, object]:
    """`reviewer.declare {reviewer, epoch, version, frame}`: languages, load, and what to be kept
    from; sealed to the call's key. Without it nothing is assigned."""
    row = reach.reviewers(by).select_for_update().filter(pk=act.id("reviewer")).first()
    if row is None:
        raise NotThereError
    version = act.number("version", 1, 100_000)
    if version != row.version:
        if version != row.version + 1:
            raise RefusedError(_("This was changed somewhere else. Reload and try again."))
        epoch = living_of(act.id("epoch"), row.call_id)
        row.profile, row.epoch = vault.keep(act.sealed("frame"), epoch.shred), epoch
        row.version, row.declared_on = version, today()
        row.save(update_fields=["profile", "epoch", "version", "declared_on"])
    return {"reviewer": str(row.pk), "version": row.version}


def bar(act: Act, *, by: Colleague) -> dict[str, object]:
    """`bar.set {application, keyring}`: for this person the application is not there from now on.

    Whoever sets it keeps seeing the file unless it is themselves.
    """
    row = application_of(act.id("application"), by=by)
    keyring = Keyring.objects.filter(pk=act.id("keyring")).first()
    if keyring is None:
        raise NotThereError
    _bar(row, keyring)
    noted("barred", "application", row.pk, by=by)
    return {"application": str(row.pk), "keyring": str(keyring.pk)}


def _bar(row: Application, keyring: Keyring) -> None:
    Bar.objects.get_or_create(application=row, keyring=keyring, defaults={"day": today()})
    theirs = row.readings.filter(reviewer__keyring=keyring)
    theirs.filter(state=Reading.State.ASSIGNED).update(state=Reading.State.WITHDRAWN, copy=None)
    theirs.filter(state=Reading.State.DONE).update(state=Reading.State.WITHDRAWN, copy=None)
    row.posts.filter(to=keyring).delete()


def lift_bar(act: Act, *, by: Colleague) -> dict[str, object]:
    """`bar.lift {application, keyring}`: by a colleague, never by the person kept away."""
    row = application_of(act.id("application"), by=by)
    keyring = act.id("keyring")
    if keyring == by.keyring.pk:
        raise NotThereError
    Bar.objects.filter(application=row, keyring=keyring).delete()
    noted("bar_lifted", "application", row.pk, by=by)
    return {"application": str(row.pk), "keyring": str(keyring)}


def assign(act: Act, *, by: Colleague) -> dict[str, object]:
    """`reading.assign {id, application, reviewer, copy}`: a blind copy, sealed to that reviewer.

    Refused for whoever has not declared, has ended, or is barred.
    """
    row = application_of(act.id("application"), by=by)
    reviewer = reviewer_of(act.id("reviewer"), by=by)
    found = Reading.objects.filter(pk=act.id("id")).first()
    if found is not None:
        if (found.application_id, found.reviewer_id) != (row.pk, reviewer.pk):
            raise NotThereError
        return {"reading": str(found.pk), "state": found.state}
    if not reach.may_read(reviewer, row):
        raise RefusedError(
            _("This reviewer has not declared, or must not read this file. It was not given.")
        )
    if row.state not in GIVEN:
        raise RefusedError(_("Only what is eligible is read by reviewers."))
    Reading.objects.create(
        id=act.id("id"),
        application=row,
        reviewer=reviewer,
        copy=vault.keep(act.sealed("copy"), row.shred),
        day=today(),
    )
    noted("reading_assigned", "reading", act.id("id"), by=by)
    return {"reading": str(act.id("id")), "state": Reading.State.ASSIGNED}


def withdraw_reading(act: Act, *, by: Colleague) -> dict[str, object]:
    """`reading.withdraw {reading}`: taken back by the office, before it is done."""
    rows = Reading.objects.filter(application__in=reach.applications(by))
    row = rows.select_for_update(of=("self",)).filter(pk=act.id("reading")).first()
    if row is None:
        raise NotThereError
    if row.state == Reading.State.DONE:
        raise RefusedError(_("It has been read already."))
    if row.state != Reading.State.WITHDRAWN:
        row.state, row.copy = Reading.State.WITHDRAWN, None
        row.save(update_fields=["state", "copy"])
        noted("reading_withdrawn", "reading", row.pk, by=by)
    return {"reading": str(row.pk), "state": row.state}


def return_reading(act: Act, *, by: Colleague) -> dict[str, object]:
    """`reading.return {reading, post?, epoch?, frame?}`: *I know who this is*, or cannot read it.

    The file goes at once, for good; words to the office may go with it, sealed.
    """
    row = reading_of(act.id("reading"), by=by)
    application = row.application
    if act.has("frame"):
        epoch = living_of(act.id("epoch"), application.call_id)
        Post.objects.get_or_create(
            id=act.id("post"),
            defaults={
                "application": application,
                "post": act.id("post"),
                "by": by.keyring,
                "epoch": epoch,
                "frame": vault.keep(act.sealed("frame"), application.shred),
                "day": today(),
            },
        )
    row.state, row.copy = Reading.State.RETURNED, None
    row.save(update_fields=["state", "copy"])
    _bar(application, by.keyring)
    return {"reading": str(row.pk), "state": row.state}


def review(act: Act, *, by: Colleague) -> dict[str, object]:
    """`reading.review {reading, version, epoch, review, own, done}`: once sealed to the office,
    once to the reviewer. Done, it can still be changed until the discussion opens."""
    row = reading_of(act.id("reading"), by=by)
    version = act.number("version", 1, 100_000)
    if version != row.version:
        if version != row.version + 1:
            raise RefusedError(_("This was changed somewhere else. Reload and try again."))
        if row.state == Reading.State.DONE and row.application.call.discussion:
            raise RefusedError(_("The discussion is open: what was judged stays as it was."))
        done = act.json().get("done") is True or row.state == Reading.State.DONE
        if done:
            epoch = living_of(act.id("epoch"), row.application.call_id)
            row.review = vault.keep(act.sealed("review"), row.application.shred)
            row.epoch, row.done_on, row.state = epoch, today(), Reading.State.DONE
        row.own = vault.keep(act.sealed("own"), row.application.shred)
        row.version = version
        row.save()
    return {"reading": str(row.pk), "state": row.state, "version": row.version}


def post(act: Act, *, by: Colleague) -> dict[str, object]:
    """`post {application, post, copies: [{id, to?, epoch?, frame}]}`: said to the panel.

    A copy for the office (`epoch`), and one for each reviewer who may read it (`to`). Nobody else
    gets one; whoever is missing among the copies reads nothing.
    """
    identifier, said = act.id("application"), act.id("post")
    rows = Application.objects.filter(pk=identifier).select_related("call", "shred")
    mine = reach.applications(by).filter(pk=identifier).exists()
    row = rows.first()
    if row is None or not (mine or reach.discussed(by).filter(pk=identifier).exists()):
        raise NotThereError
    if mine and not row.call.discussion:
        raise RefusedError(_("The discussion of this call is not open."))
    existing = Post.objects.filter(post=said)
    if existing.exclude(application=row, by=by.keyring).exists():
        raise NotThereError
    if not existing.exists():
        members = set(
            Reading.objects.filter(application=row, state=Reading.State.DONE).values_list(
                "reviewer__keyring", flat=True
            )
        )
        copies = act.acts("copies", MOST_COPIES)
        if not any(one.has("epoch") for one in copies):
            raise MalformedError("copies")
        for one in copies:
            to = one.maybe_id("to")
            if to is not None and to not in members:
                raise NotThereError
            epoch = living_of(one.id("epoch"), row.call_id) if to is None else None
            Post.objects.create(
                id=one.id("id"),
                application=row,
                post=said,
                by=by.keyring,
                to_id=to,
                epoch=epoch,
                frame=vault.keep(one.sealed("frame"), row.shred),
                day=today(),
            )
    return {"post": str(said)}


def set_discussion(act: Act, *, by: Colleague) -> dict[str, object]:
    """`discussion.set {call, open}`: readers who have judged see each other's words, or no more."""
    row = call_of(act.id("call"), by=by)
    wanted = act.json().get("open") is True
    if row.discussion != wanted:
        row.discussion = wanted
        row.save(update_fields=["discussion"])
        noted("discussion_opened" if wanted else "discussion_closed", "call", row.pk, by=by)
    return {"call": str(row.pk), "discussion": row.discussion}
