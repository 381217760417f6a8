import re

import psycopg2
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .return_common import ReturnCommon

_COLUMNS = """
    SELECT attribute.attname, format_type(attribute.atttypid, NULL),
           (SELECT key.confrelid::regclass::text FROM pg_constraint key
             WHERE key.conrelid = attribute.attrelid AND key.contype = 'f'
               AND key.conkey = ARRAY[attribute.attnum] LIMIT 1)
      FROM pg_attribute attribute
     WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attname = ANY(%s)
"""

_TEXTS = {
    "display_type": ("'line_note'", "'tax'", "'rounding'"),
    "move_type": ("'entry'", "'out_refund'"),
    "state": ("'draft'", "'cancel'", "'sale'", "'posted'"),
    "tz": ("'Asia/Tokyo'",),
    "usage": ("'supplier'", "'customer'", "'internal'"),
}
"""Other values of columns of text, by their names."""

_OTHERS = {
    "bigint": ("{0} + 1",),
    "boolean": ("NOT COALESCE({0}, FALSE)",),
    "date": ("{0} + 40", "NULL"),
    "double precision": ("COALESCE({0}, 0) * 2 + 1",),
    "integer": ("{0} + 1",),
    "numeric": ("COALESCE({0}, 0) * 2 + 1",),
    "timestamp without time zone": ("{0} + INTERVAL '40 days'",),
}
"""Other values of columns, by their types."""


@tagged("post_install", "-at_install")
class TestStatisticsWatches(ReturnCommon):
    """Whatever a row follows from: changing it, by whatever way, marks the document whose row it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = cls.env["p2it.sales.statistics.store"]
        cls.measures, cls.sources = cls.store._get_measures(), cls.store._get_sources()

    def _make_documents(self):
        goods = self._create_goods("Gạo ST25", 25000)
        order = self._sold((goods, 10))
        self._bring_back((order.order_line, 3))
        self._sold((goods, 4))
        self._deliver(self._order((goods, 4)))._action_cancel()
        invoice = order.invoice_ids[:1]
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({"amount": 1000})._create_payments()
        self.customer.user_id = self.env.ref("base.user_admin")
        self._care()
        self._spend()

    def _care(self):
        call = self.env.ref("mail.mail_activity_data_call")
        values = {
            "partner_id": self.customer.id,
            "activity_type_id": call.id,
            "summary": "Gọi hỏi thăm khách",
        }
        self.env["p2it.care"].create(values)

    def _spend(self):
        meal = self.env["product.product"].create(
            {"name": "Tiếp khách", "can_be_expensed": True, "standard_price": 0, "type": "service"}
        )
        expense = self.env["hr.expense"].create(
            {
                "name": "Tiếp khách",
                "employee_id": self.env["hr.employee"].create({"name": "Năm"}).id,
                "product_id": meal.id,
                "total_amount_currency": 500,
                "customer_id": self.customer.id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE hr_expense SET state = 'approved' WHERE id = %s", [expense.id])

    def _compare(self):
        """:return: the rows that are stored and not marked, and what the documents say of the same"""
        marked = self.store._get_marked()
        names = self.store._get_row_columns()
        ignored = self.store._is_marked(marked)
        stored = self.env.execute_query(
            SQL("SELECT %s FROM p2it_sales_statistics_row WHERE NOT %s", names, ignored)
        )
        live = [
            row
            for source in self.sources
            for row in self.env.execute_query(source.select(self.measures))
            if row[2] not in marked.get(source.root, ())
        ]
        return set(stored), set(live)

    def _get_changes(self):
        """:return: yields ``(table, column, SQL of another value)`` of what the sources' SQL names"""
        texts = [
            text
            for source in self.sources
            for text in (
                source.origin,
                source.document,
                source.tables,
                source.condition,
                *source.columns.values(),
            )
        ]
        words = sorted(set(re.findall(r"\w+", " ".join(texts))) - {"id"})
        tables = {watch.table for source in self.sources for watch in source.watches}
        for table in sorted(tables - {"p2it_commission_entry"}):
            self.env.cr.execute(_COLUMNS, [table, words])
            for name, kind, target in self.env.cr.fetchall():
                values = _TEXTS.get(name, ()) or _OTHERS.get(kind, ("'x'",))
                if target:
                    others = "(SELECT {1}(other.id) FROM " + target + " other WHERE other.id <> {2}.{0})"
                    values = (*(others.replace("{1}", end) for end in ("MIN", "MAX")), "NULL")
                for value in values:
                    yield table, name, value.replace("{0}", f'"{name}"').replace("{2}", table)

    def _change(self, table, name, value):
        column = SQL.identifier(name)
        self.env.cr.execute(SQL("UPDATE %s SET %s = %s", SQL.identifier(table), column, SQL(value)))

    def test_a_change_of_anything_a_row_follows_from_marks_its_document(self):
        self._make_documents()
        self.env.flush_all()
        self.env.invalidate_all()
        self.store._rebuild()
        stored, live = self._compare()
        self.assertEqual(stored, live)
        self.assertGreaterEqual(len({row[1] for row in stored}), 8)
        changed = 0
        for table, name, value in self._get_changes():
            with self.subTest(table=table, column=name, value=value):
                self.env.cr.execute("SAVEPOINT p2it_change")
                try:
                    with mute_logger("odoo.sql_db"):
                        self._change(table, name, value)
                        stored, live = self._compare()
                    changed += 1
                    self.assertEqual(stored, live)
                except psycopg2.errors.IntegrityError:
                    pass  # the database refuses it
                finally:
                    self.env.cr.execute("ROLLBACK TO SAVEPOINT p2it_change")
        self.assertGreater(changed, 80)
