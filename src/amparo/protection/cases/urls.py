"""Addresses of this room. Help pages have plain names: an address bar is read over a shoulder."""

from .views import asking

app_name = "cases"
urlpatterns = [*asking.patterns]
