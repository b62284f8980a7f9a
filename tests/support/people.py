"""People who work in the admin, as the groups that the service makes allow."""

from django.contrib.auth.models import Group, User
from django.test import Client

#: The password of everybody who signs in with one.
PASSWORD = "a long one that only these tests know"


def person(name: str, group: str = "", *, is_staff: bool = True) -> User:
    """Somebody who may enter the admin, with the rights of a group, and who can sign in with :data:`PASSWORD`."""
    user = User.objects.create_user(name, password=PASSWORD, is_staff=is_staff)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client
