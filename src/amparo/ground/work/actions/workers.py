"""Workers say that they are alive."""

from uuid import UUID

from django.utils import timezone

from amparo.ground.work.models import Worker


def alive(worker_id: UUID) -> None:
    """Write that this worker lives; call it every few seconds."""
    now = timezone.now()
    Worker.objects.update_or_create(
        pk=worker_id, defaults={"seen": now}, create_defaults={"started": now, "seen": now}
    )


def gone(worker_id: UUID) -> None:
    """Write that this worker ended, cleanly."""
    Worker.objects.filter(pk=worker_id).delete()
