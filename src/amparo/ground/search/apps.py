from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "amparo.ground.search"
    label = "search"
