from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "amparo.capacity.press"
    label = "press"
