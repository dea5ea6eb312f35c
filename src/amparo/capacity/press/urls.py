"""Addresses of this room, under `library/`."""

from django.urls import path

from . import views

app_name = "press"
urlpatterns = [
    path("", views.library, name="library"),
    path("desk/", views.desk, name="desk"),
    path("desk/new/", views.new, name="new"),
    path("desk/<slug:slug>/", views.manage, name="manage"),
    path("desk/<slug:slug>/<int:number>/", views.step, name="step"),
    path("desk/<slug:slug>/<int:number>/release/", views.release, name="release"),
    path("desk/<slug:slug>/findings/<int:pk>/", views.waive, name="waive"),
    path("desk/<slug:slug>/notice/", views.notice, name="notice"),
    path("desk/<slug:slug>/words/", views.words, name="words"),
    path("desk/<slug:slug>/bring/", views.bring, name="bring"),
    path("desk/<slug:slug>/figures/", views.figures, name="figures"),
    path("desk/<slug:slug>/chapters/", views.chapters, name="chapters"),
    path("desk/<slug:slug>/chapters/<slug:chapter>/", views.edit, name="edit"),
    path("desk/<slug:slug>/chapters/<slug:chapter>/before/", views.revisions, name="revisions"),
    path("<slug:slug>/", views.publication, name="publication"),
    path("<slug:slug>/files/<str:tag>.html", views.one_file, name="one_file"),
    path("<slug:slug>/figures/<str:name>", views.figure, name="figure"),
    path("<slug:slug>/<slug:chapter>/", views.chapter, name="chapter"),
    path("<slug:slug>/<slug:chapter>/<int:page>/", views.chapter, name="chapter_page"),
]
