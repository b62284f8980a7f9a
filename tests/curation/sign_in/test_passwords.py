"""Passwords that are easy to guess are refused, and long ones of plain words are not."""

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

LONG = "Every Tuesday in spring our kettle plays the violin beside a yellow harbour, more or less in tune"
CARA = User(username="cara.okafor", first_name="Cara", last_name="Okafor", email="cara.okafor@nhs.net")


@pytest.mark.parametrize(
    "password",
    [
        *(
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "abcdefghijkl",
            "qwertyuiopas",
            "password1234",
            "Password123!",
            "letmeinletmein",
        ),
        *("123456789012", "cara.okafor1", "CaraOkafor2024", "short7chars", "1qaz2wsx3edc"),
    ],
)
def test_what_is_easy_to_guess_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, CARA)


@pytest.mark.parametrize("password", ["kettle-harbour-violin", "correct horse battery staple", "x7#Qp!2vLm9z", LONG])
def test_three_random_words_are_taken(password):
    validate_password(password, CARA)
