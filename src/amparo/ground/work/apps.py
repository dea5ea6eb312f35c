from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "amparo.ground.work"
    label = "work"
