"""Which jobs there are, and which function a name means.

This room stands below identity and knows no accounts: whoever shows jobs asks first whether the
reader may see them.
"""

import datetime
import importlib
import importlib.util
import inspect
from collections.abc import Callable, Iterator
from types import ModuleType

from django.apps import apps
from django.core.paginator import Page, Paginator

from .models import Job, Schedule, Worker


class UnknownJobError(LookupError):
    """No room has a job of that name."""


def _modules() -> Iterator[tuple[str, ModuleType]]:
    """The label and the jobs module of every room that has one."""
    for app in apps.get_app_configs():
        name = f"{app.name}.jobs"
        if app.name.startswith("amparo.") and importlib.util.find_spec(name):
            yield app.label, importlib.import_module(name)


def known() -> dict[str, Callable[..., None]]:
    """Every job's name and function: the public functions of each room's jobs.py."""
    return {
        f"{label}.{name}": function
        for label, module in _modules()
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
    }


def resolve(name: str) -> Callable[..., None]:
    """The function that "press.rebuild" means: `rebuild` in the jobs.py of the room "press".

    Raises UnknownJobError.
    """
    label, _, function_name = name.partition(".")
    try:
        module_name = f"{apps.get_app_config(label).name}.jobs"
    except LookupError as unknown:
        raise UnknownJobError(name) from unknown
    if importlib.util.find_spec(module_name) is None:
        raise UnknownJobError(name)
    module = importlib.import_module(module_name)
    function = getattr(module, function_name, None)
    if not inspect.isfunction(function) or function_name.startswith("_"):
        raise UnknownJobError(name)
    return function


def schedules() -> list[Schedule]:
    """Every schedule of every room."""
    return [schedule for _, module in _modules() for schedule in getattr(module, "SCHEDULES", [])]


def jobs(page: int = 1, *, size: int = 50, state: str = "", name: str = "") -> Page[Job]:
    """One page of jobs, newest first; a page out of range gives the nearest one.

    `state` is a value of Job.State, `name` a job's name; empty means all.
    """
    rows = Job.objects.order_by("-id")
    if state:
        rows = rows.filter(state=state)
    if name:
        rows = rows.filter(name=name)
    return Paginator(rows, size).get_page(page)


def job(job_id: int) -> Job | None:
    """One job, or None."""
    return Job.objects.filter(pk=job_id).first()


def failed() -> int:
    """How many jobs were given up."""
    return Job.objects.filter(state=Job.State.FAILED).count()


def unfinished() -> int:
    """How many jobs are waiting or running."""
    return Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).count()


def last_seen() -> datetime.datetime | None:
    """When a worker last said that it is alive; None if none ever did."""
    newest = Worker.objects.order_by("-seen").first()
    return newest.seen if newest else None
