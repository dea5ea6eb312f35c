"""What the composer and the report say, where it comes with values or stands for codes."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amparo.ground.vault.queries.desk import counted


def words() -> dict[str, str]:
    """By key, in the reader's language."""
    return {
        **_solving(),
        **_asked(),
        **_faults(),
        **_found(),
        **_frozen(),
        **_scenarios(),
        **_report(),
        **_counts(),
    }


def _solving() -> dict[str, str]:
    return {
        "solve.stopped": _("Stopped. Nothing was changed."),
        "solve.broken": _("The answer broke off. Try again."),
        "solve.refused": _("The server did not take this question."),
        "solve.busy": _("Others are being answered at this moment. Try again in a minute."),
        "cohort.stage.begin": _("Asking"),
        "cohort.stage.best": _("Looking for the best cohort"),
        "cohort.stage.tie_break": _("Settling ties"),
        "cohort.stage.lottery": _("Drawing lots"),
        "cohort.stage.alternatives": _("Looking for others that are nearly as good"),
        "cohort.stage.prices": _("Finding out what each wish costs"),
        "cohort.stage.clash": _("Finding out what clashes"),
        "cohort.stage.done": _("Done"),
        "cohort.so_far": _("Best so far: %(points)s points"),
        "cohort.no_adjusted": _(
            "The adjusted points could not be reckoned. Try again, or take the points as given."
        ),
        "cohort.done.found": _("A cohort was found."),
        "cohort.done.none": _("There is no such cohort."),
    }


def _asked() -> dict[str, str]:
    return {
        "cohort": _("Compose the cohort"),
        "cohort.by.raw": _("As the readers gave them"),
        "cohort.by.adjusted": _("Adjusted for harsh and kind readers"),
        "cohort.kind.least": _("Rule: at least"),
        "cohort.kind.most": _("Rule: at most"),
        "cohort.kind.aim_least": _("Goal: at least"),
        "cohort.kind.aim_most": _("Goal: at most"),
        "cohort.dimension.region": _("Region"),
        "cohort.dimension.country": _("Country"),
        "cohort.dimension.language": _("Language"),
        "cohort.dimension.theme": _("Theme"),
        "cohort.dimension.gender": _("Gender"),
        "cohort.dimension.priority": _("Priority group"),
        "cohort.dimension.organisation": _("Organisation"),
        "cohort.dimension.coalition": _("Coalition"),
        "cohort.each.region": _("of each region"),
        "cohort.each.country": _("of each country"),
        "cohort.each.language": _("of each language"),
        "cohort.each.theme": _("of each theme"),
        "cohort.each.gender": _("of each gender"),
        "cohort.each.priority": _("of each priority group"),
        "cohort.each.organisation": _("of one organisation"),
        "cohort.each.coalition": _("of one coalition"),
        "cohort.gender.woman": _("Women"),
        "cohort.gender.man": _("Men"),
        "cohort.gender.other": _("Another gender, or none"),
        "cohort.unsaid": _("Not said"),
        "cohort.points": _("%(points)s points"),
        "cohort.not_here": _("No longer here"),
        "cohort.nobody": _("nobody"),
        "cohort.pin.in": _("%(name)s is in"),
        "cohort.pin.out": _("%(name)s is left out"),
        "cohort.pin.in.ask": _("Put %(name)s in by hand?"),
        "cohort.pin.out.ask": _("Leave %(name)s out by hand?"),
        "cohort.pin.why": _("Say why."),
        "cohort.pin.again": _("Looking again"),
        "cohort.leave_out": _("Leave out"),
        "cohort.leave_out.who": _("Leave %(name)s out"),
        "cohort.put_in": _("Put in"),
        "cohort.put_in.who": _("Put %(name)s in"),
    }


def _faults() -> dict[str, str]:
    return {
        "cohort.fault.whole": _("Write a whole number, 0 to 500."),
        "cohort.fault.places": _("Write a whole number, 1 to 500."),
        "cohort.fault.above_most": _("This is more than the most."),
        "cohort.fault.above_places": _("There are not so many places."),
        "cohort.fault.points": _("Write points: a number from 0 to 1000."),
        "cohort.fault.goal_points": _("Write points above 0: without a cost it is no goal."),
        "cohort.fault.seed": _(
            "Write a date like 2026-05-12, or digits and the letters a to f; or have one made."
        ),
        "cohort.fault.count": _("Write a whole number, 0 to 20."),
        "cohort.fault.different": _("Write a whole number, 1 to 500."),
        "cohort.fault.seconds": _("Write a whole number, 1 to 60."),
        "cohort.fault.states": _("Choose at least one."),
        "cohort.fault.no_candidates": _("Nobody of these has points. Choose more, or read first."),
        "cohort.fault.what": _("Choose of whom."),
        "cohort.fault.nobody": _("Nobody who can be chosen counts for this."),
        "cohort.fault.twice": _("This stands above already."),
        "cohort.fault.floor_above_cap": _("At least is more than at most."),
        "cohort.fault.too_many": _("These are too many rules."),
    }


def _found() -> dict[str, str]:
    return {
        "cohort.status.optimal": _("No cohort within your rules has more points. This is proven."),
        "cohort.status.best_so_far": _(
            "The time was up. This is the best that was found; none has more than %(gap)s points "
            "more."
        ),
        "cohort.status.impossible": _("No cohort meets all your rules. This is proven."),
        "cohort.status.stopped": _("Stopped before any cohort was found."),
        "cohort.status.out_of_time": _(
            "The time was up before any cohort was found. Give it more time, or ask for less."
        ),
        "cohort.unfinished": _("There was no time for: %(what)s."),
        "cohort.part.best": _("the proof"),
        "cohort.part.tie_break": _("settling ties"),
        "cohort.part.lottery": _("drawing lots"),
        "cohort.part.alternatives": _("other cohorts"),
        "cohort.part.prices": _("what each wish costs"),
        "cohort.part.clash": _("what clashes"),
        "cohort.rule.seats_least": _("At least %(people)s places filled"),
        "cohort.rule.seats_most": _("At most %(people)s places"),
        "cohort.rule.least": _("At least %(people)s: %(what)s"),
        "cohort.rule.most": _("At most %(people)s: %(what)s"),
        "cohort.rule.aim_least": _("If possible at least %(people)s: %(what)s"),
        "cohort.rule.aim_most": _("If possible at most %(people)s: %(what)s"),
        "cohort.rule.keep": _("%(name)s stays in"),
        "cohort.needed": _("would have to be %(needed)s"),
        "cohort.needed.keep": _("would have to go"),
        "cohort.ease": _("Change it to %(needed)s"),
        "cohort.let_go": _("Let go of this"),
        "cohort.pick.best": _("The best"),
        "cohort.pick.drawn": _("Drawn by lot"),
        "cohort.pick.other": _("Another, %(number)s"),
        "cohort.pick.points": _("%(points)s points"),
        "cohort.pick.tied": _("%(points)s points: counts as equal."),
        "cohort.pick.behind": _("%(points)s points, %(behind)s behind the best."),
        "cohort.pick.differs": _("In: %(enter)s. Out: %(leave)s."),
        "cohort.mark.kept": _("in by hand"),
        "cohort.mark.other": _("not in the best"),
        "cohort.mark.in": _("in this cohort"),
        "cohort.seed": _("Seed of the lots: %(seed)s"),
        "cohort.moved": _("New: %(enter)s. No longer in: %(leave)s."),
        "cohort.lost": _("It is missed here, for %(points)s points."),
        "cohort.price": _(
            "It costs %(points)s points: without it would be in: %(enter)s; out: %(leave)s."
        ),
        "cohort.free": _("It costs nothing: without it the cohort would be the same."),
        "cohort.not_met": _("missed"),
        "cohort.broken": _("not met"),
        "cohort.tight": _("just met"),
    }


def _frozen() -> dict[str, str]:
    return {
        "cohort.number": _("Cohort %(number)s"),
        "cohort.by_whom": _("Frozen by %(name)s, %(day)s"),
        "cohort.freeze.why": _("Say why this cohort."),
        "cohort.freeze.waiting": _("Of those left, 0 to %(most)s can wait."),
        "cohort.frozen": _("The cohort is frozen. Its digest can be published."),
        "cohort.had": _("%(said)s · it has %(got)s"),
        "cohort.digest.same": _("Reckoned again on this device: it is the digest of this record."),
        "cohort.digest.other": _(
            "This is not the digest of what was sealed. Rely on nothing here, and call a keyholder."
        ),
        "cohort.copied": _("Copied."),
        "cohort.decide.nothing": _("Everybody is decided already."),
        "cohort.decide.left": _(
            "Nothing is decided for these: they were promised a place, or nobody has screened "
            "them. Look at each: %(names)s"
        ),
    }


def _scenarios() -> dict[str, str]:
    return {
        "scenario.save": _("Save it"),
        "scenario.keep": _("Keep it as a scenario"),
        "scenario.kept": _("The scenario is kept, sealed."),
        "scenario.name": _("Give it a name."),
        "scenario.open": _("open"),
        "scenario.unsolved": _("no answer yet"),
        "scenario.choose": _("Choose %(name)s to compare"),
        "scenario.two": _("Choose two."),
        "scenario.only": _("Only here:"),
        "scenario.drop.title": _("Delete this scenario?"),
        "scenario.drop": _("%(name)s is deleted for everybody who composes here."),
        "scenario.dropped": _("It is deleted."),
    }


def _report() -> dict[str, str]:
    return {
        "report": _("What is told of this round"),
        "report.total": _("All"),
        "report.not_shown": _("not shown"),
        "report.of_all": _("All who applied: %(what)s"),
        "report.of_cohort": _("The cohort: %(what)s"),
        "report.hidden": _("Numbers told: %(shown)s. Left out: %(hidden)s."),
        "report.words": _("Say in words how it was balanced."),
        "report.released": _("It is released."),
        "report.not_released": _("It was not released."),
    }


def _counts() -> dict[str, str]:
    return {
        **counted(
            "cohort.candidates",
            lambda n: ngettext(
                "%(number)s person can be chosen", "%(number)s people can be chosen", n
            ),
        ),
        **counted(
            "cohort.missing.points",
            lambda n: ngettext("%(number)s without a reading", "%(number)s without a reading", n),
        ),
        **counted(
            "cohort.missing.region",
            lambda n: ngettext("%(number)s without a region", "%(number)s without a region", n),
        ),
        **counted(
            "cohort.missing.language",
            lambda n: ngettext("%(number)s without a language", "%(number)s without a language", n),
        ),
        **counted(
            "cohort.missing.gender",
            lambda n: ngettext(
                "%(number)s who did not say their gender",
                "%(number)s who did not say their gender",
                n,
            ),
        ),
        **counted(
            "cohort.faults",
            lambda n: ngettext(
                "%(number)s thing is to be put right.", "%(number)s things are to be put right.", n
            ),
        ),
        **counted(
            "cohort.changes",
            lambda n: ngettext("By %(number)s person in all:", "By %(number)s people in all:", n),
        ),
        **counted(
            "cohort.people",
            lambda n: ngettext(
                "%(number)s person, %(points)s points", "%(number)s people, %(points)s points", n
            ),
        ),
        **counted(
            "cohort.band",
            lambda n: ngettext(
                "%(number)s person is in some of the cohorts found within %(points)s points of "
                "the best, but not in all.",
                "%(number)s people are in some of the cohorts found within %(points)s points of "
                "the best, but not in all.",
                n,
            ),
        ),
        **counted(
            "cohort.others",
            lambda n: ngettext("%(number)s who is not in it", "%(number)s who are not in it", n),
        ),
        **counted(
            "cohort.freeze.people",
            lambda n: ngettext("%(number)s person is chosen:", "%(number)s people are chosen:", n),
        ),
        **counted(
            "cohort.chosen",
            lambda n: ngettext("%(number)s person chosen", "%(number)s people chosen", n),
        ),
        **counted(
            "cohort.decide.offer",
            lambda n: ngettext(
                "%(number)s is offered a place", "%(number)s are offered a place", n
            ),
        ),
        **counted(
            "cohort.decide.wait",
            lambda n: ngettext(
                "%(number)s goes on the waiting list", "%(number)s go on the waiting list", n
            ),
        ),
        **counted(
            "cohort.decide.no",
            lambda n: ngettext("%(number)s is not chosen", "%(number)s are not chosen", n),
        ),
        **counted(
            "cohort.decided",
            lambda n: ngettext("%(number)s is decided on.", "%(number)s are decided on.", n),
        ),
        **counted(
            "scenario.both",
            lambda n: ngettext("%(number)s in both", "%(number)s in both", n),
        ),
        **counted(
            "report.unopened",
            lambda n: ngettext(
                "%(number)s application is not open yet: wait, or look why.",
                "%(number)s applications are not open yet: wait, or look why.",
                n,
            ),
        ),
    }
