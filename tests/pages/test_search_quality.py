"""Search on the real base evaluate real questions; ``manage.py score_search`` prints those that it does not."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings

from pages.search.entry_types import ENTRY_TYPES
from pages.search.quality import KEYS, evaluate, mean_reciprocal_rank, success_at_top

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_base")]

FILES = [
    Path(settings.BASE_DIR) / "benchmarks" / name
    for name in ("search-questions.yaml", "search-questions-held-back.yaml")
]


@pytest.mark.parametrize(("questions", "success", "reciprocal_rank"), [(FILES[0], 0.96, 0.92), (FILES[1], 0.93, 0.91)])
def test_a_right_entry_comes_near_the_top(questions: Path, success: float, reciprocal_rank: float) -> None:
    given = evaluate(questions)

    assert success_at_top(given) >= success
    assert mean_reciprocal_rank(given) >= reciprocal_rank


@pytest.mark.parametrize("questions", FILES, ids=lambda path: path.stem)
def test_every_right_entry_is_there(questions: Path) -> None:
    there = {
        f"{kind_name}:{key}"
        for kind in ENTRY_TYPES
        for kind_name, field in [KEYS[kind.name]]
        for key in kind.published().values_list(field, flat=True)
    }

    asked = yaml.safe_load(questions.read_text(encoding="utf-8"))

    assert len(asked) >= 60
    assert {key for each in asked for key in each["right"]} <= there
