"""Addresses of this room."""

from .views import api, desk

app_name = "fellowships"
urlpatterns = [
    *api.patterns,
    *desk.patterns,
]
