"""Apps of others under the names that curators know."""

from axes.apps import AppConfig as AxesConfig


class SignInAttemptsConfig(AxesConfig):
    """django-axes, which locks out who guesses passwords."""

    verbose_name = "Sign-in attempts"
