"""Addresses of this room, under `library/`."""

from django.urls import path

from . import views

app_name = "press"
urlpatterns = [
    path("", views.library, name="library"),
    path("desk/", views.desk, name="desk"),
    path("desk/<slug:slug>/", views.manage, name="manage"),
    path("desk/<slug:slug>/<int:number>/", views.step, name="step"),
    path("<slug:slug>/", views.publication, name="publication"),
    path("<slug:slug>/files/<str:tag>.html", views.one_file, name="one_file"),
    path("<slug:slug>/figures/<str:name>", views.figure, name="figure"),
    path("<slug:slug>/<slug:chapter>/", views.chapter, name="chapter"),
    path("<slug:slug>/<slug:chapter>/<int:page>/", views.chapter, name="chapter_page"),
]
