from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "amparo.protection.cases"
    label = "cases"
