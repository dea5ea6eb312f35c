from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "amparo.direction.strategy"
    label = "strategy"
