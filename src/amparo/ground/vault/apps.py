from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "amparo.ground.vault"
    label = "vault"
