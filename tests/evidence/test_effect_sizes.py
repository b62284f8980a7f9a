"""Effect sizes: kept as printed, checked, shown with what follows from the events, and in files."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from curation.models import Draft
from evidence.effect_sizes import absolute_effect, effect_facts, stated_effect
from evidence.models import Direction, EffectMeasure, Finding, Study
from tests.factories import CitationFactory, FindingFactory, StudyFactory
from tests.support.admin_forms import address, errors, part, save
from tests.support.admin_forms import opened as opened_form

RATIO: dict[str, Any] = {
    "effect_measure": EffectMeasure.RISK_RATIO,
    "effect_estimate": Decimal("0.80"),
    "effect_lower": Decimal("0.710"),
    "effect_upper": Decimal("0.92"),
    "effect_interval": Decimal(95),
}
#: Newcombe's first example, whose difference he gives as 0.2000, from 0.0524 to 0.3339.
EVENTS = {"intervention_events": 56, "intervention_total": 70, "comparison_events": 48, "comparison_total": 80}


def test_an_effect_is_said_as_it_is_printed() -> None:
    assert stated_effect(Finding(**RATIO, effect_p="<0.001")) == (
        "Risk ratio 0.80 (95% confidence interval 0.710 to 0.92; p<0.001)"
    )
    points = Finding(
        effect_measure=EffectMeasure.MEAN_DIFFERENCE, effect_estimate=Decimal("4.10"), effect_unit="points"
    )
    assert stated_effect(points) == "Mean difference 4.10 points"
    other = Finding(effect_measure=EffectMeasure.OTHER, effect_estimate=Decimal("0.3"), effect_unit="Correlation")
    assert stated_effect(other) == "Correlation 0.3"
    assert stated_effect(Finding(effect_p="0.03")) == "p=0.03"
    assert effect_facts(Finding()) == []


def test_an_absolute_effect_follows_from_the_events_alone() -> None:
    assert absolute_effect(Finding(**EVENTS)) == "200 more in 1,000 (from 52 more to 334 more)"
    assert absolute_effect(Finding(**EVENTS | {"comparison_total": None})) == ""
    assert absolute_effect(Finding(**EVENTS | {"comparison_events": 0, "comparison_total": 0})) == ""
    assert absolute_effect(Finding(**RATIO)) == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"effect_estimate": None}, "effect_estimate"),
        ({"effect_measure": ""}, "effect_measure"),
        ({"effect_estimate": Decimal(2)}, "effect_estimate"),
        ({"effect_lower": Decimal(1), "effect_upper": Decimal("0.5")}, "effect_upper"),
        ({"effect_lower": Decimal(-1)}, "effect_estimate"),
        ({"effect_upper": None}, "effect_upper"),
        ({"effect_lower": None, "effect_upper": None}, "effect_lower"),
        ({"effect_interval": Decimal(100)}, "effect_interval"),
        ({"intervention_events": 71, "intervention_total": 70}, "intervention_events"),
    ],
)
@pytest.mark.django_db
def test_what_cannot_be_is_named_at_its_field_and_kept_out_of_the_database(wrong: dict[str, Any], field: str) -> None:
    finding = FindingFactory(**RATIO)
    for name, value in wrong.items():
        setattr(finding, name, value)

    with pytest.raises(ValidationError) as caught:
        finding.full_clean()
    assert set(caught.value.message_dict) == {field}
    if wrong != {"effect_lower": Decimal(-1)}:
        with pytest.raises(IntegrityError), transaction.atomic():
            finding.save()


@pytest.mark.parametrize(
    ("stated", "caution"),
    [
        ({**RATIO, "effect_interval": None}, "does not say which level"),
        ({**RATIO, **EVENTS}, "Its events give a risk ratio of 1.33, but 0.80 is stated."),
        ({**EVENTS, "participants": 149}, "Its groups have 150 people, but it states 149 participants."),
        ({**RATIO, "effect_upper": Decimal("1.1"), "effect_p": "0.04"}, "its p value is below 0.05"),
        ({**RATIO, "effect_upper": Decimal("1.1")}, "said to have improved, but its interval includes no effect (1)"),
        ({**RATIO, "direction": Direction.NO_DIFFERENCE}, "said to make no difference"),
    ],
)
@pytest.mark.django_db
def test_what_looks_wrong_is_said_before_review(stated: dict[str, Any], caution: str) -> None:
    finding = FindingFactory(**stated)

    assert any(caution in each for each in finding.study.cautions())


@pytest.mark.django_db
def test_what_agrees_gives_no_caution() -> None:
    assert FindingFactory(**RATIO, effect_p="<0.001", participants=400).study.cautions() == []


@pytest.mark.django_db
def test_a_curator_enters_what_a_journal_prints(admin_client: Client) -> None:
    finding = FindingFactory(effect_measure=EffectMeasure.MEAN_DIFFERENCE, effect_estimate=Decimal("-0.8"))
    CitationFactory(study=finding.study)
    url = address(Study, "change", finding.study.pk)
    prefix = next(iter(part(opened_form(admin_client, url), Finding, 0, outcome=""))).rpartition("-")[0][:-2]

    # Only a nought more, with the minus sign and the point of a journal.
    save(admin_client, url, **{f"{prefix}-0-effect_estimate": " −0·80 "})
    (stored,) = Draft.objects.get().snapshot["parts"]["findings"]
    assert stored["effect_estimate"] == "-0.80"

    for nonsense in ("NaN", "1e400000", "0.8 (0.7)", "9" * 30, "0.1234567"):
        said = errors(save(admin_client, url, **{f"{prefix}-0-effect_estimate": nonsense}))
        assert "effect_estimate" in said, nonsense
    assert "effect_p" in errors(save(admin_client, url, **{f"{prefix}-0-effect_p": "n.s."}))


@pytest.mark.django_db
def test_readers_see_the_effect_on_the_page_and_in_the_file(client: Client) -> None:
    finding = FindingFactory(**RATIO, **EVENTS, participants=150, follow_up="6 months after the training")
    CitationFactory(study=finding.study)

    page = client.get(finding.study.get_absolute_url()).content.decode()
    assert "Risk ratio 0.80 (95% confidence interval 0.710 to 0.92)" in page
    assert "Absolute effect, worked out here from the events: 200 more in 1,000" in page
    assert "150 participants, 6 months after the training" in page

    FindingFactory(study=StudyFactory(draft=True))
    file = client.get("/studies.findings.csv").getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(file))
    assert (row["effect_measure"], row["effect_estimate"], row["effect_lower"]) == ("Risk ratio", "0.80", "0.710")
    assert row["url"].endswith(finding.study.get_absolute_url())
    assert client.get("/studies.findings.csv?year_from=2100").getvalue().decode("utf-8-sig").count("\n") == 1


@pytest.mark.django_db
def test_the_files_of_the_base_keep_decimals_and_leave_abstracts_out(tmp_path: Path) -> None:
    finding = FindingFactory(**RATIO, study__abstract="The publisher's own words.")
    CitationFactory(study=finding.study, source=finding.source)

    call_command("write_evidence", to=tmp_path, verbosity=0)

    written = "\n".join(path.read_text() for path in tmp_path.rglob("*.yaml"))
    assert "effect_estimate: '0.80'" in written
    assert "publisher's own" not in written


@pytest.mark.django_db
def test_an_abstract_is_on_no_page_and_in_no_file(client: Client) -> None:
    study = CitationFactory(study=FindingFactory(study__abstract="Zygomorphic words of a publisher.").study).study
    own = study.get_absolute_url()
    files = ("csv", "findings.csv", "ris", "bib", "json", "vancouver.docx", "harvard.txt")
    addresses = [own, f"{own.rstrip('/')}.ris", "/studies/", "/search/?q=zygomorphic"]
    addresses += [f"/studies.{suffix}" for suffix in files]

    said = {each: b"".join(client.get(each)) for each in addresses}

    assert not [each for each, body in said.items() if b"Zygomorphic" in body]
    assert b"No results" in said["/search/?q=zygomorphic"] or b"no results" in said["/search/?q=zygomorphic"].lower()
