"""Whether the evidence of a finished assessment of certainty changed since: what was linked and found then, and now."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max
from django.utils import timezone

from curation.entry_words import ORDER_FIELDS
from curation.models import Draft, PublishedVersion
from curation.snapshots import content_fields
from evidence.models import Finding, Study
from lists.wording import counted
from recommendations.models import AssessedEvidence, Recommendation, RecommendationStudy

#: A digest of each study and finding, by kind and primary key as text.
Evidence = dict[str, dict[str, str]]
KINDS = {"studies": Study, "findings": Finding}


def evidence_of(keys: Iterable[Any]) -> dict[Any, Evidence]:
    """The evidence of recommendations as it is in the database, by their primary keys."""
    found: dict[Any, Evidence] = {key: {kind: {} for kind in KINDS} for key in keys}
    links = RecommendationStudy.objects.filter(recommendation__in=found)
    of_study: dict[Any, list[Any]] = defaultdict(list)
    for recommendation, study, bearing in links.values_list("recommendation", "study", "bearing"):
        found[recommendation]["studies"][str(study)] = bearing
        of_study[study].append(recommendation)
    names = [field.attname for field in content_fields(Finding) if field.name not in ORDER_FIELDS]
    for pk, study, *values in Finding.objects.filter(study__in=of_study).values_list("pk", "study", *names):
        for recommendation in of_study[study]:
            found[recommendation]["findings"][str(pk)] = _digest(values)
    return found


def _digest(values: list[Any]) -> str:
    return hashlib.sha256(json.dumps(values, cls=DjangoJSONEncoder).encode()).hexdigest()[:12]


def note_evidence(key: Any, evidence: Evidence) -> None:
    """Notes on which evidence an assessment was finished."""
    AssessedEvidence.objects.create(recommendation_id=key, digests=evidence, noted_at=timezone.now())


def changes_since_finished(recommendations: Iterable[Recommendation]) -> dict[Any, str]:
    """How the evidence of each finished assessment changed since, in words, by the recommendations' primary keys.

    Those whose evidence is the same, or is not known, are left out.
    """
    finished = [row.pk for row in recommendations if row.assessment_finished]
    noted = dict(_noted(finished))
    now = evidence_of(noted)
    found = {key: _in_words(evidence, now[key]) for key, evidence in noted.items()}
    return {key: words for key, words in found.items() if words}


def _noted(keys: list[Any]) -> Iterator[tuple[Any, Evidence]]:
    """The evidence that each assessment rests on: what was noted last, though not with changes that were discarded."""
    kind = ContentType.objects.get_for_model(Recommendation)
    of_entry = {"entry_type": kind, "entry_id__in": keys}
    drafted = set(Draft.objects.open().filter(**of_entry).values_list("entry_id", flat=True))
    versions = PublishedVersion.objects.filter(**of_entry).order_by().values("entry_id")
    published = dict(versions.annotate(newest=Max("published_at")).values_list("entry_id", "newest"))
    rows = AssessedEvidence.objects.filter(recommendation__in=keys)
    for key, evidence, at in rows.values_list("recommendation", "digests", "noted_at"):
        if key in drafted or key not in published or at <= published[key]:
            yield key, evidence


def _in_words(then: Evidence, now: Evidence) -> str:
    """“1 study added, 2 findings changed”; empty where nothing changed."""
    return ", ".join(part for kind, model in KINDS.items() for part in _changes(model, then[kind], now[kind]))


def _changes(model: Any, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    changed = [key for key in then if key in now and then[key] != now[key]]
    for what, keys in (("added", now.keys() - then), ("removed", then.keys() - now), ("changed", changed)):
        if keys:
            yield f"{counted(len(keys), model)} {what}"
