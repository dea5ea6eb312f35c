"""Addresses of this room."""

from django.urls import path

from . import views

app_name = "strategy"
urlpatterns = [
    path("", views.framework, name="framework"),
    path("words/", views.reword_framework, name="reword_framework"),
    path("words/<slug:code>/", views.reword_commitment, name="reword_commitment"),
]
