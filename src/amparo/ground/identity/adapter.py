"""What Django and allauth ask of us: no address, no agent, no mail; secrets sealed at rest."""

import threading
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from amparo.ground.interface import queries as interface
from amparo.ground.sealing import rest

from .models import Account

TOTP_PURPOSE = "identity/totp"


def proved_recently(request: HttpRequest) -> bool:
    """Whether this browser gave a passphrase or a passkey within the last ten minutes."""
    records = get_authentication_records(request, request.user)
    if not records:
        return False
    return bool(time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT)


class Passphrases(Argon2PasswordHasher):
    """Argon2, one passphrase at a time in a process: each takes 100 MB of memory while it lasts."""

    turn = threading.Lock()

    def encode(self, password: str, salt: str) -> str:
        with self.turn:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with self.turn:
            return super().verify(password, encoded)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in without anything that could tell where somebody is."""

    def get_client_ip(self, _request: HttpRequest) -> str:
        return ""

    def get_http_user_agent(self, _request: HttpRequest) -> str:
        return ""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guessing is slowed in `actions.throttles`; allauth's own counters keep addresses."""

    def send_mail(self, *_mail: Any) -> None:
        raise AssertionError("Nobody here has an address to write to.")

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def is_safe_url(self, url: str) -> bool:
        """Only a path of ours: our other names, ports and plain http are somewhere else."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def login(self, request: HttpRequest, user: Account) -> None:
        super().login(request, user)
        # Before sign-in a session lasts minutes; from now on, its full time.
        request.session.set_expiry(None)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if getattr(request.user, "owes_second_factor", False):
            return reverse("identity:second_factor")
        return str(super().get_login_redirect_url(request))

    def is_reauthentication_required(self, **_asked: Any) -> bool:
        return not proved_recently(self.request)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """TOTP secrets sealed with a key outside the database; passkeys named after the house."""

    def encrypt(self, text: str) -> str:
        return rest.seal(TOTP_PURPOSE, text.encode())

    def decrypt(self, encrypted_text: str) -> str:
        return rest.unseal(TOTP_PURPOSE, encrypted_text).decode()

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def _get_site_name(self) -> str:
        return interface.installation().name

    def _get_user_identifier(self, user: Account) -> str:
        return user.handle
