"""Accounts in the admin: administrators give people their group, and nobody more than that."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from curation.sign_in import codes

# Its pages show secrets of others, which nobody need see: people set up their own, and have them reset.
admin.site.unregister([User, TOTPDevice, StaticDevice])


@admin.register(User)
class AccountAdmin(UserAdmin):
    """The people who may sign in, each in the groups that say what they may do."""

    actions = ("reset_codes",)

    @admin.action(description="Reset one-time codes of selected users", permissions=["change"])
    def reset_codes(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let people who lost their phone set up others; whoever they sign in as meanwhile is nobody."""
        done = [user for user in queryset if self.has_change_permission(request, user) and codes.remove(user)]
        for user in done:
            self.log_change(request, user, "Reset the one-time codes.")
        names = ", ".join(user.get_username() for user in done) or "nobody"
        text = f"One-time codes were reset of {names}. People set up new ones when they next sign in."
        self.message_user(request, text, messages.SUCCESS if done else messages.WARNING)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # Only a superuser gives all rights, or rights besides those of the groups.
        readonly = super().get_readonly_fields(request, obj)
        return readonly if request.user.is_superuser else (*readonly, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Or else an administrator could set a superuser's password.
        protected = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not protected
