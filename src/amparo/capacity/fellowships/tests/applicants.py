"""Somebody who applies, comes back or vouches, as a browser without JavaScript does it."""

import html
import re
import uuid
from typing import Any

from amparo.capacity.fellowships.actions import writing
from amparo.capacity.fellowships.models import Application, Call, Letter, Reference
from amparo.ground.questions.actions import put_form
from amparo.ground.sealing import canonical, frames, receipts, recovery
from amparo.ground.vault import actions as vault
from amparo.ground.vault import queries as vault_queries
from amparo.ground.vault.tests.people import Person, open_frame, sealed, today

from .factories import make_call

AGAIN, VOUCH = "/en/fellowships/again/", "/en/fellowships/reference/"
HIDDEN = re.compile(r'name="(draft|visit)" value="([^"]+)"')
STORY = "We keep the river Xanil free of mercury"
ANSWERS = {"name": "Nadia", "work": STORY, "agree": "yes"}
SPEC: dict[str, Any] = {
    "name": {"en": "Applying"},
    "readers": ["fellowships"],
    "questions": [
        {"key": "name", "kind": "text", "required": True, "label": {"en": "Your name?"}},
        {
            "key": "work",
            "kind": "long",
            "limit": 12,
            "required": True,
            "label": {"en": "What do you do?", "ar": "ماذا تفعل؟"},
        },
        {"key": "more", "kind": "text", "label": {"en": "Anything else?"}},
        {"key": "files", "kind": "files", "limit": 2, "label": {"en": "Any files?"}},
        {"key": "agree", "kind": "consent", "required": True, "label": {"en": "May we read it?"}},
    ],
}
ASKED: dict[str, Any] = {
    "name": {"en": "Vouching"},
    "readers": ["fellowships"],
    "questions": [
        {"key": "referee", "kind": "text", "required": True, "label": {"en": "Who are you?"}},
        {"key": "why", "kind": "long", "label": {"en": "Why should they take part?"}},
    ],
}


def have_forms() -> None:
    """Small forms of each kind."""
    put_form("apply-small", SPEC)
    put_form("vouch-small", ASKED)
    put_form("follow-small", ASKED | {"name": {"en": "How have you been?"}})


def open_call(by: Person, **more: Any) -> Call:
    """A call that asks these forms, open for a week."""
    have_forms()
    asks: dict[str, Any] = {
        "form": "apply-small",
        "reference_form": "vouch-small",
        "follow_up_form": "follow-small",
        "blind": ["work"],
        "references_wanted": 1,
    }
    return make_call(by, **asks | more)


def path_of(call: Call) -> str:
    return f"/en/fellowships/{call.slug}/apply/"


def carried(page: Any) -> dict[str, str]:
    """The sealed field of a screen, as its form sends it back."""
    found = HIDDEN.search(page.content.decode())
    assert found, page.content.decode()[-2000:]
    return {found[1]: found[2]}


def go(client: Any, page: Any, verb: str = "next", path: str = AGAIN, **fields: Any) -> Any:
    """Sends a screen on."""
    return client.post(path, carried(page) | {"go": verb} | fields)


def shown(page: Any) -> recovery.Secret:
    """The secret or code on a page."""
    return recovery.read("".join(re.findall(r"<span>(\d{4})</span>", page.content.decode())))


def begin(client: Any, call: Call, *, writes_down: bool = True) -> tuple[Any, recovery.Secret]:
    """The first question, and the secret that was shown before it."""
    page = client.post(path_of(call), {"go": "begin"})
    secret = shown(page)
    if writes_down:
        typed = {"typed": " ".join(secret.groups())}
        return go(client, page, "typed", path_of(call), **typed), secret
    return go(client, page, "skip", path_of(call)), secret


def at(page: Any) -> writing.Writing:
    """What the form of a screen carries."""
    return writing.open_up(carried(page)["draft"])


def walk(client: Any, call: Call, page: Any, until: str = "check", **answers: str) -> Any:
    """Goes on from screen to screen, answering by key, up to one."""
    for _screen in range(30):
        draft = at(page)
        if draft.at == until:
            return page
        said = answers.get(draft.at)
        fields = {"answer": said} if said else {}
        page = go(client, page, "next" if said else "skip", path_of(call), **fields)
        assert page.status_code == 200, words(page)
    raise AssertionError(at(page).at)


def apply(client: Any, call: Call, **answers: str) -> tuple[Application, recovery.Secret]:
    """Begins, answers, sends."""
    page, secret = begin(client, call)
    page = walk(client, call, page, **(ANSWERS | answers))
    page = go(client, page, "send", path_of(call))
    assert "It is sent" in words(page), words(page)
    return by_secret(secret), secret


def by_secret(secret: recovery.Secret) -> Application:
    return Application.objects.get(lookup=receipts.Receipt(secret).lookup_hash)


def come_back(client: Any, secret: recovery.Secret, path: str = AGAIN) -> Any:
    return client.post(path, {"secret": " ".join(secret.groups())})


def words(page: Any) -> str:
    """A page's text, as people read it."""
    return html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode()))


def opened_own(application: Application, secret: recovery.Secret) -> canonical.Payload:
    """The applicant's own copy, as their browser reads it."""
    frame = vault_queries.give(bytes(application.own or b""), application.shred)
    key = receipts.Receipt(secret).inbox.secret
    return canonical.read_payload(frames.unseal(frame, key))


def opened(by: Person, row: Application | Letter | Reference) -> canonical.Payload:
    """What somebody of the office reads of a frame."""
    shred = row.shred if isinstance(row, Application) else row.application.shred
    return open_frame(by, row.epoch_id, vault_queries.give(bytes(row.frame or b""), shred))


def write_to(by: Person, application: Application, said: str, *, scope: Any = None) -> Letter:
    """A letter of the office, sealed to the applicant, as its program does it."""
    epoch = vault_queries.living_epoch(application.call_id)
    assert epoch is not None
    inbox = opened(by, application).body["inbox"]
    identifier = uuid.uuid4()
    frame = sealed(
        inbox, by, scope=scope or application.pk, epoch=epoch.pk, item=identifier, kind="letter",
        body={"words": said, "kind": "words"},
    )  # fmt: skip
    return Letter.objects.create(
        id=identifier,
        application=application,
        direction=Letter.Direction.TO_APPLICANT,
        frame=vault.keep(frame, application.shred),
        token=uuid.uuid4().hex * 2,
        day=today(),
    )
