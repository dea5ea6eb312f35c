"""Django's session engine on our own table: the cookie's key is hashed, the content sealed."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, router, transaction
from django.utils import timezone

from amparo.ground.sealing import rest

from .models import Session

PURPOSE = "identity/session"


def hashed(key: str) -> str:
    """What is stored of a cookie's key."""
    return hashlib.sha256(key.encode()).hexdigest()


class SessionStore(SessionBase):
    """Looked up by the hash of its key; content sealed; days instead of moments."""

    def _row(self) -> Session | None:
        if not self.session_key:
            return None
        return Session.objects.filter(
            key_hash=hashed(self.session_key), expires__gt=timezone.now()
        ).first()

    def load(self) -> dict[str, Any]:
        row = self._row()
        if row is None:
            self._session_key = None
            return {}
        today = timezone.now().date()
        if row.seen != today:
            Session.objects.filter(pk=row.pk).update(seen=today)
        return self.decode(row.content)

    def encode(self, session_dict: dict[str, Any]) -> str:
        return rest.seal(PURPOSE, json.dumps(session_dict).encode())

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        token = session_data.decode() if isinstance(session_data, bytes) else session_data
        try:
            content: dict[str, Any] = json.loads(rest.unseal(PURPOSE, token))
        except rest.UnreadableError:
            return {}
        return content

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(key_hash=hashed(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def _expires(self) -> datetime:
        """Short sessions to the second; long ones to the end of a day, which tells less."""
        expires: datetime = self.get_expiry_date()
        if expires - timezone.now() < timedelta(days=1):
            return expires
        return expires.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        content = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        account = content.get("_auth_user_id")
        today = timezone.now().date()
        values = {
            "account_id": int(account) if account else None,
            "content": self.encode(content),
            "seen": today,
            "expires": self._expires(),
        }
        key_hash = hashed(self.session_key)
        using = router.db_for_write(Session)
        if must_create:
            try:
                with transaction.atomic(using=using):
                    Session.objects.create(key_hash=key_hash, created=today, **values)
            except IntegrityError as taken:
                raise CreateError from taken
        elif not Session.objects.filter(key_hash=key_hash).update(**values):
            # Ended from elsewhere while this request ran: it must not come back to life.
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(key_hash=hashed(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires__lte=timezone.now()).delete()
