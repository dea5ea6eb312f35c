from django.apps import AppConfig


class VocabularyConfig(AppConfig):
    name = "amparo.ground.vocabulary"
    label = "vocabulary"
