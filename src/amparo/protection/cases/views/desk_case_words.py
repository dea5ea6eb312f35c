"""Words of the case page that come with values or codes."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """By key, in the reader's language."""
    return {**_kinds(), **_codes(), **_states(), **_panels(), **_said(), **_missing()}


def _kinds() -> dict[str, str]:
    return {
        "kind.note": _("Note"),
        "kind.safe_contact": _("Safe contact"),
        "kind.risk": _("Risk assessment"),
        "kind.decision": _("Decision"),
        "kind.action": _("Support action"),
        "kind.consent": _("Consent"),
        "kind.verification": _("Verification"),
        "kind.violation": _("Violation"),
        "kind.file": _("File"),
        "kind.check_in": _("Check-in plan"),
        "kind.letter": _("Letter"),
        "kind.outcome": _("Outcome"),
        "kind.hold": _("Reason for a hold"),
        "kind.reply": _("Message from the sender"),
        "kind.reply_sent": _("Our answer to the sender"),
        "kind.request": _("The request"),
        "kind.transfer": _("Handed over"),
        "kind.summary": _("What the case is"),
        "kind.referral": _("Referral"),
    }


def _codes() -> dict[str, str]:
    return {
        "huridocs.life": _("Right to life"),
        "huridocs.personal_integrity": _("Personal integrity"),
        "huridocs.liberty": _("Liberty"),
        "huridocs.privacy": _("Privacy"),
        "huridocs.movement": _("Freedom of movement"),
        "huridocs.expression": _("Freedom of expression"),
        "huridocs.association": _("Association and assembly"),
        "huridocs.fair_trial": _("Fair trial"),
        "huridocs.stigmatisation": _("Stigmatisation"),
        "huridocs.blackmail": _("Blackmail"),
        "huridocs.administrative": _("Administrative measures"),
        "huridocs.physical_assault": _("Physical assault"),
        "huridocs.sexual_assault": _("Sexual assault"),
        "huridocs.livelihood": _("Attack on livelihood or property"),
        "huridocs.detention": _("Arrest or detention"),
        "huridocs.ill_treatment": _("Ill-treatment"),
        "huridocs.abduction": _("Abduction"),
        "perpetrator.governmental": _("Government"),
        "perpetrator.non_governmental": _("Armed or other group outside government"),
        "perpetrator.occupying": _("Occupying power"),
        "perpetrator.private_power": _("Powerful private persons"),
        "perpetrator.commercial": _("Business"),
        "perpetrator.ifi": _("International financial institution"),
        "perpetrator.other": _("Others"),
        "perpetrator.unknown": _("Not known"),
        "degree.confirmed": _("Confirmed"),
        "degree.likely": _("Likely"),
        "degree.possible": _("Possible"),
        "degree.unlikely": _("Unlikely"),
        "degree.unknown": _("Not known"),
        "channel.signal": _("Signal"),
        "channel.email": _("E-mail"),
        "channel.phone": _("Telephone"),
        "channel.call": _("Telephone"),
        "channel.whatsapp": _("WhatsApp"),
        "channel.here": _("Here, with their secret words"),
        "told.what": _("What is needed"),
        "told.happening": _("What happened"),
        "told.who": _("Who it is about"),
        "told.country": _("Country"),
        "told.risk": _("The risk as we see it"),
        "told.contact": _("How to reach them safely"),
        "told.when": _("By when"),
    }


def _states() -> dict[str, str]:
    return {
        "referral.sent": _("Not answered yet"),
        "referral.accepted": _("Accepted"),
        "referral.refused": _("Refused"),
        "referral.done": _("Done"),
        "referral.withdrawn": _("Withdrawn"),
        "referral.expired": _("Expired"),
        "consent.living": _("counts now"),
        "consent.expired": _("expired"),
        "consent.withdrawn": _("withdrawn"),
        "check_in.due": _("A sign is awaited before %(day)s."),
        "check_in.missed": _("No sign came by %(day)s."),
        "reveal.asked": _(
            "On %(day)s %(first)s asked to open this case in an emergency. "
            "No second keyholder has agreed yet."
        ),
        "reveal.opened": _(
            "Opened in an emergency on %(day)s by %(first)s and %(second)s, two keyholders."
        ),
        "hold.on": _("On hold since %(day)s: nothing of this case is forgotten."),
        "hold.waits": _("A hold was asked for on %(day)s; a second person has to agree."),
        "clock.open": _("not counted yet; %(days)s days after the last support ended"),
        "clock.on": _("forgotten on %(day)s"),
        "clock.held": _("stopped: the case is on hold"),
        "clock.asked": _("%(name)s asked to destroy it; it goes on %(day)s"),
    }


def _panels() -> dict[str, str]:
    return {
        "panels.write": _("Write"),
        "panels.share": _("Share"),
        "panels.case": _("The case itself"),
        "panel.reply": _("Answer the sender"),
        "panel.letter": _("Write a letter"),
        "panel.refer": _("Refer to another organisation"),
        "panel.lent": _("Lent to interpreters"),
        "panel.copy": _("A copy for the person"),
        "panel.plan": _("Next action, title and who looks after it"),
        "panel.state": _("Where it stands; close it"),
        "panel.team": _("Who holds its key"),
        "panel.apart": _("Kept apart: place, health, money"),
        "panel.hold": _("Hold"),
        "panel.keep": _("Keep it longer"),
        "panel.shred": _("Destroy it"),
        "case.title": _("A case"),
        "lent.title": _("Lent to me"),
        "referred.title": _("Referred to us"),
        "emergency.title": _("Emergency"),
    }


def _said() -> dict[str, str]:
    return {
        "case.all_kinds": _("Everything"),
        "case.unsigned": _("unsigned"),
        "case.sender": _("the sender"),
        "case.version": _("version %(version)s"),
        "case.kept": _("Sealed and kept."),
        "case.transfer": _("From %(from)s to %(to)s."),
        "state.now": _("Now: %(state)s."),
        "keep.usual": _("Without a number: %(days)s days, as the house does."),
        "keep.done": _("Kept until %(day)s."),
        "hold.asked": _("Asked. A second colleague of this case has to agree."),
        "shred.asked": _("It goes in seven days, or at once when a second colleague asks, too."),
        "shred.done": _("Destroyed. Nothing of it is left, nor in any backup."),
        "refer.sent": _("Sealed and sent. Nobody else can read it."),
        "refer.days": _("sent on %(sent)s, readable until %(until)s"),
        "referred.sender": _("the organisation that keeps this installation"),
        "lend.sent": _("Lent to %(name)s until %(day)s."),
        "lend.until": _("until %(day)s"),
        "lend.ended": _("ended on %(day)s"),
        "lend.answered": _("Sent back, sealed to the team."),
        "team.added": _("%(name)s holds the key now."),
        "team.removed": _("%(name)s opens nothing newer; the keys were changed."),
        "team.away": _("Kept away. They are not told."),
        "apart.location": _("Forgotten %(days)s days after the last support ended."),
        "apart.life": _("Forgotten with the case."),
        "apart.mine": _("It has a key, and you hold it. Write in it by choosing it in a form."),
        "apart.others": _("It has a key that colleagues hold, and you do not."),
        "apart.none": _("Nothing is kept here yet."),
        "apart.opened": _("Kept apart from now on. Who was given the key: %(names)s."),
        "copy.title": _("What we were told, and what was done"),
        "copy.made": _("Saved on %(day)s. Keep it where nobody else looks, or not at all."),
        "copy.name": _("copy"),
        "letter.name": _("letter"),
        "letter.made": _("The letter was saved on this device."),
        "letter.unreadable": _(
            "This template cannot be merged. Save it as .docx, and look at each pair of braces."
        ),
        "emergency.case": _("Case %(code)s, opened on %(day)s: %(state)s"),
        "emergency.asked": _("%(name)s has to open the second half. The team was told."),
        "emergency.waits": _("%(name)s asked on %(day)s to open case %(code)s."),
        "emergency.opened": _("Open, for both of you. The team was told."),
    }


def _missing() -> dict[str, str]:
    return {
        "missing.agreed": _("Ask a referee only once the person agreed: say that they did."),
        "missing.money": _("A cost needs its currency and its grant code."),
        "missing.due": _("Say by when the first sign should come."),
        "missing.due_future": _("The first sign lies in the future."),
        "missing.file": _("Choose a file."),
        "missing.fields": _("Choose at least one thing to tell."),
        "missing.consent": _("This consent no longer counts. Nothing was shared."),
        "missing.organisation": _("Choose an organisation that has a key."),
        "missing.key": _("They do not hold this case's key. Give it to them first."),
        "missing.outcome": _("Say how it ended."),
        "missing.typed": _("This is not the title. Nothing was destroyed."),
    }
