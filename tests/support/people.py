"""People who work in the admin, as the groups that the service makes allow."""

from django.contrib.auth.models import Group, User
from django.test import Client


def person(name: str, group: str = "") -> User:
    """Somebody who may enter the admin, with the rights of a group."""
    user = User.objects.create_user(name, is_staff=True)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client
