"""Untrusted input becomes clean values: what defenders type, send and bring back."""

from .asking import (
    CheckForm,
    OtherEpochError,
    TypedBackForm,
    WholeForm,
    answer_form,
    sealed_answer,
    sealed_request,
    shown_value,
)
from .inbox import AnswerForm, ReturnForm, sealed_visit

__all__ = [
    "AnswerForm",
    "CheckForm",
    "OtherEpochError",
    "ReturnForm",
    "TypedBackForm",
    "WholeForm",
    "answer_form",
    "sealed_answer",
    "sealed_request",
    "sealed_visit",
    "shown_value",
]
