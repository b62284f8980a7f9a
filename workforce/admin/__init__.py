"""The admin of organisations, WRES, its imports, and statistics."""

from workforce.admin import activity, wres, wres_imports

__all__ = ["activity", "wres", "wres_imports"]
