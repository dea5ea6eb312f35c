"""The fellowships room."""

from django.apps import AppConfig


class FellowshipsConfig(AppConfig):
    """Calls, applications, panels, cohorts and fellowships."""

    name = "amparo.capacity.fellowships"
    label = "fellowships"
