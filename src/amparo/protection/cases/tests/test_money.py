"""Finance sees sums and nothing else; nobody else sees sums."""

from decimal import Decimal

import pytest
from django.test import Client

from amparo.ground.identity.models import Role
from amparo.ground.identity.tests.factories import make_account, sign_in
from amparo.protection.cases import actions, queries
from amparo.protection.cases.models import LedgerLine
from amparo.protection.cases.queries import ledger as money

from .factories import do, make_case, person

pytestmark = pytest.mark.django_db
LINE = {
    "verb": "ledger.add", "reference": "ABCDEF2345", "grant_code": "EU-2026/7",
    "day": "2026-11-01", "amount": "120.50", "currency": "EUR",
}  # fmt: skip


@pytest.fixture
def alice():
    return person("alice", Role.CASEWORKER)


@pytest.fixture
def finn():
    return make_account("finn", roles=[Role.FINANCE])


def test_a_sum_is_added_once_by_its_reference(alice):
    assert do(alice, **LINE) == do(alice, **LINE)
    with pytest.raises(actions.BatchRefusedError):
        do(alice, **{**LINE, "amount": "121"})
    row = LedgerLine.objects.get()
    assert (str(row.amount), row.state) == ("120.50", "planned")


def test_a_corrected_cost_changes_its_line_and_the_sums_and_what_it_was_is_kept(alice, finn):
    do(alice, **LINE)
    actions.change_line(LedgerLine.objects.get(), state="approved", receipt="", by=finn)
    was = {name: LINE[name] for name in ("grant_code", "amount", "currency")}
    told = {"verb": "ledger.correct", "reference": LINE["reference"], **was, "amount": "99"}
    assert do(alice, **told, was=was) == do(alice, **told, was=was)
    row = LedgerLine.objects.get()
    assert (str(row.amount), row.state) == ("99.00", "planned")
    assert [one.amount for one in money.sums(finn, money.Filter())] == [Decimal(99)]
    assert [str(one.amount) for one in money.corrections(row)] == ["120.50"]
    client = Client()
    sign_in(client, finn)
    page = client.get(f"/en/desk/money/{row.id}/").content.decode()
    assert "120.50" in page
    with pytest.raises(actions.BatchRefusedError, match="Somebody corrected"):
        do(alice, **{**told, "amount": "98"}, was=was)
    assert str(LedgerLine.objects.get().amount) == "99.00"


@pytest.mark.parametrize("state", ["paid", "receipted", "cancelled"])
def test_what_was_paid_is_not_corrected_from_a_case(alice, state):
    do(alice, **LINE)
    LedgerLine.objects.update(state=state)
    was = {name: LINE[name] for name in ("grant_code", "amount", "currency")}
    told = {"verb": "ledger.correct", "reference": LINE["reference"], **was}
    with pytest.raises(actions.BatchRefusedError, match="another action"):
        do(alice, **{**told, "amount": "1"}, was=was)
    assert do(alice, **told, was=was)["state"] == state
    with pytest.raises(actions.BatchRefusedError):
        do(alice, **{**told, "reference": "ZZZZZZZZZZ"}, was=was)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reference": "Maria"}, {"reference": "abc"}, {"grant_code": ""},
        {"grant_code": "for Maria's ticket; urgent"}, {"currency": "euro"}, {"currency": "eur"},
        {"amount": "-1"}, {"amount": "1.999"}, {"amount": "NaN"}, {"amount": "a lot"},
        {"day": "yesterday"},
    ],
)  # fmt: skip
def test_a_sum_with_a_story_is_refused(alice, wrong):
    with pytest.raises(actions.BatchRefusedError):
        do(alice, **{**LINE, **wrong})


def test_the_audit_trail_does_not_join_a_sum_to_a_case(alice):
    from amparo.ground.record.models import AuditEvent

    make_case(alice)
    do(alice, **LINE)
    assert AuditEvent.objects.get(verb="cases.ledger_added").object_id == ""


def test_a_sum_goes_step_by_step_and_needs_its_receipt(alice, finn):
    do(alice, **LINE)
    row = LedgerLine.objects.get()
    for state in ("paid", "receipted", "planned"):
        if state != row.state:
            with pytest.raises(actions.RefusedError):
                actions.change_line(row, state=state, receipt="", by=finn)
    for state in ("approved", "paid"):
        row = actions.change_line(row, state=state, receipt="", by=finn)
    with pytest.raises(actions.RefusedError):
        actions.change_line(row, state="receipted", receipt="", by=finn)
    row = actions.change_line(row, state="receipted", receipt="A-17", by=finn)
    assert (row.state, row.receipt) == ("receipted", "A-17")


def test_sums_are_per_grant_and_currency_without_what_was_cancelled(alice, finn):
    for number, (amount, currency, code) in enumerate(
        [("10", "EUR", "A"), ("5.50", "EUR", "A"), ("7", "USD", "A"), ("1", "EUR", "B")]
    ):
        do(
            alice,
            **{
                **LINE,
                "reference": f"ABCDEF234{number + 2}",
                "amount": amount,
                "currency": currency,
                "grant_code": code,
            },
        )
    LedgerLine.objects.filter(grant_code="B").update(state="cancelled")
    told = [
        (one.grant_code, one.currency, one.lines, one.amount)
        for one in money.sums(finn, money.Filter())
    ]
    assert told == [("A", "EUR", 2, Decimal("15.50")), ("A", "USD", 1, Decimal(7))]


def test_finance_opens_the_ledger_and_nothing_else_of_cases(alice, finn):
    do(alice, **LINE)
    client = sign_in(Client(), finn)
    page = client.get("/en/desk/money/?grant=EU-2026/7&state=planned&since=2026-01-01")
    assert "ABCDEF2345" in page.content.decode()
    assert "ABCDEF2345" not in client.get("/en/desk/money/?state=paid").content.decode()
    assert "ABCDEF2345" in client.get("/en/desk/money/ledger.csv").content.decode()
    row = LedgerLine.objects.get()
    path = f"/en/desk/money/{row.id}/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"state": "receipted", "receipt": ""}).status_code == 200
    assert client.post(path, {"state": "approved", "receipt": ""}).status_code == 302
    assert LedgerLine.objects.get().state == "approved"
    for elsewhere in ("overview/", "emergency/"):
        assert client.get(f"/en/desk/cases/api/{elsewhere}").status_code == 404
    assert client.get("/en/desk/notices/").status_code == 404
    assert queries.overview(finn)["cases"] == []


def test_a_caseworker_sees_no_sum(alice):
    do(alice, **LINE)
    client = sign_in(Client(), alice.account)
    for path in ("", "ledger.csv", f"{LedgerLine.objects.get().id}/"):
        assert client.get(f"/en/desk/money/{path}").status_code == 404


def test_a_cell_is_no_formula():
    assert queries.safe_cells(["=1+1", "@x", "-3", "7", ""]) == ["'=1+1", "'@x", "'-3", "7", ""]


def test_the_ledger_asks_as_often_for_thirty_lines_as_for_one(alice, finn):
    client = sign_in(Client(), finn)
    do(alice, **LINE)
    asked = _count(client)
    for number in range(30):
        reference = "ABCDEF" + "234567"[number // 6] + "234567"[number % 6]
        do(alice, **{**LINE, "reference": reference})
    assert _count(client) == asked


def _count(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        assert client.get("/en/desk/money/").status_code == 200
    return len(asked)
