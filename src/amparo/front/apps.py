from django.apps import AppConfig


class FrontConfig(AppConfig):
    name = "amparo.front"
    label = "front"
