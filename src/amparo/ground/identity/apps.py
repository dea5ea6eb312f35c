from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "amparo.ground.identity"
    label = "identity"
