"""A defender asks without JavaScript: a question a screen, sealed, stored once, a secret."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amparo.ground.questions import queries as questions
from amparo.ground.sealing import recovery
from amparo.ground.vault.models import Blob
from amparo.ground.vocabulary import actions as vocabulary
from amparo.protection.cases.actions import asking, standard
from amparo.protection.cases.models import Submission

from .senders import Behind, carried, stand_behind
from .test_pictures import photograph

ASK = "/en/contact/ask/"
STORY = "They followed my sister Xochitl to the market on Sunday"


@pytest.fixture
def behind(db, tmp_path, settings) -> Behind:
    vocabulary.load()
    standard.have_forms()
    return stand_behind()


def say(client, page, go="next", path=ASK, **fields):
    """Sends a screen on."""
    return client.post(path, carried(page) | {"go": go} | fields)


def heading(page):
    found = re.search(r"<(?:legend|label[^>]*|h1[^>]*)>(.*?)<", page.content.decode(), re.S)
    return html.unescape(found[1]) if found else ""


def at_check(client, path=ASK, until="check", **answers):
    """Walks through the form, answering by key, up to the last look."""
    page = client.get(path)
    for _screen in range(40):
        draft = asking.open_up(carried(page)["draft"])
        if draft.at == until:
            return page
        said = answers.get(draft.at)
        page = say(
            client, page, "next" if said else "skip", path, **({"answer": said} if said else {})
        )
        assert page.status_code == 200, page.content.decode()[-1500:]
    raise AssertionError(draft.at)


def shown_secret(page):
    digits = re.findall(r"<span>(\d{4})</span>", page.content.decode())
    return recovery.read("".join(digits))


def test_a_request_is_sealed_and_only_the_door_opens_it(behind, client):
    page = at_check(client, **{"for": "me", "happening": STORY, "country": "MX"})
    assert STORY in page.content.decode()
    assert not Submission.objects.exists()
    page = say(client, page, "send")
    secret = shown_secret(page)
    row = Submission.objects.get()
    assert STORY.encode() not in bytes(row.frame)
    told = behind.arrived()[0]
    assert told["item"] == str(row.pk)
    assert told["author"] == ""
    assert told["body"]["answers"]["happening"] == STORY
    assert told["body"]["for"] == "me"
    assert told["body"]["inbox"] == asking.receipts.Receipt(secret).inbox.recipient
    assert row.lookup == asking.receipts.Receipt(secret).lookup_hash
    assert row.account is None


def test_nothing_is_stored_and_no_cookie_tells_before_it_is_sent(behind, client):
    page = at_check(client, happening=STORY)
    assert set(client.cookies) <= {"csrftoken"}
    assert page["Cache-Control"] == "no-store"
    assert not Submission.objects.exists()


def test_the_page_with_the_secret_is_neither_kept_nor_compressed(behind, client):
    page = say(client, at_check(client, happening=STORY), "send")
    assert page["Cache-Control"] == "no-store, no-transform"
    assert "Content-Encoding" not in page


def test_the_same_form_sent_again_is_one_request_with_one_secret(behind, client):
    last = at_check(client, happening=STORY)
    first, second = say(client, last, "send"), say(client, last, "send")
    assert shown_secret(first) == shown_secret(second)
    assert Submission.objects.count() == 1


def test_a_form_changed_after_sending_loses_no_word(behind, client):
    last = at_check(client, happening=STORY)
    first = say(client, last, "send")
    back = say(client, last, "at:happening")
    changed = say(client, back, "next", answer=STORY + ", and again today")
    for _screen in range(40):
        if asking.open_up(carried(changed)["draft"]).at == "check":
            break
        changed = say(client, changed, "skip")
    second = say(client, changed, "send")
    assert shown_secret(first) != shown_secret(second)
    assert Submission.objects.count() == 2


def test_the_secret_is_typed_back_or_skipped_with_a_warning(behind, client):
    sent = say(client, at_check(client, happening=STORY), "send")
    secret = shown_secret(sent)
    wrong = say(client, sent, "typed", typed=" ".join(recovery.new().words("en")))
    assert wrong.status_code == 422
    assert "not this one" in wrong.content.decode()
    right = say(client, sent, "typed", typed=" ".join(secret.words("en")).upper())
    assert "What happens next" in right.content.decode()
    assert "Come back with your secret" in right.content.decode()
    skipped = say(client, sent, "skip")
    assert "Come back with your secret" not in skipped.content.decode()


def test_back_and_change_keep_what_was_typed(behind, client):
    page = at_check(client, until="happening")
    after = say(client, page, "next", answer=STORY)
    back = say(client, after, "back")
    assert STORY in back.content.decode()
    again = say(client, at_check(client, happening=STORY), "at:happening")
    assert STORY in again.content.decode()


def test_branches_ask_only_what_concerns_the_person(behind, client):
    shape = questions.form("help")
    child = at_check(client, **{"for": "child", "child_happening": "At school they wait for me"})
    asked = {one.key for one in questions.visible(shape, {"for": "child"})}
    assert "age" in asked
    assert "At school they wait for me" in child.content.decode()
    say(client, child, "send")
    answers = behind.arrived()[0]["body"]["answers"]
    assert set(answers) <= asked
    assert behind.arrived()[0]["body"]["for"] == "child"


def test_an_answer_to_a_question_that_closed_is_not_sent(behind, client):
    page = at_check(client, **{"for": "child", "child_happening": "a first try"})
    back = say(client, page, "at:for")
    page = say(client, back, "next", answer="me")
    while asking.open_up(carried(page)["draft"]).at != "check":
        draft = asking.open_up(carried(page)["draft"])
        page = say(client, page, "next" if draft.at == "happening" else "skip", answer=STORY)
    say(client, page, "send")
    assert "child_happening" not in behind.arrived()[0]["body"]["answers"]


def test_a_wrong_answer_comes_back_with_its_words(behind, client):
    page = at_check(client, until="for")
    wrong = say(client, page, "next", answer="nonsense")
    assert wrong.status_code == 422
    assert "errors" in wrong.content.decode()


def test_an_old_form_says_so_and_gives_back_what_was_typed(behind, client):
    page = client.post(ASK, {"draft": "gAAAAAB", "go": "next", "answer": STORY})
    assert page.status_code == 410
    assert STORY in page.content.decode()


def test_an_empty_form_cannot_be_sent(behind, client):
    page = say(client, at_check(client), "send")
    assert "nothing to send yet" in page.content.decode()
    assert not Submission.objects.exists()


def test_a_photograph_loses_where_and_when_and_evidence_stays_as_it_is(behind, client):
    told = photograph()
    page = at_check(client, until="files")
    page = client.post(
        ASK,
        carried(page)
        | {
            "go": "add",
            "photo": SimpleUploadedFile("IMG_20261122_Xalapa.jpg", told, "image/jpeg"),
            "evidence": SimpleUploadedFile("threat.jpg", told, "image/jpeg"),
        },
    )
    text = page.content.decode()
    assert "threat.jpg" in text
    assert "Xalapa" not in text
    while asking.open_up(carried(page)["draft"]).at != "check":
        page = say(client, page, "next")
    say(client, page, "send")
    row = Submission.objects.get()
    files = behind.arrived()[0]["body"]["files"]
    assert [one["kept"] for one in files] == ["clean", "evidence"]
    assert {blob.scope for blob in Blob.objects.all()} == {row.pk}
    cleaned, evidence = (open_blob(behind, one["blob"]) for one in files)
    assert evidence == told
    assert b"CanaryCam" in evidence
    assert b"CanaryCam" not in cleaned
    import hashlib

    assert files[1]["sha256"] == hashlib.sha256(told).hexdigest()
    assert files[0]["sha256"] == hashlib.sha256(cleaned).hexdigest()


def open_blob(behind, identifier):
    import io

    from django.core.files.storage import default_storage

    from amparo.ground.sealing import frames
    from amparo.ground.vault import keystore

    row = Blob.objects.get(pk=identifier)
    out = io.BytesIO()
    with default_storage.open(row.name, "rb") as stored:
        frames.unstored_stream(stored, out, keystore.secret(row.shred))
    return frames.unseal(out.getvalue(), behind.key.secret)


def test_a_file_can_be_taken_out_again(behind, client):
    page = at_check(client, until="files")
    upload = SimpleUploadedFile("threat.pdf", b"%PDF-1.4 words", "application/pdf")
    page = client.post(ASK, carried(page) | {"go": "add", "evidence": upload})
    blob = asking.open_up(carried(page)["draft"]).files[0]["blob"]
    page = say(client, page, f"drop:{blob}")
    assert asking.open_up(carried(page)["draft"]).files == []


def test_who_is_signed_in_is_joined_only_when_they_say_so(behind, client):
    from amparo.ground.identity.tests.factories import make_account, sign_in

    account = make_account(handle="nadia")
    sign_in(client, account)
    last = at_check(client, happening=STORY)
    assert "Note in my account" in last.content.decode()
    say(client, last, "send")
    assert Submission.objects.get().account is None
    say(client, at_check(client, happening=STORY), "send", tie="on")
    assert Submission.objects.filter(account=account).count() == 1


def test_without_anybody_behind_it_the_door_leads_to_other_places(db, client):
    vocabulary.load()
    answer = client.get(ASK)
    assert (answer.status_code, answer["Location"]) == (302, "/en/contact/")
    page = client.get("/en/contact/").content.decode()
    assert page.index("We cannot take requests for help here yet.") < page.index("Who can help")
    assert "tel:+35312100489" in page


def test_help_says_who_reads_when_and_that_nobody_has_looked(behind, client):
    from datetime import timedelta

    from django.utils import timezone

    door = behind.door
    door.reads, door.languages = {"en": "Two people of our protection team."}, ["en", "ar"]
    door.opened_at = timezone.now()
    door.save()
    page = client.get("/en/contact/").content.decode()
    assert "Two people of our protection team." in page
    assert "العربية" in page
    assert "Nobody has looked here" not in page
    assert page.index("Ask for help</a>") < page.index('id="front-line"')
    door.opened_at = timezone.now() - timedelta(hours=25)
    door.save()
    page = client.get("/en/contact/").content.decode()
    assert page.index("Nobody has looked here") < page.index('id="front-line"')
    assert page.index('id="front-line"') < page.index("Ask for help</a>")


def test_a_place_known_from_others_says_so(db, client):
    vocabulary.load()
    page = client.get("/en/contact/").content.decode()
    line = page[page.index('id="front-line"') : page.index('id="protectdefenders"')]
    assert "Written by others" in line
    assert "Arabic · English · French · Russian · Spanish" in line


@pytest.mark.parametrize("path", ["contact/", "contact/ask/", "contact/again/"])
def test_pages_for_somebody_in_danger_have_neutral_titles(behind, client, path):
    page = client.get(f"/en/{path}").content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.S)
    assert title
    assert title[1].strip() == "Contact"


def test_a_concern_about_our_own_people_passes_the_programme_by(db, client):
    vocabulary.load()
    standard.have_forms()
    behind = stand_behind("safeguarding")
    path = "/en/contact/concern/"
    page = client.get(path)
    assert "goes past our programme" in page.content.decode()
    draft = asking.open_up(carried(page)["draft"])
    shape = questions.form("safeguarding")
    key = next(one.key for one in shape.questions if one.kind == "long" and not one.shown_if)
    page = at_check(client, path, **{key: STORY})
    say(client, page, "send", path)
    assert behind.arrived()[0]["body"]["form"] == "safeguarding"
    assert draft.door == "safeguarding"


def test_what_was_typed_comes_along_when_the_sealing_program_fails(behind, client):
    page = client.post(ASK, {"go": "carry", "for": "me", "happening": STORY, "needs": "legal"})
    assert page.status_code == 200
    assert STORY in page.content.decode()
    assert asking.open_up(carried(page)["draft"]).at == "check"
