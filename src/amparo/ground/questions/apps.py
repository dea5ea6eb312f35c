from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "amparo.ground.questions"
    label = "questions"
