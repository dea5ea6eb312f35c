from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "amparo.ground.record"
    label = "record"
