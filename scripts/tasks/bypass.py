"""The attempts of ``tests/bypass`` on Odoo without and with the suite, told side by side."""

import hashlib
import json
import subprocess

from . import settings, suites
from .console import SetupError, say
from .databases import suite_fingerprint

PAGE = settings.ROOT / "docs" / "bypass.md"

APPS = (
    "base_automation",
    "payment_demo",
    "sale_edi_ubl",
    "sale_loyalty",
    "sale_management",
    "stock_dropshipping",
    "stock_picking_batch",
)
"""Stock modules that attempts use besides those that the suite stands on."""

RUNS = {
    "stock": "Odoo",
    "unconfigured": "With the suite, no type set up",
    "suite": "With the suite",
}

INTRODUCTION = """\
# Ways round the gates

What people and scripts try to get past an approval, tried over real HTTP in the name of the weakest who
can reach it, on Odoo 19 without the suite and with it. `tests/bypass` holds the attempts; `make bypass`
runs them on both and writes this page. What is judged is what happened, not what the server said: the
order is sold, the mail is written, the goods are gone, the page shows the price.

**passes**: the forbidden thing happened. **held**: it did not. **–**: there is nothing of the kind to try:
stock Odoo has no decisions, no stop-care and no gate pass. Where Odoo itself holds, it says so. The same
attempts also run with the suite installed and no type set up: there they get through as on stock Odoo, so
that what holds them is the gate and not a broken attempt; differences are listed below the table.
"""


def compare(databases, steps, arguments):
    """Run the attempts three times and write the page.

    :param arguments: what to give to pytest; with some, the page is left as it is
    :return: 0 when none gets through with the suite, else 1
    """
    with steps.step("Databases without and with the suite"):
        stock = _ensure_stock(databases)
        ours = _ensure_ours(databases, stock)
    outcomes = {}
    for run, title in RUNS.items():
        with steps.step(f"Attempts: {title}"):
            outcomes[run] = _run(databases, stock if run == "stock" else ours, run, arguments)
    if not arguments:
        PAGE.write_text(_write(outcomes))
        say(f"{PAGE} is written.")
    passed = [outcome for outcome in outcomes["suite"].values() if outcome["passed"]]
    for outcome in passed:
        say(f"gets through: {outcome['gate']}, {outcome['role']}: {outcome['name']}")
    say(_sum_up(outcomes))
    return 1 if passed or not outcomes["suite"] else 0


def _ensure_stock(databases):
    base = databases.ensure_base()
    digest = hashlib.sha256(",".join([base, *APPS]).encode()).hexdigest()
    name = f"p2it_bypass_{digest[:8]}"
    if not databases.exists(name):
        databases.drop_like("p2it_bypass_%")
        databases.make(name, base, "prepare-bypass.log", "-i", ",".join(APPS), assets=True)
    return name


def _ensure_ours(databases, stock):
    name = f"{stock}_{suite_fingerprint()}"
    if not databases.exists(name):
        databases.drop_like(f"{stock}_%")
        suite = ",".join(settings.suite())
        databases.make(name, stock, "prepare-bypass-suite.log", "-i", suite, assets=True)
    return name


def _run(databases, database, run, arguments):
    """:return: ``{key of the attempt: its outcome}``"""
    result, log = settings.LOGS / f"bypass-{run}.json", settings.LOGS / f"bypass-{run}.log"
    result.unlink(missing_ok=True)
    env = suites.pytest_env(databases) | {"P2IT_BYPASS_RESULT": str(result), "P2IT_BYPASS_COMPARES": "1"}
    if run == "unconfigured":
        env["P2IT_BYPASS_TYPES"] = "0"
    workers = ("-n", settings.WORKERS, "--dist=loadscope") if int(settings.WORKERS) > 1 else ()
    command = suites.pytest_command(
        databases, database, *workers, "tests/bypass", "-q", "--tb=short", *arguments
    )
    with log.open("wb") as output:
        code = subprocess.call(command, env=env, cwd=settings.ROOT, stdout=output, stderr=output)
    if code or not result.is_file():
        raise SetupError(f"An attempt itself is broken (see {log}).")
    return json.loads(result.read_text())


def _write(outcomes):
    """:return: the whole page"""
    everything = {**outcomes["stock"], **outcomes["suite"]}
    order = list(outcomes["suite"]) + [key for key in outcomes["stock"] if key not in outcomes["suite"]]
    lines = [INTRODUCTION, _sum_up(outcomes), "", *_write_totals(outcomes), ""]
    gate = None
    for number, key in enumerate(order, 1):
        outcome = everything[key]
        if outcome["gate"] != gate:
            gate = outcome["gate"]
            lines += [
                "",
                f"## {gate[0].upper()}{gate[1:]}",
                "",
                "| # | Attempt | Role | Client | Odoo | P2IT |",
            ]
            lines.append("|---|---|---|---|---|---|")
        verdicts = " | ".join(_verdict(outcomes[run].get(key)) for run in ("stock", "suite"))
        lines.append(
            f"| {number} | {outcome['name']} | {outcome['role']} | {outcome['client']} | {verdicts} |"
        )
    lines += _write_differences(outcomes)
    return "\n".join(lines) + "\n"


def _write_totals(outcomes):
    gates = dict.fromkeys(outcome["gate"] for outcome in outcomes["suite"].values())
    lines = ["| Gate | Attempts | Get through on Odoo | Get through with P2IT |", "|---|---|---|---|"]
    for gate in (*gates, None):
        counts = []
        for run in ("stock", "suite"):
            rows = [row for row in outcomes[run].values() if gate in (row["gate"], None)]
            counts.append(f"{sum(row['passed'] for row in rows)} of {len(rows)}" if rows else "–")
        tried = sum(gate in (row["gate"], None) for row in outcomes["suite"].values())
        lines.append(f"| {gate or '**All**'} | {tried} | {counts[0]} | {counts[1]} |")
    return lines


def _write_differences(outcomes):
    """:return: what the suite changes though nothing is set up"""
    rows = [
        (outcome, outcomes["unconfigured"][key])
        for key, outcome in outcomes["stock"].items()
        if key in outcomes["unconfigured"] and outcome["passed"] != outcomes["unconfigured"][key]["passed"]
    ]
    lines = ["", "## With the suite installed and no type set up", ""]
    if not rows:
        return [*lines, "Every attempt ends as on stock Odoo."]
    lines += ["Every attempt ends as on stock Odoo but these:", ""]
    return lines + [
        f"- {stock['gate']}, {stock['role']}, {stock['client']}: {stock['name']}: {_verdict(stock)} on Odoo, "
        f"{_verdict(ours)} with the suite"
        for stock, ours in rows
    ]


def _verdict(outcome):
    if outcome is None:
        return "–"
    return "**passes**" if outcome["passed"] else "held"


def _sum_up(outcomes):
    ways = {(row["gate"], row["name"]) for row in outcomes["suite"].values()}
    counts = {run: sum(row["passed"] for row in rows.values()) for run, rows in outcomes.items()}
    return (
        f"{len(outcomes['suite'])} attempts by {len(ways)} ways: on stock Odoo {counts['stock']} of "
        f"{len(outcomes['stock'])} get through, with the suite {counts['suite']} of {len(outcomes['suite'])}."
    )
