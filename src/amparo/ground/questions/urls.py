"""Addresses of this room; it stands under desk/forms/."""

from django.urls import path

from . import views

app_name = "questions"
urlpatterns = [
    path("", views.forms_page, name="forms"),
    path("<slug:slug>/", views.form_page, name="form"),
    path("<slug:slug>/begin/", views.begin, name="begin"),
    path("<slug:slug>/draft/", views.draft, name="draft"),
    path("<slug:slug>/draft/new/", views.add, name="add"),
    path("<slug:slug>/draft/questions/<slug:key>/", views.edit, name="edit"),
    path("<slug:slug>/<slug:version>/preview/", views.preview, name="preview"),
    path("<slug:slug>/<slug:version>/compare/", views.compare, name="compare"),
]
