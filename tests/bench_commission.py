"""What computing a year's commission costs, against the OCA's settlement where that is installed.

``make bench ARGS=commission`` runs this in Odoo's shell over a copy of a database with the suite.

A year of 100,000 paid invoices with ten lines each, 50 salespeople, 2,000 customers, 200 products, 30 rules,
one of them with tiers by the month's total: 1,000,000 lines. Measured: computing a tenth of it, all of it at
once, all of it again when nothing is new, and what 100 lines more, invoiced and paid since, take. Limits:
500 MB for the server's process, twice the time per line for ten times the lines, nothing added by the second
run, a twentieth of its time after 100 new lines, and every entry's amount adding up to what the rules pay.

Where the OCA's ``account_commission_oca`` is installed, its wizard settles 20,000 agents' lines of the same
kind of invoices in the same run; ours must be 20 times as fast per line.
"""

import resource
import time
from datetime import date

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
INVOICES, LINES, PEOPLE, CUSTOMERS, PRODUCTS, OCA = 100_000, 10, 50, 2_000, 200, 2_000
MEMORY, FACTOR, SLOWER, TOUCHED = 500, 20, 2, 0.05
DAY = "DATE '2025-01-01' + ((g * 37) % 365)::int"


def copy_rows(table, source, count, **changes):
    """Copy a row so many times; ``g`` counts the copies.

    :param changes: columns that differ, as expressions
    :return: smallest and largest new id
    """
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name != 'id'"
        " AND is_generated = 'NEVER'",
        [table],
    )
    names = [name for (name,) in env.cr.fetchall()]
    env.cr.execute(
        SQL(
            "WITH added AS (INSERT INTO %s (%s) SELECT %s FROM %s s, generate_series(1, %s) g WHERE s.id = %s"
            " ORDER BY g RETURNING id) SELECT MIN(id), MAX(id) FROM added",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(
                SQL(changes[name].replace("%", "%%")) if name in changes else SQL.identifier("s", name)
                for name in names
            ),
            SQL.identifier(table),
            count,
            source,
        )
    )
    return env.cr.fetchone()


def make_people():
    """:return: (the company, salespeople, customers, products)"""
    company = env["res.company"].create({"name": "Bench", "currency_id": env.ref("base.VND").id})
    env.ref("base.VND").active = True
    env.user.write({"company_ids": [Command.link(company.id)], "company_id": company.id})
    env["account.chart.template"].with_company(company).try_loading(
        "generic_coa", company, install_demo=False
    )
    groups = env["p2it.customer.group"].create([{"name": f"Nhóm {number}"} for number in range(10)])
    categories = env["product.category"].create([{"name": f"Ngành {number}"} for number in range(20)])
    products = env["product.product"].create(
        [
            {"name": f"Hàng {number}", "categ_id": categories[number % 20].id, "taxes_id": False}
            for number in range(PRODUCTS)
        ]
    )
    users = env["res.users"].union(
        *(
            new_test_user(
                env,
                f"bench.{number}",
                "sales_team.group_sale_salesman",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            for number in range(PEOPLE)
        )
    )
    customers = env["res.partner"].create(
        [
            {"name": f"Khách {number}", "customer_group_id": groups[number % 10].id}
            for number in range(CUSTOMERS)
        ]
    )
    return company, users, customers, products


def make_plan(company, products, customers):
    categories, groups = products.categ_id, customers.customer_group_id
    rules = [
        {"rate": 1, "tier_ids": [Command.create({"threshold": 50_000_000, "value": 1.5})]},
        *({"rate": 2 + number / 10, "categ_id": categories[number].id} for number in range(14)),
        *({"rate": 3, "customer_group_id": groups[number].id} for number in range(5)),
        *({"rate": 4, "product_id": products[number].id} for number in range(10)),
    ]
    plan = env["p2it.commission.plan"].create(
        {
            "name": "Bench",
            "company_id": company.id,
            "date_from": date(2025, 1, 1),
            "date_to": date(2025, 12, 31),
            "rule_ids": [Command.create(rule) for rule in rules],
        }
    )
    plan.action_confirm()
    return plan


def make_first_invoice(company, users, customers, products):
    invoice = (
        env["account.move"]
        .with_company(company)
        .create(
            {
                "move_type": "out_invoice",
                "partner_id": customers[0].id,
                "invoice_user_id": users[0].id,
                "invoice_date": date(2025, 1, 2),
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": product.id, "quantity": 1, "price_unit": 123_457, "tax_ids": False}
                    )
                    for product in products[:LINES]
                ],
            }
        )
    )
    invoice.action_post()
    env.flush_all()
    return invoice


def pick(records, place):
    """:return: expression of the id of one of some records, by a place that ``g`` moves on"""
    return f"(ARRAY{records.ids})[1 + ({place}) % {len(records)}]"


def add_invoices(invoice, users, customers, products, start, count):
    """Copy the invoice, its lines, and payments that settle them, in SQL."""
    customer = pick(customers, "g")
    first, _last = copy_rows(
        "account_move",
        invoice.id,
        count,
        name=f"'BENCH/' || ({start} + g)",
        partner_id=customer,
        commercial_partner_id=customer,
        invoice_user_id=pick(users, "g"),
        invoice_date=DAY,
        date=DAY,
        sequence_number=f"{start} + g",
    )
    # Triggers look these rows up: without the planner's knowing how many, by reading all of them each time.
    env.cr.execute("ANALYZE account_move")
    common = {"move_id": f"{first} + g - 1", "partner_id": customer}
    for position, line in enumerate(invoice.invoice_line_ids):
        product = pick(products, f"g * 7 + {position} * 13")
        balance = "-(s.credit + g % 1000)"
        copy_rows("account_move_line", line.id, count, product_id=product, balance=balance, **common)
    due = invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
    receivable, _last = copy_rows("account_move_line", due.id, count, date_maturity=DAY, **common)
    env.cr.execute("ANALYZE account_move_line")
    add_payments(due, receivable, count)
    env.cr.execute("ANALYZE account_move, account_move_line, account_partial_reconcile")


def add_payments(due, receivable, count):
    """Settle copies of a receivable line in whole.

    :param int receivable: id of the first copy
    """
    opposite = {
        "balance": "-s.balance",
        "amount_currency": "-s.amount_currency",
        "debit": "0",
        "credit": "s.debit",
    }
    paid, _last = copy_rows("account_move_line", due.id, count, move_id=str(payment.id), **opposite)
    env.cr.execute(
        SQL(
            """
            INSERT INTO account_partial_reconcile (
                   debit_move_id, credit_move_id, amount, debit_amount_currency, credit_amount_currency,
                   max_date, company_id, debit_currency_id, credit_currency_id)
            SELECT %(receivable)s + g - 1, %(paid)s + g - 1, %(amount)s, %(amount)s, %(amount)s,
                   %(day)s, %(company)s, %(currency)s, %(currency)s
              FROM generate_series(1, %(count)s) g
            """,
            receivable=receivable,
            paid=paid,
            amount=due.balance,
            day=SQL(DAY.replace("%", "%%")),
            company=due.company_id.id,
            currency=due.currency_id.id,
            count=count,
        )
    )


def sell_more(count):
    """Invoice ten lines each to so many customers, and have them paid, as people do."""
    moves = (
        env["account.move"]
        .with_company(company)
        .create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": customers[number].id,
                    "invoice_user_id": users[number].id,
                    "invoice_date": date(2025, 1 + number % 12, 3),
                    "invoice_line_ids": [
                        Command.create({"product_id": product.id, "price_unit": 200_000, "tax_ids": False})
                        for product in products[:LINES]
                    ],
                }
                for number in range(count)
            ]
        )
    )
    moves.action_post()
    for move in moves:
        due = move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        entry = payment.copy({"date": move.date})
        bank = entry.journal_id.default_account_id
        entry.line_ids = [
            Command.create(
                {"account_id": due.account_id.id, "balance": -due.balance, "partner_id": due.partner_id.id}
            ),
            Command.create({"account_id": bank.id, "balance": due.balance}),
        ]
        entry.action_post()
        (due + entry.line_ids.filtered_domain([("account_id", "=", due.account_id.id)])).reconcile()
    env.flush_all()


def compute(is_whole=True):
    """:return: (entries added, seconds, queries)"""
    before, start = env.cr.sql_log_count, time.perf_counter()
    added = env["p2it.commission.engine"].run(company, is_whole=is_whole)
    return added, time.perf_counter() - start, env.cr.sql_log_count - before


company, users, customers, products = make_people()
plan = make_plan(company, products, customers)
invoice = make_first_invoice(company, users, customers, products)
payment = env["account.move"].create(
    {
        "move_type": "entry",
        "journal_id": env["account.journal"]
        .search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
        .id,
    }
)

add_invoices(invoice, users, customers, products, 0, INVOICES // 10)
few = compute()
print(f"{few[0]:,} entries of {INVOICES // 10 * LINES:,} lines: {few[1]:.1f} s, {few[2]} queries")
env.cr.execute("TRUNCATE p2it_commission_entry CASCADE")
add_invoices(invoice, users, customers, products, INVOICES // 10, INVOICES - INVOICES // 10)
many = compute()
rate = many[0] / many[1]
print(
    f"{many[0]:,} entries of {INVOICES * LINES:,} lines: {many[1]:.1f} s, {many[2]} queries, "
    f"{rate:,.0f} lines/s"
)
again = compute()
print(f"again, nothing new: {again[0]} entries, {again[1]:.1f} s")
env.cr.execute("ANALYZE p2it_commission_entry")
sell_more(100 // LINES)
touched = compute(is_whole=False)
share = touched[1] / again[1]
print(
    f"after 100 new lines: {touched[0]} entries, {touched[1]:.2f} s, {touched[2]} queries, "
    f"{share:.1%} of a run over everything (limit {TOUCHED:.0%})"
)
rest = compute()
print(f"a run over everything after it adds {rest[0]} entries")
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"the server's process: {memory:.0f} MB at most (limit {MEMORY})")
slower = many[1] / many[0] / (few[1] / few[0])
print(f"time per line with ten times the lines: {slower:.2f} times (limit {SLOWER})")

env.cr.execute(
    """
    SELECT SUM(d.amount) - SUM(ROUND(d.base * d.value / 100, %s)), COUNT(*)
      FROM p2it_commission_entry d
     WHERE NOT EXISTS (SELECT FROM p2it_commission_tier t WHERE t.rule_id = d.rule_id)
    """,
    [company.currency_id.decimal_places],
)
difference, checked = env.cr.fetchone()
print(f"{checked:,} entries without tiers add up to what the rules pay: difference {difference:.0f}")


def settle_with_oca():
    """:return: (lines, seconds, queries) of the OCA's settlement of the same kind of invoices"""
    kind = env["commission"].create({"name": "Bench 2%", "fix_qty": 2, "invoice_state": "open"})
    agent = env["res.partner"].create({"name": "Agent", "agent": True, "commission_id": kind.id})
    first = invoice.copy({"invoice_date": date(2025, 1, 2)})
    first.invoice_line_ids[0].agent_ids = [
        Command.clear(),
        Command.create({"agent_id": agent.id, "commission_id": kind.id}),
    ]
    first.action_post()
    env.flush_all()
    source = first.invoice_line_ids[0].agent_ids
    env.cr.execute(
        SQL(
            """
            SELECT ARRAY(SELECT l.id FROM account_move_line l WHERE l.display_type = 'product'
                            AND l.company_id = %s ORDER BY l.id LIMIT %s)
            """,
            company.id,
            OCA * LINES,
        )
    )
    lines = env.cr.fetchone()[0]
    copy_rows("account_invoice_line_agent", source.id, len(lines), object_id=f"(ARRAY{lines})[g]")
    env.invalidate_all()
    before, start = env.cr.sql_log_count, time.perf_counter()
    wizard = env["commission.make.settle"].create(
        {
            "date_to": date(2026, 1, 31),
            "agent_ids": [Command.set(agent.ids)],
            "settlement_type": "sale_invoice",
        }
    )
    wizard.action_settle()
    env.flush_all()
    return len(lines), time.perf_counter() - start, env.cr.sql_log_count - before


ratio = None
if "account.invoice.line.agent" in env:
    count, seconds, queries = settle_with_oca()
    theirs = count / seconds
    ratio = rate / theirs
    print(
        f"the OCA's settlement of {count:,} lines: {seconds:.1f} s, {queries} queries, {theirs:,.0f} lines/s"
    )
    print(f"ours is {ratio:.0f} times as fast per line (limit {FACTOR})")

assert many[0] >= INVOICES * LINES * 0.99
assert again[0] == 0
assert touched[0] == 100
assert rest[0] == 0
assert share <= TOUCHED
assert memory <= MEMORY
assert slower <= SLOWER
assert abs(difference) < 1
assert ratio is None or ratio >= FACTOR
