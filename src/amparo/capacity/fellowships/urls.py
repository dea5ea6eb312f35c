"""Addresses of this room. A call's slug may be any word: what is fixed comes first."""

from .views import api, calls, desk, money, public

app_name = "fellowships"
urlpatterns = [
    *api.patterns,
    *desk.patterns,
    *calls.patterns,
    *money.patterns,
    *public.patterns,
    *public.last,
]
