"""`manage.py solve_matching problem.json > proposal.json`: the matcher on a file, without any database."""

import json
import resource
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casedays.matching.solver import ProblemError, exchange, solve
from casedays.matching.solver.files import load


class Command(BaseCommand):
    """Writes the proposal to standard output. What is wrong with the problem goes to standard error, with status 2."""

    help = "Match the problem in a file (- for standard input), without any database: docs/matching.md has the format."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("problem", help="the problem file, or -")

    def handle(self, *args: Any, problem: str, **options: Any) -> None:
        try:
            raw = sys.stdin.buffer.read() if problem == "-" else Path(problem).read_bytes()
            given = load(raw)
            del raw
            proposal = solve(given)
        except OSError as error:
            raise CommandError(f"{problem} cannot be read: {error.strerror}", returncode=2) from error
        except ProblemError as error:
            raise CommandError(f"{problem}: {error}", returncode=2) from error
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.stdout.write(json.dumps(exchange.write(proposal, peak_mb)))
