"""Addresses of this room."""

from .views import api

app_name = "fellowships"
urlpatterns = [
    *api.patterns,
]
