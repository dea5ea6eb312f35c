"""What django-allauth asks of us: no address, no agent, no mail; secrets sealed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from amparo.ground.sealing import rest

TOTP_PURPOSE = "identity/totp"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def get_client_ip(self, _request: HttpRequest) -> str:
        return ""

    def get_http_user_agent(self, _request: HttpRequest) -> str:
        return ""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guessing is slowed in `actions.throttles`; allauth's own counters keep addresses."""

    def send_mail(self, *_mail: Any) -> None:
        raise AssertionError("Nobody here has an address to write to.")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return rest.seal(TOTP_PURPOSE, text.encode())

    def decrypt(self, encrypted_text: str) -> str:
        return rest.unseal(TOTP_PURPOSE, encrypted_text).decode()
