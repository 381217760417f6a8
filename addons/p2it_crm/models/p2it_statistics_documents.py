from odoo import api, models

from ..report.p2it_care_margin import SPENT_STATES
from ..statistics import Source, Watch

_RATE = "COALESCE(NULLIF(so.currency_rate, 0), 1)"
_ZONE = "COALESCE(calendar.tz, 'UTC')"
IS_SALE = "move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
MOVES_OF_ITEMS = (
    "SELECT changed.move_id FROM changed JOIN account_move move ON move.id = changed.move_id"
    " WHERE move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
)
"""Query for the invoices of the journal items ``changed``."""


def day_in_company(moment):
    """:return: SQL of the day where the company works, of a moment in UTC; joins ``calendar``"""
    return f"({moment} AT TIME ZONE 'UTC' AT TIME ZONE {_ZONE})::date"


def join_calendar(company):
    """:return: SQL that joins the working hours of a company, for :func:`day_in_company`"""
    return (
        f"LEFT JOIN res_company company ON company.id = {company}"
        " LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id"
    )


def watch_calendar(documents):
    """:return: watches of what tells which day it is where a company works

    :param documents: query for all documents of the companies ``moved``
    """
    return (
        Watch("res_company", ("resource_calendar_id",), documents.format(moved="SELECT id FROM changed")),
        Watch(
            "resource_calendar",
            ("tz",),
            documents.format(
                moved="SELECT company.id FROM res_company company"
                " JOIN changed ON changed.id = company.resource_calendar_id"
            ),
        ),
    )


class P2itSalesStatisticsDocuments(models.AbstractModel):
    """The documents whose figures the sales statistics know without any other addon."""

    _name = "p2it.sales.statistics.documents"
    _description = "Documents of the Sales Statistics"

    @api.model
    def _get_sources(self):
        """:return: list of ``Source``"""
        return [
            self._get_orders(),
            self._get_invoices(),
            self._get_payments(),
            self._get_expenses(),
            self._get_care(),
            self._get_accounts(),
        ]

    @api.model
    def _get_orders(self):
        """One row per line of a confirmed order; the first of them stands for the order."""
        return Source(
            name="order",
            number=0,
            root="sale.order",
            origin="line.id",
            document="so.id",
            columns={
                **self._get_columns_of_order(day_in_company("so.date_order")),
                "product_id": "line.product_id",
                "ordered": f"line.price_subtotal / {_RATE}",
                "quantity": "line.product_uom_qty * unit.factor / standard.factor",
                "cost": f"line.purchase_price * line.product_uom_qty / {_RATE}",
                "order_count": "CASE WHEN line.id = MIN(line.id) OVER (PARTITION BY so.id) THEN 1 END",
            },
            tables="sale_order so JOIN sale_order_line line ON line.order_id = so.id"
            " LEFT JOIN product_product product ON product.id = line.product_id"
            " LEFT JOIN product_template template ON template.id = product.product_tmpl_id"
            " LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id"
            f" LEFT JOIN uom_uom standard ON standard.id = template.uom_id {join_calendar('so.company_id')}",
            condition="so.state = 'sale' AND line.display_type IS NULL",
            watches=(*self._watch_orders(), *self._watch_units()),
        )

    @api.model
    def _get_columns_of_order(self, date):
        """:return: dimensions that rows of an order take from it"""
        return {
            "company_id": "so.company_id",
            "date": date,
            "partner_id": "so.partner_id",
            "user_id": "so.user_id",
            "team_id": "so.team_id",
        }

    @api.model
    def _watch_orders(self):
        return (
            Watch(
                "sale_order",
                (
                    *("state", "date_order", "partner_id", "user_id", "team_id", "company_id"),
                    "currency_rate",
                ),
                # Of a line nobody can say so: the order may be confirmed at this moment by somebody else.
                "SELECT id FROM changed WHERE state = 'sale'",
            ),
            Watch(
                "sale_order_line",
                (
                    *("order_id", "product_id", "product_uom_qty", "product_uom_id", "price_subtotal"),
                    *("purchase_price", "display_type"),
                ),
                "SELECT order_id FROM changed",
            ),
            *watch_calendar("SELECT so.id FROM sale_order so WHERE so.company_id IN ({moved})"),
        )

    @api.model
    def _watch_units(self):
        lines = (
            "SELECT line.order_id FROM sale_order_line line"
            " JOIN product_product product ON product.id = line.product_id"
            " JOIN product_template template ON template.id = product.product_tmpl_id"
        )
        return (
            Watch("product_template", ("uom_id",), f"{lines} JOIN changed ON changed.id = template.id"),
            Watch(
                "uom_uom",
                ("factor",),
                f"{lines} JOIN changed ON changed.id IN (line.product_uom_id, template.uom_id)",
            ),
        )

    @api.model
    def _get_invoices(self):
        return Source(
            name="invoice",
            number=1,
            root="account.move",
            origin="item.id",
            document="move.id",
            columns={
                **self._get_columns_of_invoice("COALESCE(move.invoice_date, move.date)"),
                "product_id": "item.product_id",
                "invoiced": "-item.balance",
            },
            tables="account_move move JOIN account_move_line item ON item.move_id = move.id",
            # What a cash rounding adds is untaxed, too, unless it is part of a tax.
            condition=f"move.state = 'posted' AND move.{IS_SALE} AND (item.display_type = 'product'"
            " OR item.display_type = 'rounding' AND item.tax_repartition_line_id IS NULL)",
            watches=(
                Watch(
                    "account_move",
                    (
                        *("state", "move_type", "invoice_date", "date", "partner_id", "invoice_user_id"),
                        *("team_id", "company_id"),
                    ),
                    "SELECT id FROM changed WHERE move_type IN ('out_invoice', 'out_refund', 'out_receipt')",
                ),
                Watch(
                    "account_move_line",
                    ("move_id", "balance", "product_id", "display_type", "tax_repartition_line_id"),
                    MOVES_OF_ITEMS,
                ),
            ),
        )

    @api.model
    def _get_columns_of_invoice(self, date):
        return {
            "company_id": "move.company_id",
            "date": date,
            "partner_id": "move.partner_id",
            "user_id": "move.invoice_user_id",
            "team_id": "move.team_id",
        }

    @api.model
    def _get_expenses(self):
        spent = ", ".join(f"'{state}'" for state in SPENT_STATES)
        return Source(
            name="expense",
            number=3,
            root="hr.expense",
            origin="expense.id",
            document="expense.id",
            columns={
                "company_id": "expense.company_id",
                "date": "COALESCE(expense.date, expense.create_date::date)",
                "partner_id": "expense.customer_id",
                "user_id": "employee.user_id",
                "care_cost": "expense.total_amount",
            },
            tables="hr_expense expense LEFT JOIN hr_employee employee ON employee.id = expense.employee_id",
            condition=f"expense.state IN ({spent})"
            " AND (expense.customer_id IS NOT NULL OR expense.lead_id IS NOT NULL)",
            watches=(
                Watch(
                    "hr_expense",
                    (
                        *("state", "total_amount", "customer_id", "lead_id", "employee_id", "date"),
                        "company_id",
                    ),
                    "SELECT id FROM changed",
                ),
                Watch(
                    "hr_employee",
                    ("user_id",),
                    "SELECT expense.id FROM hr_expense expense"
                    " JOIN changed ON changed.id = expense.employee_id",
                ),
            ),
        )

    @api.model
    def _get_care(self):
        return Source(
            name="care",
            number=4,
            root="p2it.care",
            origin="care.id",
            document="care.id",
            columns={
                "company_id": "care.company_id",
                "date": day_in_company("care.date"),
                "partner_id": "care.partner_id",
                "user_id": "care.user_id",
                "care_count": "1",
            },
            tables=f"p2it_care care {join_calendar('care.company_id')}",
            condition="TRUE",
            watches=(
                Watch("p2it_care", ("date", "partner_id", "user_id", "company_id"), "SELECT id FROM changed"),
                *watch_calendar("SELECT care.id FROM p2it_care care WHERE care.company_id IN ({moved})"),
            ),
        )

    @api.model
    def _get_accounts(self):
        """The day on which a customer became an account, counted for who looks after it."""
        return Source(
            name="account",
            number=5,
            root="res.partner",
            origin="customer.id",
            document="customer.id",
            columns={
                "company_id": "customer.company_id",
                "date": "customer.account_date",
                "partner_id": "customer.id",
                "user_id": "customer.user_id",
                "new_customer_count": "1",
            },
            tables="res_partner customer",
            condition="customer.account_date IS NOT NULL AND customer.active"
            " AND customer.commercial_partner_id = customer.id",
            watches=(
                Watch(
                    "res_partner",
                    ("account_date", "active", "commercial_partner_id", "company_id", "user_id"),
                    "SELECT id FROM changed WHERE account_date IS NOT NULL",
                ),
            ),
        )
