"""E-mails about reviews: at most one a day to each person, with names and links, and nothing that entries say."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db.models import Q
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from curation import workflow
from curation.admin_base.pages import admin_address, admin_page
from curation.entry_words import person_name
from curation.models import Draft, ReviewComment, ReviewEmails
from curation.models.drafts import OPEN
from curation.review.queue import types_with

#: Somebody who was written to is not written to again within this time: a day, but for a timer that is not exact.
AGAIN_AFTER = datetime.timedelta(hours=20)
#: How far the first e-mail to somebody looks back.
AT_FIRST = datetime.timedelta(days=1)
#: The most entries that an e-mail names under a heading.
MOST_NAMED = 20


@dataclass(frozen=True)
class News:
    """Something new for a person: the drafts, with what is said of each after its name."""

    heading: str
    drafts: list[Draft]
    says: dict[int, str]
    page: str = "change"  # to which the links lead


def people_to_tell() -> Iterator[tuple[User, ReviewEmails]]:
    """Everybody who may get e-mails about reviews, with what they chose."""
    for user in User.objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk"):
        chosen = ReviewEmails.of(user)
        if chosen.wanted and types_with(user, "change"):
            yield user, chosen


def tell(user: User, chosen: ReviewEmails, now: datetime.datetime) -> bool:
    """Sends a person what is new since they were last told, unless that was today; whether there was anything."""
    since = chosen.told_until or now - AT_FIRST
    if chosen.told_until and now - since < AGAIN_AFTER:
        return False
    news = [each for each in news_of(user, since, now) if each.drafts]
    if news:
        send_mail(f"{settings.SERVICE_NAME}: reviews", _text(user, news), None, [user.email])
    # And nothing else, since they may have made another choice at this moment.
    ReviewEmails.objects.update_or_create(user=user, defaults={"told_until": now})
    return bool(news)


def news_of(user: Any, since: datetime.datetime, now: datetime.datetime) -> Iterator[News]:
    """What is new for a person in their drafts and in what they review."""
    drafts = Draft.objects.filter(entry_type__in=types_with(user, "change")).defer("started_from")
    yield _news("Sent back to you", drafts.sent_back().with_contributor(user).filter(decided_at__gt=since))
    yield _comments(user, drafts, since)
    asked = drafts.in_review().filter(reviewer=user)
    yield _news("You were asked to review", asked.filter(assigned_at__gt=since), "review")
    due = asked.filter(due_on__gt=timezone.localdate(since), due_on__lte=timezone.localdate(now))
    yield _news("Your review is due", due, "review")
    days = datetime.timedelta(days=settings.REVIEW_WAITING_DAYS)
    waiting = drafts.waiting_for(user, types_with(user, "publish"))
    long = waiting.filter(sent_at__gt=since - days, sent_at__lte=now - days)
    yield _news(f"Waiting for review for {settings.REVIEW_WAITING_DAYS} days", long, "review")


def _news(heading: str, drafts: Any, page: str = "change") -> News:
    return News(heading, list(drafts.distinct()), {}, page)


def _comments(user: Any, drafts: Any, since: datetime.datetime) -> News:
    """Comments on the person's drafts, and answers where they commented."""
    mine = Q(draft__in=Draft.objects.with_contributor(user)) | Q(draft__comments__written_by=user)
    new = ReviewComment.objects.filter(mine, draft__state__in=OPEN, written_at__gt=since).exclude(written_by=user)
    counts = Counter(dict(new.distinct().values_list("pk", "draft")).values())
    says = {draft: f" ({number} new)" for draft, number in counts.items()}
    return News("Comments and answers", list(drafts.filter(pk__in=counts)), says)


def _text(user: Any, news: Iterable[News]) -> str:
    lines = [f"Hello {person_name(user)},", "", f"This is new in {settings.SERVICE_NAME}.", ""]
    for each in news:
        lines += [f"{each.heading}:", ""]
        for draft in each.drafts[:MOST_NAMED]:
            said = each.says.get(draft.pk, "")
            lines += [f"- {_name(draft)}{said}", f"  {_link(_address(draft, each))}"]
        if (more := len(each.drafts) - MOST_NAMED) > 0:
            lines.append(f"- and {more} more: {_link(reverse('admin:index'))}")
        lines.append("")
    return "\n".join([*lines, f"To get no more of these e-mails: {_link(reverse('admin:review-emails'))}", ""])


def _name(draft: Draft) -> str:
    entry: Any = draft.entry
    # In one line, whatever was pasted into it.
    return " ".join(workflow.name_as_drafted(entry, draft).split())


def _address(draft: Draft, news: News) -> str:
    page = "review" if draft.is_in_review else news.page
    entry: Any = draft.entry
    return admin_address(entry, page)


def _link(address: str) -> str:
    return f"{settings.SITE_ADDRESS}{address}"


# The page on which somebody turns them off


class ReviewEmailsForm(ModelForm):
    """Whether somebody wants the e-mails."""

    class Meta:
        model = ReviewEmails
        fields = ("wanted",)


def emails_view(request: HttpRequest, site: Any) -> HttpResponse:
    """A person's own choice."""
    user: Any = request.user
    if not types_with(user, "change"):
        raise PermissionDenied
    chosen = ReviewEmails.of(user)
    form = ReviewEmailsForm(request.POST if request.method == "POST" else None, instance=chosen)
    if form.is_valid():
        ReviewEmails.objects.update_or_create(user=user, defaults={"wanted": form.cleaned_data["wanted"]})
        messages.success(request, "Your choice is saved.")
        return HttpResponseRedirect(reverse("admin:review-emails"))
    sends = settings.SENDS_EMAIL and settings.REVIEW_EMAILS
    return admin_page(request, site, "admin/review_emails.html", {"title": "E-mails", "form": form, "sends": sends})
