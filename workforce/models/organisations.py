"""The organisations that WRES values are about."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from curation.history import track
from curation.models.entries import NaturalKeyManager, NaturalKeyModel, closed_set

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
    region = models.CharField(max_length=80, blank=True, help_text="NHS England region. Leave empty if not known.")
    icb = models.ForeignKey(
        "self",
        verbose_name="integrated care board",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members",
        limit_choices_to={"kind": OrganisationKind.ICB},
    )
    is_made_up = models.BooleanField(
        "made up",
        default=False,
        help_text="Made up for tests or demonstrations. It is labelled as made up wherever it is shown.",
    )

    objects = NaturalKeyManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            closed_set("kind", OrganisationKind),
            models.CheckConstraint(
                condition=Q(icb__isnull=True) | ~Q(kind=OrganisationKind.ICB),
                name="workforce_organisation_icb_in_none",
                violation_error_message="An integrated care board is not part of another.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_england(self) -> bool:
        return self.ods_code == ENGLAND
