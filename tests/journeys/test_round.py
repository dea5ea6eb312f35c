"""A round, whole: three ways to apply, two readers and a conflict, a cohort, a refused visa.

Three apply: without JavaScript, with it in Arabic, and from a file. Two read without names, one of
them kept away from one file. A cohort is composed, frozen and told; two accept; the visa of one is
refused and the same question is asked again; the other is accompanied until the follow-up. Then
everything that house, backup and the browsers' own profiles wrote to the disk is searched for what
each of them said.
"""

import datetime
import json
import uuid

import pytest
from playwright.sync_api import expect

from amparo.ground.sealing import recovery
from tests.canaries import everything_in, where
from tests.journeys import rounds
from tests.journeys.desk import heard, view
from tests.journeys.profiles import STORE, profile
from tests.living import inside, installation

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WAYS = ("plain", "sealed", "file")
STAFF = ("office", "reader", "reader-two", "coach")
SAID = [f"{name}, {way}" for way in WAYS for name in ("name", "work")]
SAID += [
    "organisation", "screening", "note", "rationale", "why this cohort", "letter", "word back",
    "channel", "goal", "session", "why not", "why another", "travel", "insurance", "next of kin",
    "certificate", "follow-up letter", "follow-up",
]  # fmt: skip
LETTERS = str.maketrans("0123456789", "ghijklmnop")
SECRETS = [f"{name}, {way}" for way in WAYS for name in ("digits", "words", "hex")]


class Round:
    """The house, everybody's ways in, and a browser profile for each."""

    def __init__(self, browser, house, folder, said):
        self.browser, self.house, self.folder, self.said = browser, house, folder, said
        self.ways = json.loads(self.ask("open"))
        self.call = self.ways["call"]
        self.faults = []

    def ask(self, verb):
        return inside(self.house, "tests.journeys.staffed", verb)

    def somebody(self, way):
        """The browser of somebody who applies."""
        return profile(self.browser, self.house, self.folder / way, javascript=way != "plain")

    def at_desk(self, name, work):
        """Somebody of the staff does what there is for them to do, and goes."""
        with profile(self.browser, self.house, self.folder / name) as page:
            self.faults += heard(page)
            faults = heard(page)
            rounds.come_in(page, self.house, self.ways[name])
            work(page)
            assert faults == []


def apply(at):
    for way in WAYS:
        with at.somebody(way) as page:
            if way == "plain":
                digits = rounds.apply_plainly(page, at.said)
            elif way == "sealed":
                digits = rounds.apply_sealed(page, at.said)
            else:
                digits = rounds.apply_from_a_file(page, at.said, at.folder)
        secret = recovery.read(digits)
        at.said |= {f"digits, {way}": digits, f"hex, {way}": secret.canonical}
        at.said[f"words, {way}"] = " ".join(secret.words("en"))


def screen(at):
    """Screened, readers asked, who declare what they must not read."""
    said, call = at.said, at.call

    def screened(page):
        for way in WAYS:
            rounds.screen(page, call, said, way)
        rounds.look_at_copies(page, call, len(WAYS), said)
        rounds.ask_to_read(page, call, "reader", "reader-two")

    at.at_desk("office", screened)
    at.at_desk("reader", lambda page: rounds.declare(page, call, said["organisation"]))
    at.at_desk("reader-two", lambda page: rounds.declare(page, call))


def give(at):
    """Whom a conflict was found of is kept away; the others are given their copies."""
    at.at_desk("office", lambda page: rounds.give_readings(page, at.call, conflicts=1, count=5))


def read(at):
    """Judged, each to the points of its words; what is kept from a reader is not there."""
    said = at.said
    points = {said["work, plain"]: 5, said["work, sealed"]: 4, said["work, file"]: 1}
    kept = {words: point for words, point in points.items() if words != said["work, sealed"]}

    def judged(page):
        rounds.judge(page, kept, said["rationale"])
        view(page, "readings")
        expect(page.locator("ul.rows > li")).to_have_count(len(kept))

    at.at_desk("reader", judged)
    at.at_desk("reader-two", lambda page: rounds.judge(page, points, said["rationale"]))


def decide(at):
    """Composed, frozen, told; a letter; two answers."""
    said, call = at.said, at.call
    at.ask("close")

    def decided(page):
        chosen = [said["name, plain"], said["name, sealed"]]
        rounds.compose(page, call, said["why this cohort"], chosen)
        rounds.tell_everybody(page, call)
        rounds.write_to(page, call, said["name, plain"], said["letter"])

    at.at_desk("office", decided)
    with at.somebody("plain") as page:
        rounds.come_back(page, said["digits, plain"], "A place is offered to you.")
        expect(page.locator("main")).to_contain_text(said["letter"])
        rounds.press(page, "read")
        expect(page.locator("main")).not_to_contain_text(said["letter"])
        page.locator("textarea[name=words]").fill(said["word back"])
        rounds.press(page, "say")
        rounds.press(page, "accept")
        expect(page.locator("main h1")).to_contain_text("You accepted")
    with at.somebody("sealed") as page:
        rounds.come_back(page, said["digits, sealed"], "A place is offered to you.")
        rounds.press(page, "accept")
        expect(page.locator("main h1")).to_contain_text("You accepted")
    with at.somebody("file") as page:
        rounds.come_back(page, said["digits, file"], "You are on the waiting list.")


def open_two(at):
    """Two fellowships, each with a key of its own."""
    said, call = at.said, at.call

    def opened(page):
        rounds.application(page, call, said["name, plain"])
        expect(page.locator("main")).to_contain_text(said["word back"])
        for way in ("plain", "sealed"):
            began = today() - datetime.timedelta(days=150)
            rounds.open_fellowship(page, said[f"name, {way}"], began, said["channel"])

    at.at_desk("office", opened)


def refuse(at):
    """The visa of one is refused, and the same question is asked again."""
    said, call = at.said, at.call

    def refused(page):
        rounds.fellow(page, said["name, sealed"])
        rounds.stop(page, "visa was refused", said["why not"])
        rounds.ask_again(page, call, said["why another"], [said["name, plain"], said["name, file"]])

    at.at_desk("office", refused)


def accompany(at):
    """Onboarding, coaching, the weeks together, and the third month after them."""
    said = at.said

    def prepared(page):
        rounds.fellow(page, said["name, plain"])
        for words in ("travel", "insurance"):
            rounds.prepare(page, words, said[words])
        rounds.write_down(page, "Next of kin", name=said["next of kin"], reach=said["channel"])

    def coached(page):
        rounds.fellow(page, said["name, plain"])
        rounds.write_down(page, "Goal", words=said["goal"])
        rounds.write_down(page, "Coaching session", minutes="50", words=said["session"])

    def ended(page):
        rounds.fellow(page, said["name, plain"])
        rounds.leave(page, today() - datetime.timedelta(days=100))
        rounds.certify(page, said["certificate"], at.folder)
        form = page.locator("[data-slot=follow] form:visible")
        form.get_by_label("The letter").fill(said["follow-up letter"])
        form.get_by_role("button", name="Seal and ask").click()
        rounds.said_by(page, "on its way")

    at.at_desk("office", prepared)
    at.at_desk("coach", coached)
    at.at_desk("office", ended)


def follow_up(at):
    """Three months on they are asked, come back with their words, and answer."""
    said = at.said
    with at.somebody("plain") as page:
        rounds.come_back(page, said["digits, plain"])
        expect(page.locator("main")).to_contain_text(said["follow-up letter"])
        rounds.press(page, "follow_up")
        page.locator("main textarea").first.fill(said["follow-up"])
        rounds.press(page, "followed")

    def answered(page):
        rounds.fellow(page, said["name, plain"])
        expect(page.locator("[data-slot=follow]")).to_contain_text(said["follow-up"])

    at.at_desk("office", answered)


def today():
    return datetime.datetime.now(tz=datetime.UTC).date()


PARTS = (apply, screen, give, read, decide, open_two, refuse, accompany, follow_up)


@pytest.fixture(scope="module")
def everything(browser, tmp_path_factory):
    """What everybody said; the rows; every file there is after the whole round."""
    # No word of one stands in another, and there are no digits: a copy for readers strikes every
    # word of a name and whatever could be a number to call.
    said = {name: f"zunzun{uuid.uuid4().hex[:12].translate(LETTERS)}" for name in SAID}
    control = f"control {uuid.uuid4().hex}"
    temporary, folder = tmp_path_factory.mktemp("tmp"), tmp_path_factory.mktemp("profiles")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        with installation("--empty", home=temporary / "house") as house:
            at = Round(browser, house, folder, said)
            for part in PARTS:
                part(at)
            for way in WAYS:
                with at.somebody(way) as page:
                    page.goto("/en/fellowships/")
                    page.evaluate(STORE, control)
            dump = inside(house, "tests.dump")
            backup = ("backup", str(temporary / "backup.tar.gz"))
            told = inside(house, "amparo.config.cli", *backup)
            rows = [tuple(json.loads(line)) for line in dump.splitlines()]
            found = {"said by up": house.said.encode(), "said by backup": told.encode()}
            found |= everything_in((temporary, folder))
            yield said | {"control": control}, rows, found


def test_the_search_finds_what_must_be_there(everything):
    said, rows, found = everything
    assert any("Advocacy at the United Nations" in text for _where, text in rows)
    assert any("keystore" in path and b"AGE-SECRET-KEY-" in one for path, one in found.items())
    for part in ("logs/", "backup.tar.gz/", "-wal", ".amparo", ".up"):
        assert [path for path in found if part in path], part
    for name in (*WAYS, *STAFF):
        assert [path for path in found if f"/{name}/" in path], name
    places = where(said["control"], found)
    for way in WAYS:
        assert [path for path in places if f"/{way}/" in path and "Local Storage" in path]


@pytest.mark.parametrize("name", SAID + SECRETS)
def test_what_was_said_in_a_round_stands_nowhere(everything, name):
    said, rows, found = everything
    assert where(said[name], found, rows) == set()


def test_no_browser_keeps_a_copy_of_a_page_of_the_round(everything):
    _said, _rows, found = everything
    pages = (b"/fellowships/again/", b"/apply/", b"/desk/fellowships/")
    cached = {path: one for path, one in found.items() if "Cache_Data" in path}
    assert any(b"/static/" in one for one in cached.values())
    assert [path for path, one in cached.items() if any(page in one for page in pages)] == []
