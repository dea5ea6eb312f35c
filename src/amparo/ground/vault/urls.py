"""Where keys are made and vouched for, and where sealed files come and go."""

from django.urls import URLPattern

from .views import api, blobs, pages

app_name = "vault"
urlpatterns: list[URLPattern] = [*pages.patterns, *api.patterns, *blobs.patterns]
