"""Reports of errors to Sentry, where ``SENTRY_DSN`` names one. The package is installed and loaded only then."""

from typing import Any

from django.conf import settings

from config.monitoring.logs import redact, request_id


def set_up() -> None:
    """Report errors from now on, if it is configured."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk

    sentry_sdk.init(
        settings.SENTRY_DSN,
        before_send=without_personal_data,
        send_default_pii=False,
        # What people typed may stand in any of these.
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
    )


def without_personal_data(event: Any, _: Any) -> Any:
    """The report with what broke and where, and nothing of who asked, with what words, from where."""
    asked = event.pop("request", {})
    event["request"] = {"method": asked.get("method", ""), "url": asked.get("url", "").partition("?")[0]}
    event["tags"] = {"request_id": request_id.get()}
    for name in ("user", "extra", "server_name"):
        event.pop(name, None)
    for error in event.get("exception", {}).get("values", ()):
        # It often quotes what somebody typed. The frames say where it was raised, and the log has the rest.
        error.pop("value", None)
    if "logentry" in event:
        event["logentry"] = {"message": redact(event["logentry"].get("message", ""))}
    return event
