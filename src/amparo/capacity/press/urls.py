"""Addresses of this room, under `library/`."""

from django.urls import path

from . import views

app_name = "press"
urlpatterns = [
    path("", views.library, name="library"),
    path("files/", views.take_library, name="take_library"),
    path("files/news.atom", views.news, name="news"),
    path("files/opds/", views.catalogue, name="catalogue"),
    path("files/opds/<str:tag>/", views.shelf, name="shelf"),
    path("files/key/", views.key, name="key"),
    path("files/key/minisign.pub", views.public_key, name="public_key"),
    path("files/current/<slug:code>/", views.current, name="current"),
    path("files/counts/", views.counts, name="counts"),
    path("files/<str:tag>/<str:name>", views.library_file, name="library_file"),
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
    path("<slug:slug>/files/", views.take, name="take"),
    path("<slug:slug>/files/<str:tag>.html", views.one_file, name="one_file"),
    path("<slug:slug>/files/<str:tag>/<str:name>", views.file, name="file"),
    path("<slug:slug>/figures/<str:name>", views.figure, name="figure"),
    path("<slug:slug>/<slug:chapter>/", views.chapter, name="chapter"),
    path("<slug:slug>/<slug:chapter>/<int:page>/", views.chapter, name="chapter_page"),
]

# Outside the languages: what is printed in a file must be short.
short_addresses = [path("<slug:code>", views.short, name="short")]
