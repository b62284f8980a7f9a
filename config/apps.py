"""Apps of others under the names that curators know."""

from axes.apps import AppConfig as AxesConfig
from django_otp.plugins.otp_totp.apps import DefaultConfig as TOTPConfig


class SignInAttemptsConfig(AxesConfig):
    """django-axes, which locks out who guesses passwords."""

    verbose_name = "Sign-in attempts"


class OneTimeCodesConfig(TOTPConfig):
    """The devices that give a second factor."""

    verbose_name = "One-time codes"
