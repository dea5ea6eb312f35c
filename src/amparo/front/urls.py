"""Addresses of the front."""

from django.urls import path

from .views import desk, mine, public, set_up

app_name = "front"
urlpatterns = [
    path("", public.home, name="home"),
    path("learn/", public.learn, name="learn"),
    path("take-action/", public.take_action, name="take_action"),
    path("about/", public.about, name="about"),
    path("how-we-protect-you/", public.how_we_protect_you, name="how_we_protect_you"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("goodbye/", public.goodbye, name="goodbye"),
    path("set-up/", set_up.set_up, name="set_up"),
    path("me/", mine.my_page, name="my_page"),
    path("me/data/", mine.export, name="export"),
    path("me/data/amparo.json", mine.export_file, name="export_file"),
    path("me/delete/", mine.delete, name="delete"),
    path("interface/", desk.components, name="components"),
    path("desk/", desk.desk, name="desk"),
    path("desk/jobs/", desk.jobs, name="jobs"),
    path("desk/audit/", desk.audit, name="audit"),
    path("desk/organisation/", desk.organisation, name="organisation"),
    path("desk/words/", desk.words, name="words"),
    path("desk/words/<slug:kind>/new/", desk.add_entry, name="add_entry"),
    path("desk/words/<slug:kind>/<slug:slug>/", desk.edit_entry, name="edit_entry"),
]
