"""The organisations that WRES values are about."""

from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from curation.history import track
from curation.models.entries import NaturalKeyManager, NaturalKeyModel, closed_set
from lists.links import address

# England is an organisation of its own here; the Organisation Data Service has no code for it.
ENGLAND = "ENG"
_CODE_HELP = (
    "From the Organisation Data Service, for example RXY. Where none is known it is our own: England is ENG, "
    "the Care Quality Commission is CQC."
)


class OrganisationKind(models.TextChoices):
    """The kind of an organisation."""

    NATION = "nation", "Nation"
    REGION = "region", "Region"
    ICB = "icb", "Integrated care board"
    CCG = "ccg", "Clinical commissioning group"
    TRUST = "trust", "NHS trust"
    ARMS_LENGTH_BODY = "arms-length-body", "Arm’s length body"
    OTHER = "other", "Other"


class TrustType(models.TextChoices):
    """The benchmark groups of trusts in the NHS Staff Survey."""

    ACUTE = "acute", "Acute and acute & community"
    ACUTE_SPECIALIST = "acute-specialist", "Acute specialist"
    AMBULANCE = "ambulance", "Ambulance"
    COMMUNITY = "community", "Community"
    MENTAL_HEALTH = "mental-health", "Mental health, learning disability and community"


class OrganisationQuerySet(models.QuerySet[Any]):
    """Questions asked of organisations."""

    def published(self) -> Self:
        """Those that are not made up, which the public finds in lists."""
        return self.filter(is_made_up=False)


@track()
class Organisation(NaturalKeyModel):
    """An organisation, identified by its ODS code; England is one."""

    natural_key_fields = ("ods_code",)

    ods_code = models.CharField(
        "ODS code",
        max_length=10,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]{3,10}$", "Use capital letters and digits, for example RXY.")],
        help_text=_CODE_HELP,
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    trust_type = models.CharField(
        max_length=20, choices=TrustType, blank=True, help_text="Leave empty if it is no trust, or if not known."
    )
    region = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="in_region",
        limit_choices_to={"kind": OrganisationKind.REGION},
        help_text="NHS England region. Leave empty if not known.",
    )
    icb = models.ForeignKey(
        "self",
        verbose_name="integrated care board",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members",
        limit_choices_to={"kind": OrganisationKind.ICB},
    )
    succeeded_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
        help_text="The organisation that took its place, after a merger for example.",
    )
    succeeded_on = models.DateField(null=True, blank=True, help_text="When it did. Leave empty if not known.")
    is_made_up = models.BooleanField(
        "made up",
        default=False,
        help_text="Made up for tests or demonstrations. It is labelled as made up wherever it is shown.",
    )

    objects = NaturalKeyManager.from_queryset(OrganisationQuerySet)()

    class Meta:
        ordering = ["name"]
        constraints = [
            closed_set("kind", OrganisationKind),
            models.CheckConstraint(
                condition=Q(icb__isnull=True) | ~Q(kind=OrganisationKind.ICB),
                name="workforce_organisation_icb_in_none",
                violation_error_message="An integrated care board is not part of another.",
            ),
            models.CheckConstraint(
                condition=Q(trust_type__in=["", *TrustType.values]), name="workforce_organisation_trust_type_known"
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=True) | ~Q(kind__in=[OrganisationKind.REGION, OrganisationKind.NATION]),
                name="workforce_organisation_region_in_none",
                violation_error_message="A region is not part of another.",
            ),
            models.CheckConstraint(
                condition=Q(succeeded_by__isnull=True) | ~Q(succeeded_by=F("pk")),
                name="workforce_organisation_not_own_successor",
                violation_error_message="An organisation does not succeed itself.",
            ),
            models.CheckConstraint(
                condition=Q(succeeded_on__isnull=True) | Q(succeeded_by__isnull=False),
                name="workforce_organisation_succeeded_by_one",
                violation_error_message="Say which organisation took its place.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("wres-organisation", self.ods_code)

    @property
    def is_england(self) -> bool:
        return self.ods_code == ENGLAND
