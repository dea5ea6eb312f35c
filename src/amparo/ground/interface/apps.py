from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    name = "amparo.ground.interface"
    label = "interface"
