"""Shows that a change to the code changed nothing that anybody sees; see ``__main__``."""
