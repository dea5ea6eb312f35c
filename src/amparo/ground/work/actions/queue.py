"""The queue: django-q2's broker on our own database, in its own words.

A message is a row of `django_q_ormq` whose payload is a job's number and nothing else. The broker
hands it to one worker and hides it until its lock passes; a worker that is alive moves the lock on
(the broker has no word for that, so it is done here), and one that dies lets it pass.
"""

import datetime
from functools import cache

from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.models import OrmQ

QUEUE = "amparo"


@cache
def broker() -> ORM:
    """The broker of this process; it keeps no connection of its own."""
    return ORM(list_key=QUEUE)


def lease_seconds() -> int:
    """How long a message stays hidden without a sign of life (Q_CLUSTER["retry"])."""
    return int(Conf.RETRY)


def hide(message: int, seconds: float) -> bool:
    """Keep a message from every worker for so many seconds; False if it is no longer there."""
    until = timezone.now() + datetime.timedelta(seconds=seconds)
    return bool(OrmQ.objects.filter(pk=message).update(lock=until))
