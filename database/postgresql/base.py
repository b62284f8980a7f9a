"""Connections to the server that the work at hand is given; see ``database/servers.py``."""

from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base

from database import servers
from database.pools import Pool


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, where the server is looked up whenever a connection is opened."""

    @property
    def pool(self) -> Pool | None:
        """The connections to the server in use; None where settings ask for no pool."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        return servers.in_use().pool_or(lambda: self._new_pool(options))

    def close_pool(self) -> None:
        """Close the connections to all servers."""
        for server in servers.all_servers():
            server.close_pool()

    def get_connection_params(self) -> dict[str, Any]:
        """What the driver connects with."""
        return super().get_connection_params() | servers.in_use().parameters

    def _new_pool(self, options: dict[str, Any]) -> Pool:
        parameters = self.get_connection_params() | {"autocommit": True}  # Django sets it as it needs later on
        configure = self._configure_connection  # type: ignore[attr-defined]
        return Pool(kwargs=parameters, configure=configure, **options)
