"""Gathers the outcomes of all workers and prints the table."""

import json
import os
from pathlib import Path

import pytest

from . import attempts  # noqa: F401  (gathers them, also in the process that prints)
from .attempt import ATTEMPTS, CLIENTS, GATES, ROLES

_MARK = "bypass"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Give the outcome to the report, which reaches the process that prints."""
    report = yield
    outcome = getattr(item.instance, "outcome", None) if call.when == "call" else None
    if outcome:
        report.user_properties.append((_MARK, outcome))
    return report


def pytest_terminal_summary(terminalreporter):
    """Print the table; keep the outcomes where ``P2IT_BYPASS_RESULT`` says."""
    if hasattr(terminalreporter.config, "workerinput"):
        return
    outcomes = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, outcome in getattr(report, "user_properties", ()):
                if name == _MARK:
                    outcomes[outcome["key"]] = outcome
    rows = [_describe(attempt, outcomes[attempt.key]) for attempt in _sort(ATTEMPTS) if attempt.key in outcomes]
    if not rows:
        return
    untried = [row for row in rows if row["passed"] is None]
    rows = [row for row in rows if row["passed"] is not None]
    terminalreporter.section("attempt x gate x role")
    for row in rows:
        verdict = "PASSES" if row["passed"] else "held"
        terminalreporter.line(
            f"{verdict:<7} {row['gate']:<10} {row['role']:<30} {row['client']:<16} {row['name']}"
        )
        if terminalreporter.verbosity > 0:
            terminalreporter.line(f"        {row['said'][:300]!r}")
    terminalreporter.line(f"{len(rows)} attempts, {sum(row['passed'] for row in rows)} got through")
    if untried:
        terminalreporter.line(f"{len(untried)} not tried: their modules are not installed here ('make bypass' has them)")
    if os.environ.get("P2IT_BYPASS_RESULT"):
        result = {row["key"]: row for row in rows}
        Path(os.environ["P2IT_BYPASS_RESULT"]).write_text(json.dumps(result, ensure_ascii=False))


def _sort(attempts):
    return sorted(attempts, key=lambda attempt: GATES.index(attempt.gate))


def _describe(attempt, outcome):
    names = {"gate": attempt.gate, "role": ROLES[attempt.role], "client": CLIENTS[attempt.client]}
    return {**outcome, **names, "name": attempt.name}
