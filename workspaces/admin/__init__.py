"""Workspaces in the admin: their pages, and where the desk and other pages lead to them."""

from workspaces.admin import addresses, desk, review

addresses.add()
desk.add()
review.add()
