"""Installs Django's admin with our site; in a module of its own, since Django looks into ``apps`` for one app alone."""

from django.contrib.admin.apps import AdminConfig


class CurationAdminConfig(AdminConfig):
    """Django's admin with :class:`curation.site.CurationSite` as its site."""

    default_site = "curation.site.CurationSite"
