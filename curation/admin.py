"""Accounts in the admin: administrators invite people and give them their group, and nobody more than that."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from curation.admin_base.pages import admin_address, admin_page
from curation.log_entries import log_step
from curation.people import invitations
from curation.people.accounts import STEPS, AccessFilter, access_of, rights_changed
from curation.people.handing_over import hand_over
from curation.sign_in import codes

# Its pages show secrets of others, which nobody need see: people set up their own, and have them reset.
admin.site.unregister([User, TOTPDevice, StaticDevice])


@admin.register(User)
class AccountAdmin(UserAdmin):
    """The people who may sign in, each in the groups that say what they may do."""

    actions = ("reset_codes",)
    list_display = ("username", "first_name", "last_name", "group_names", "last_login", "is_active")
    list_filter = (AccessFilter, "is_active", "groups")
    change_form_template = "admin/account_form.html"
    change_list_template = "admin/accounts.html"

    @admin.action(description="Reset one-time codes of selected users", permissions=["change"])
    def reset_codes(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let people who lost their phone set up others; whoever they sign in as meanwhile is nobody."""
        done = [user for user in queryset if self.has_change_permission(request, user) and codes.remove(user)]
        for user in done:
            log_step(request.user, user, "Reset the one-time codes.")
        names = ", ".join(user.get_username() for user in done) or "nobody"
        text = f"One-time codes were reset of {names}. People set up new ones when they next sign in."
        self.message_user(request, text, messages.SUCCESS if done else messages.WARNING)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="groups", empty_value="none")
    def group_names(self, user: User) -> str | None:
        return ", ".join(str(group) for group in user.groups.all()) or None

    def get_urls(self) -> list[URLPattern]:
        step = self.admin_site.admin_view(self.access_view)
        return [path("<int:key>/access/<slug:step>/", step, name="auth_user_access"), *super().get_urls()]

    def add_view(self, request: Any, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Invites somebody, by e-mail where it is set up, or by a link to hand over."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = invitations.InvitationForm(request.POST or None)
        if form.is_valid():
            try:
                user, key = invitations.invite(form, by=request.user)
            except (IntegrityError, invitations.AlreadyInvited):
                form.add_error("email", "Somebody invited them at the same moment.")
            else:
                return hand_over(request, self.admin_site, user, key, is_invitation=True)
        context = {"title": "Invite somebody", "form": form, "opts": self.opts, "sends_email": settings.SENDS_EMAIL}
        return admin_page(request, self.admin_site, "admin/invite.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        user = self.get_object(request, object_id)
        access = access_of(user) if user and self.has_change_permission(request, user) else None
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "access": access})

    @method_decorator(require_POST)
    def access_view(self, request: HttpRequest, key: int, step: str) -> HttpResponse:
        """Takes a step that lets somebody sign in, or keeps them from it."""
        user = self.get_object(request, str(key))
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if user is None or step not in STEPS:
            raise Http404
        answer = STEPS[step](request, self.admin_site, user)
        return answer or HttpResponseRedirect(admin_address(user))

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        # Which group somebody had before is in no other table.
        return rights_changed(form) or super().construct_change_message(request, form, formsets, add)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # Only a superuser gives all rights, or rights besides those of the groups.
        readonly = super().get_readonly_fields(request, obj)
        return readonly if request.user.is_superuser else (*readonly, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Or else an administrator could set a superuser's password.
        protected = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not protected

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # What they did would no longer say who did it. Whoever leaves is made inactive.
        return False
