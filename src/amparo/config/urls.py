"""Where every address leads: one line a room.

All pages live under a language (`/ar/library/`); only `/`, the quick exit's neutral form, the short
addresses printed in files and static files do not.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from amparo.capacity.press.urls import short_addresses
from amparo.front import views as front
from amparo.ground.identity.urls import allauth_names

urlpatterns = [
    path("", front.choose_language, name="choose_language"),
    path("k/", include(short_addresses)),
    *i18n_patterns(
        # First: each address before one's own is tried, and nobody should wait less.
        path("", include("amparo.protection.cases.urls")),
        path("", include("amparo.front.urls")),
        path("", include("amparo.ground.interface.urls")),
        path("", include("amparo.ground.identity.urls")),
        path("", include("amparo.ground.vault.urls")),
        path("", include(allauth_names)),
        path("search/", include("amparo.ground.search.urls")),
        path("library/", include("amparo.capacity.press.urls")),
        path("", include("amparo.capacity.fellowships.urls")),
        path("translate/", include("amparo.ground.texts.urls")),
        path("desk/forms/", include("amparo.ground.questions.urls")),
        path("our-strategy/", include("amparo.direction.strategy.urls")),
    ),
]

handler400 = "amparo.front.views.bad_request"
handler403 = "amparo.front.views.forbidden"
handler404 = "amparo.front.views.not_found"
handler500 = "amparo.front.views.server_error"
