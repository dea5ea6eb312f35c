"""Addresses of this room. A call's slug may be any word: what is fixed comes first."""

from .views import (
    again,
    api,
    applying,
    calls,
    desk,
    money,
    offline,
    public,
    references,
    sealed,
    solving,
)

app_name = "fellowships"
urlpatterns = [
    *api.patterns,
    *solving.patterns,
    *desk.patterns,
    *calls.patterns,
    *money.patterns,
    *applying.patterns,
    *again.patterns,
    *references.patterns,
    *sealed.patterns,
    *offline.patterns,
    *public.patterns,
    *public.last,
]
