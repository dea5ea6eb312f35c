from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StrategyConfig(AppConfig):
    name = "amparo.direction.strategy"
    label = "strategy"
    search_kinds = {"strategy": _("Our strategy")}
