"""The admin’s pages of one entry: its form, the steps of its workflow, previews and versions."""
