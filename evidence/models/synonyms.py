"""Words that mean the same to those who search."""

from django.core.exceptions import ValidationError
from django.db import models

from curation.history import track
from curation.models.entries import NaturalKeyManager, NaturalKeyModel, not_blank


@track()
class Synonyms(NaturalKeyModel):
    """Words and phrases of which each finds entries that have any other, such as “A&E” and “emergency department”."""

    slug = models.SlugField(max_length=80, unique=True, help_text="Names the group, for example “emergency-care”.")
    terms = models.TextField(
        help_text="At least 2 words or phrases, one per line. Singular, plural and capitals count as the same."
    )

    objects = NaturalKeyManager()

    class Meta:
        ordering = ["slug"]
        verbose_name = verbose_name_plural = "synonyms"
        constraints = [not_blank("terms")]

    def __str__(self) -> str:
        return ", ".join(self.terms.splitlines())

    @classmethod
    def groups(cls) -> list[list[str]]:
        return [terms.splitlines() for terms in cls.objects.values_list("terms", flat=True)]

    def clean(self) -> None:
        """Puts each term on a line of its own, without spaces round it or repeats; at least two are needed."""
        terms = [" ".join(line.split()) for line in self.terms.splitlines()]
        self.terms = "\n".join(dict.fromkeys(term for term in terms if term))
        if self.terms.count("\n") < 1:
            raise ValidationError({"terms": "Give two or more words that mean the same, one a line."})
