"""The admin of organisations, WRES, its imports, and statistics."""

from workforce.admin import wres, wres_imports

__all__ = ["wres", "wres_imports"]
