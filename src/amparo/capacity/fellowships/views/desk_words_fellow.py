"""What accompanying says, where it comes with values or stands for codes."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from amparo.ground.vault.queries.desk import counted


def words() -> dict[str, str]:
    """By key, in the reader's language."""
    return {**_page(), **_kinds(), **_fields(), **_codes(), **_said(), **_counts()}


def _page() -> dict[str, str]:
    return {
        "fellow": _("A fellowship"),
        "fellows": _("Fellows"),
        "fellows.open": _("Open this fellowship"),
        "fellows.opened": _("The fellowship is open."),
        "fellows.name": _("Write what they are called here."),
        "fellows.no_next": _("Nothing is planned"),
        "fellows.no_clock": _("Kept while we accompany them"),
        "fellows.clock": _("Everything here is erased on %(day)s."),
        "fellows.no_channel": _(
            "Nobody has written down how to reach them safely. Ask before you call or write."
        ),
        "accompany.missing": _("Look at this again: %(field)s"),
        "accompany.kept": _("Kept."),
        "accompany.told": _("They see it when they come back."),
        "accompany.all": _("Everything"),
        "accompany.version": _("Version %(version)s"),
        "accompany.coach": _("Coach"),
        "accompany.why": _("Say why they cannot come."),
        "team.given": _("%(name)s opens this now."),
        "team.removed": _("The key was changed. %(name)s opens nothing newer."),
        "alumni.tag": _("Alumni"),
        "alumni.yes": _("They want to stay in touch as alumni."),
        "alumni.no": _("They have not said that they want to stay in touch as alumni."),
        "alumni.join": _("They want to"),
        "alumni.leave": _("They no longer want to"),
    }


def _kinds() -> dict[str, str]:
    return {
        "entry.summary": _("Who they are"),
        "entry.step": _("Before they come"),
        "entry.note": pgettext("entry", "Note"),
        "entry.next_of_kin": _("Next of kin"),
        "entry.access_needs": _("What they need to take part"),
        "entry.risk_plan": _("Plan for their safety"),
        "entry.return_plan": _("Plan for going home"),
        "entry.travel": _("Travel"),
        "entry.insurance": _("Insurance"),
        "entry.accommodation": _("Where they stay"),
        "entry.visa": _("Visa"),
        "entry.goal": _("Goal"),
        "entry.session": _("Coaching session"),
        "entry.stipend": _("Stipend"),
        "entry.incident": _("Incident or reprisal"),
        "entry.certificate": _("Certificate"),
        "entry.follow_up": _("How they have been since"),
        "entry.consent": _("Consent"),
        "entry.letter_made": _("A letter that was made"),
        "entry.outcome": _("How it went"),
    }


def _fields() -> dict[str, str]:
    in_words = _("In words")
    plans = {
        f"field.{kind}.words": in_words
        for kind in [
            "note",
            "access_needs",
            "risk_plan",
            "return_plan",
            "travel",
            "insurance",
            "accommodation",
            "visa",
            "next_of_kin",
            "session",
            "stipend",
            "incident",
            "outcome",
        ]
    }
    again = _("Look at it again on")
    return {
        **plans,
        "field.summary.name": _("What they are called here"),
        "field.summary.pronouns": _("Pronouns"),
        "field.summary.language": _("Language you speak with them"),
        "field.summary.country": _("Country"),
        "field.summary.safe_channel": _("How to reach them safely"),
        "field.summary.hours": _("When it is safe"),
        "field.summary.code_phrase": _("The phrase you say first"),
        "field.next_of_kin.name": _("Name"),
        "field.next_of_kin.relation": _("Who they are to them"),
        "field.next_of_kin.reach": _("How to reach this person"),
        "field.next_of_kin.language": _("Language"),
        "field.next_of_kin.knows": _("This person knows of the fellowship"),
        "field.risk_plan.reassess_on": again,
        "field.return_plan.reassess_on": again,
        "field.visa.state": _("It is"),
        "field.visa.on": _("On"),
        "field.goal.words": _("What they want to reach"),
        "field.goal.state": _("It is"),
        "field.goal.until": _("By when"),
        "field.session.on": _("On"),
        "field.session.minutes": _("Minutes"),
        "field.session.agreed": _("What was agreed"),
        "field.stipend.route": _("The way that is safe for them"),
        "field.stipend.grant_code": _("Grant code"),
        "field.stipend.amount": _("Amount"),
        "field.stipend.currency": _("Currency, in three letters"),
        "field.incident.on": _("On"),
        "field.incident.reprisal": _("It may be because they took part"),
        "field.incident.told_help": _("They know where help is read soonest"),
        "field.consent.purpose": _("What for"),
        "field.consent.audience": _("Who will see it"),
        "field.consent.given_on": _("Given on"),
        "field.consent.expires_on": _("Until"),
        "field.consent.withdrawn_on": _("Withdrawn on"),
        "field.consent.words": _("What they agreed to, as they said it"),
        "field.outcome.outcome": _("How it went"),
        "field.follow_up.months": _("Months since"),
        "field.follow_up.words": _("What they said"),
        "field.follow_up.safe": _("Whether they are safe"),
        "field.follow_up.work": _("Their work since"),
        "field.follow_up.wants_contact": _("They want to be asked again"),
    }


def _codes() -> dict[str, str]:
    return {
        "step.agreement": _("Agreement"),
        "step.safe_channel": _("A safe way to reach them"),
        "step.next_of_kin": _("Next of kin"),
        "step.risk_plan": _("Plan for their safety"),
        "step.return_plan": _("Plan for going home"),
        "step.invitation": _("Letter of invitation"),
        "step.visa": _("Visa"),
        "step.travel": _("Travel"),
        "step.insurance": _("Insurance"),
        "step.accommodation": _("Where they stay"),
        "step.access_needs": _("What they need to take part"),
        "step.stipend_route": _("A safe way to pay them"),
        "step.pseudonym": _("The name they use here"),
        "step.name": _("What"),
        "step.state": _("It is"),
        "step.due": _("To be done by"),
        "step.words": _("In words"),
        "step.done_of": _("%(done)s of %(of)s done or not needed"),
        "step_state.todo": pgettext("step", "To do"),
        "step_state.doing": pgettext("step", "Under way"),
        "step_state.done": pgettext("step", "Done"),
        "step_state.not_needed": pgettext("step", "Not needed"),
        "visa.asked": _("asked for"),
        "visa.given": _("given"),
        "visa.refused": _("refused"),
        "goal.open": _("being worked on"),
        "goal.reached": _("reached"),
        "goal.dropped": _("let go"),
        "route.bank": _("to their bank account"),
        "route.transfer": _("by a money transfer"),
        "route.cash": _("in cash, against a receipt"),
        "route.organisation": _("through an organisation they trust"),
        "route.other": _("another way, in words"),
        "purpose.public": _("To be described in public"),
        "purpose.certificate": _("That we say they have a certificate"),
        "purpose.story": _("To tell their story"),
        "purpose.partners": _("To tell partners about them"),
        "purpose.alumni": _("To be written to as alumni"),
        "purpose.other": _("Something else, in words"),
        "consent.lives": _("in force"),
        "consent.over": _("over, withdrawn or replaced"),
        "outcome.completed": _("They took part in all of it"),
        "outcome.partly": _("They took part in some of it"),
        "outcome.visa_refused": _("Their visa was refused"),
        "outcome.gave_up": _("They gave the place up"),
        "outcome.safety": _("It would not be safe for them"),
        "money.reference": _("Reference"),
        "money.state": _("Finance says"),
        "money.receipt": _("Receipt"),
        "money.planned": _("planned"),
        "money.approved": _("approved"),
        "money.paid": _("paid"),
        "money.receipted": _("paid, with a receipt"),
        "money.cancelled": _("cancelled"),
        "follow.planned": _("to be asked"),
        "follow.asked": _("asked"),
        "follow.answered": _("answered"),
        "follow.missed": _("no answer"),
    }


def _said() -> dict[str, str]:
    return {
        "follow.letter": _(
            "How have you been since our weeks together? There are a few questions for you "
            "here. Answer what you want, or nothing."
        ),
        "paper.kind": _("Kind of letter"),
        "paper.to": _("Addressed to"),
        "paper.words": _("What it says"),
        "paper.person": _("In which name"),
        "paper.given_on": _("Given on"),
        "paper.seen": _("Who may know"),
        "paper.public": _("Everybody, with their consent"),
        "paper.private": _("They and we alone"),
        "paper.invitation": _("Invitation"),
        "paper.visa": _("Letter for a visa"),
        "paper.host": _("Letter to a host"),
        "paper.made": _("The letter is saved on this device. Delete it as soon as you are done."),
        "paper.unreadable": _("This template cannot be used: it is no .docx, or it is broken."),
        "certificate.heading": _("Certificate"),
        "certificate.words": _("took part in the programme and completed it."),
        "certificate.given": _("It was given on %(day)s. Making it again replaces what is kept."),
        "certificate.consent": _(
            "There is no living consent to say that they have a certificate. "
            "Write it down first, or keep the certificate private."
        ),
        "certificate.made": _(
            "The certificate is saved on this device. Delete it as soon as you are done."
        ),
        "public.yes": _("They are described on the public page."),
        "public.no": _("Nothing of them is public."),
        "public.until": _("Until %(day)s; then it goes by itself."),
        "public.everybody": _("Everybody"),
        "public.days": _("They agreed today or before, until a day that is still to come."),
        "public.put": _("It is on the public page now."),
        "public.drop": _("Take the description away?"),
        "public.drop_words": _("It goes at once, and their consent counts as withdrawn today."),
        "public.dropped": _("Nothing of them is public any more."),
    }


def _counts() -> dict[str, str]:
    return {
        **counted(
            "fellows.found",
            lambda count: ngettext("%(number)s fellow", "%(number)s fellows", count),
        ),
        **counted(
            "follow.after",
            lambda count: ngettext("After %(months)s month", "After %(months)s months", count),
        ),
    }
