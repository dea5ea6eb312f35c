from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "amparo.ground.vault"
    label = "vault"

    def ready(self) -> None:
        """The pages of people and organisations, below, show how far their keys have come."""
        from amparo.ground.identity.queries import Beside, say_beside  # noqa: PLC0415

        from .queries.beside import keys_of, organisations_keys  # noqa: PLC0415 - models first

        say_beside(Beside(keys_of, organisations_keys))
