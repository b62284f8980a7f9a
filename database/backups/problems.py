"""Why a backup cannot be made or restored."""


class BackupProblem(Exception):
    """The message says in a sentence what is wrong and what can be done."""
