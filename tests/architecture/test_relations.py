"""Rows point down, as imports do."""

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.house import may_use, room_of

OURS = [model for model in apps.get_models() if model.__module__.startswith("amparo.")]
WORK_NOT_PEOPLE = {("vocabulary", "PriorityGroup")}
ABOUT_PEOPLE = {"identity", "cases", "academy"}


def _relations():
    for model in OURS:
        for field in model._meta.get_fields(include_hidden=False):
            if field.is_relation and not field.auto_created and field.related_model is not None:
                yield model, field


def test_there_are_rows_and_relations_to_look_at():
    assert len(OURS) > 10
    assert sum(1 for _ in _relations()) > 10


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_row_points_to_a_room_above_it(model):
    own = room_of(model._meta.app_label)
    upward = []
    for owner, field in _relations():
        if owner is not model:
            continue
        other = room_of(field.related_model._meta.app_label)
        if other is not None and own is not None and not may_use(own, other):
            upward.append(f"{field.name} -> {field.related_model._meta.label}")
    assert upward == []


def test_nothing_about_a_person_points_at_a_priority_group():
    pointing = [
        f"{model._meta.label}.{field.name}"
        for model, field in _relations()
        if (field.related_model._meta.app_label, field.related_model.__name__) in WORK_NOT_PEOPLE
        and model._meta.app_label in ABOUT_PEOPLE
    ]
    assert pointing == []


def test_no_row_keeps_when_somebody_last_signed_in_or_where_from():
    told = {"last_login", "ip", "ip_address", "user_agent", "remote_addr", "address"}
    kept = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and field.name in told
    ]
    assert kept == []
