"""Untrusted input becomes clean values: what defenders type, send and bring back."""

from .asking import CheckForm, OtherEpochError, sealed_answer, sealed_request
from .inbox import AnswerForm, ReturnForm, sealed_visit

__all__ = [
    "AnswerForm",
    "CheckForm",
    "OtherEpochError",
    "ReturnForm",
    "sealed_answer",
    "sealed_request",
    "sealed_visit",
]
