from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "amparo.ground.sealing"
    label = "sealing"
