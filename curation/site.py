"""The admin site as curators see it: its name, and its lists in the order of their work."""

from collections.abc import Callable
from functools import partial, wraps
from inspect import unwrap
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import get_script_prefix, path
from django.utils.text import Truncator

from curation import desk
from curation.admin_base import readability
from curation.admin_base.base import LAST
from curation.bulk import pages as bulk_pages
from curation.sign_in import pages as sign_in_pages
from curation.sign_in.forms import SignInForm

#: Leads to the public address of any row, and so tells staff without rights the names of drafts.
CLOSED = {"view_on_site"}
#: Of what is shown below a choice.
LONGEST_DETAIL = 160


class ChoicesView(AutocompleteJsonView):
    """The choices of an autocomplete field, labelled by ``CurationAdmin.choice_label``."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        label = getattr(self.model_admin, "choice_label", str)
        detail = getattr(self.model_admin, "choice_detail", lambda row: "")(obj)
        shown = {"id": str(getattr(obj, to_field_name)), "text": label(obj)}
        return {**shown, "detail": Truncator(detail).chars(LONGEST_DETAIL)} if detail else shown


class CurationSite(AdminSite):
    """The admin site, with the desk on its index and its models sorted by ``CurationAdmin.index_position``."""

    site_header = site_title = "Equity Evidence curation"
    index_title = "The evidence base"
    # The lists need the width; every page leads back to the first one, which holds the same links.
    enable_nav_sidebar = False
    login_form = SignInForm

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._app_lists: dict[Any, list[Any]] = {}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        # Every page holds the list, and making it takes as long as the rest of a small page.
        user: Any = request.user
        # A superuser has every right, which need not be read.
        rights = None if user.is_superuser else frozenset(user.get_all_permissions())
        key = user.is_active, rights, get_script_prefix(), app_label
        if key not in self._app_lists:
            self._app_lists[key] = self._app_list(request, app_label)
        return self._app_lists[key]

    def _app_list(self, request: HttpRequest, app_label: str | None) -> list[Any]:
        app_list = super().get_app_list(request, app_label)
        for app in app_list:
            for entry in app["models"]:
                model_admin = self._registry[entry["model"]]
                entry["position"] = getattr(model_admin, "index_position", LAST)
                entry["description"] = getattr(model_admin, "index_description", "")
                entry["name"] = getattr(model_admin, "plural_name", entry["name"])
            app["models"].sort(key=itemgetter("position"))
        return sorted(app_list, key=lambda app: app["models"][0]["position"])

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "one_time_codes": settings.ONE_TIME_CODES}

    def login(self, request: Any, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET" and request.owes_code:
            return sign_in_pages.code_redirect(request)
        return super().login(request, extra_context)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"desk": desk.desk_of(request, self), **(extra_context or {})})

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        # Whether its method was decorated before or after it was bound.
        model_admin = getattr(view, "__self__", None) or getattr(unwrap(view), "__self__", None)
        if isinstance(model_admin, ModelAdmin):
            view = _refusing(model_admin, view)
        return super().admin_view(view, cacheable)

    def get_urls(self) -> list[Any]:
        def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            return self.admin_view(partial(view, site=self))

        def open_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
            # Each sees for itself to whom it is open.
            return partial(view, site=self)

        return [
            path("one-time-code/", open_page(sign_in_pages.code_view), name="one-time-code"),
            path("one-time-codes/", open_page(sign_in_pages.set_up_view), name="one-time-codes"),
            path("leave/", open_page(sign_in_pages.leave_view), name="leave"),
            path("desk/<slug:name>/", page(desk.section_view), name="desk"),
            path("bulk/<int:key>/", page(bulk_pages.action_view), name="bulk-action"),
            path("bulk/<int:key>/undo/", page(bulk_pages.undo_view), name="bulk-undo"),
            path("measure/", self.admin_view(readability.readability_view), name="measure"),
            *(each for each in super().get_urls() if getattr(each, "name", "") not in CLOSED),
        ]

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return ChoicesView.as_view(admin_site=self)(request)  # type: ignore[return-value]


def _refusing(model_admin: ModelAdmin, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, which refuses whoever may see no row of its model before it looks whether there is a row."""

    @wraps(view)
    def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not model_admin.has_view_or_change_permission(request) and not model_admin.has_add_permission(request):
            raise PermissionDenied
        # Django takes an empty one, too, for the name of a field, which then is not there.
        if request.GET.get(TO_FIELD_VAR) == "":
            raise DisallowedModelAdminToField
        return view(request, *args, **kwargs)

    return refusing
