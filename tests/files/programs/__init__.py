"""Programs for the tests of child processes."""
