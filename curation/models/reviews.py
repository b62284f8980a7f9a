"""Comments on drafts, and who is told of reviews by e-mail."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from curation.models.drafts import Draft
from curation.models.entries import not_blank


class ReviewCommentQuerySet(models.QuerySet[Any]):
    """Comments and answers."""

    def open(self) -> Any:
        """The comments that nobody settled yet; answers are part of the comment that they answer."""
        return self.filter(answer_to=None, settled_at=None)


class ReviewComment(models.Model):
    """What somebody said of one field of a draft, or of all of it; or an answer to that."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="comments")
    answer_to = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="answers")
    field = models.CharField(
        max_length=100, blank=True, help_text="The column, links or parts that it is about; empty for the whole entry."
    )
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = ReviewCommentQuerySet.as_manager()

    class Meta:
        verbose_name = "comment"
        ordering = ["written_at", "pk"]
        default_permissions = ()
        constraints = [
            not_blank("text"),
            models.CheckConstraint(
                condition=Q(answer_to=None) | Q(settled_at=None), name="curation_reviewcomment_answer_not_settled"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:100]


class ReviewEmails(models.Model):
    """Whether a person wants e-mails about reviews, and until when they were told what is new."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_emails")
    wanted = models.BooleanField(
        "send me e-mails about reviews",
        default=True,
        help_text="At most one a day, only if there is something new: work that was sent back, comments and answers, "
        "reviews that you were asked for, and those that are due or have waited long.",
    )
    told_until = models.DateTimeField(null=True, help_text="Until when it was last looked what is new for them.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"E-mails to {self.user}"

    @classmethod
    def of(cls, user: Any) -> "ReviewEmails":
        """A person's choice; not saved yet if they made none."""
        return cls.objects.filter(user=user).first() or cls(user=user)
