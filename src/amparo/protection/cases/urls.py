"""Addresses of this room. Help pages have plain names: an address bar is read over a shoulder."""

from .views import api, asking, desk, doors, figures, inbox, ledger, notices, referrals

app_name = "cases"
urlpatterns = [
    *asking.patterns,
    *inbox.patterns,
    *api.patterns,
    *desk.patterns,
    *doors.patterns,
    *ledger.patterns,
    *figures.patterns,
    *notices.patterns,
    *referrals.patterns,
]
