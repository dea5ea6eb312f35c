from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "amparo.ground.texts"
    label = "texts"
