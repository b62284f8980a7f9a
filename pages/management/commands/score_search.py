"""``manage.py score_search``: how well search evaluate a set of real questions."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from pages.search.quality import TOP, evaluate, mean_reciprocal_rank, success_at_top

QUESTIONS = Path(settings.BASE_DIR) / "benchmarks" / "search-questions.yaml"


class Command(BaseCommand):
    """Asks search each question of a file and prints the scores, and the questions without a right entry first."""

    help = "Ask search a set of real questions, and say how near the top the right entries come."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--questions", type=Path, default=QUESTIONS, help="A YAML file of questions.")

    def handle(self, *args: Any, **options: Any) -> None:
        given = evaluate(options["questions"])
        for answer in given:
            if answer.rank != 1:
                self.stdout.write(
                    f"{answer.rank or '-':>3}  {answer.question}  ({answer.first or 'nothing'} came first)"
                )
        self.stdout.write(
            f"{len(given)} questions: success at {TOP} {success_at_top(given):.3f}, "
            f"mean reciprocal rank {mean_reciprocal_rank(given):.3f}"
        )
