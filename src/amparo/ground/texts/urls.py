"""Addresses of this room, under `translate/`."""

from django.urls import include, path

from . import views
from .views import packages

app_name = "texts"
ONE = "<int:project>/<str:tag>/"
urlpatterns = [
    path("", views.projects, name="projects"),
    path("glossary/", views.glossary, name="glossary"),
    path("glossary/add/", views.add_concept, name="add_concept"),
    path("glossary/import/", views.import_glossary, name="import_glossary"),
    path("glossary/<int:concept>/", views.concept, name="concept"),
    path("<int:project>/", views.project, name="project"),
    path("<int:project>/open/", views.open_language, name="open_language"),
    path(ONE, views.language, name="language"),
    path(f"{ONE}close/", views.close, name="close"),
    path(f"{ONE}credit/", views.credit, name="credit"),
    path(f"{ONE}next/", views.onward, name="onward"),
    path(f"{ONE}words/", views.words, name="words"),
    path(f"{ONE}words/<int:text>/", views.words, name="chapter"),
    path(f"{ONE}segment/<int:segment>/", views.segment, name="segment"),
    path(f"{ONE}packages/", include(packages.urlpatterns)),
]
