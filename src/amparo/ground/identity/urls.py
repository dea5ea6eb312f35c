"""Addresses of this room.

django-allauth redirects by names of its own: `allauth_names` gives those few the same pages, and
the root includes them without a namespace. None of its other addresses exist.
"""

from django.urls import URLPattern, path

from .views import account, entering, factors, organisations, people

app_name = "identity"
urlpatterns: list[URLPattern] = [
    path("sign-in/", entering.sign_in, name="sign_in"),
    path("sign-in/code/", entering.sign_in_code, name="sign_in_code"),
    path("sign-in/passkey/", entering.sign_in_passkey, name="sign_in_passkey"),
    path("sign-out/", entering.sign_out, name="sign_out"),
    path("sign-up/", entering.sign_up, name="sign_up"),
    path("recover/", entering.recover, name="recover"),
    path("me/account/", account.account, name="account"),
    path("me/account/confirm/", account.confirm, name="confirm"),
    path("me/account/passphrase/", account.passphrase, name="passphrase"),
    path("me/account/recovery/", account.recovery, name="recovery"),
    path("me/account/sessions/", account.sessions, name="sessions"),
    path("me/account/sessions/<int:session>/end/", account.session_end, name="session_end"),
    path("me/account/second-step/", factors.second_factor, name="second_factor"),
    path("me/account/second-step/app/", factors.app, name="app"),
    path("me/account/second-step/app/remove/", factors.app_remove, name="app_remove"),
    path("me/account/passkeys/", factors.passkeys, name="passkeys"),
    path(
        "me/account/passkeys/<int:passkey>/remove/",
        factors.passkey_remove,
        name="passkey_remove",
    ),
    path("invitation/", people.invitation, name="invitation"),
    path("desk/people/", people.people, name="people"),
    path("desk/people/<int:membership>/wake/", people.wake, name="wake"),
    path("desk/people/<int:membership>/sleep/", people.put_to_sleep, name="put_to_sleep"),
    path("desk/people/<int:membership>/take-away/", people.take_away, name="take_away"),
    path("desk/organisations/", organisations.organisations, name="organisations"),
    path("desk/organisations/invite/", organisations.invite, name="organisation_invite"),
    path("desk/organisations/<uuid:organisation>/", organisations.change, name="organisation"),
    path(
        "desk/organisations/<uuid:organisation>/end/",
        organisations.end,
        name="organisation_end",
    ),
    path("desk/people/invitations/<int:invitation>/withdraw/", people.withdraw, name="withdraw"),
]

allauth_names: list[URLPattern] = [
    path("sign-in/", entering.sign_in, name="account_login"),
    path("sign-in/code/", entering.sign_in_code, name="mfa_authenticate"),
    path("me/account/confirm/", account.confirm, name="account_reauthenticate"),
]
