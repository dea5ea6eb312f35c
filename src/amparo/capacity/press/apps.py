from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PressConfig(AppConfig):
    name = "amparo.capacity.press"
    label = "press"
    search_kinds = {"publication": _("Publications"), "chapter": _("Chapters")}
