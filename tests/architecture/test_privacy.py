"""Every field says whether it is public, internal, personal or sealed."""

import pytest
from django.apps import apps

KINDS = {"public", "internal", "personal", "sealed"}
OURS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.startswith("amparo.") and not model._meta.auto_created
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_declares_its_privacy(model):
    declared = vars(model).get("privacy", {})
    assert set(declared) == {field.name for field in model._meta.concrete_fields}
    assert set(declared.values()) <= KINDS


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_column_named_like_a_secret_is_never_public(model):
    secret = {
        name
        for name in (field.name for field in model._meta.concrete_fields)
        if any(word in name for word in ("password", "secret", "handle", "recovery"))
    }
    public = {name for name, kind in vars(model).get("privacy", {}).items() if kind == "public"}
    assert secret & public == set()
