"""Workspaces in the admin: their pages, and where the desk and other pages lead to them."""

from workspaces.admin import addresses, desk, review
from workspaces.together import addresses as together

addresses.add()
desk.add()
review.add()
together.add()
