from odoo.tests import tagged

from .return_common import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnCost(ReturnCommon):
    """Our own queries do not depend on the number of lines."""

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - start

    def _measure(self, number):
        order = self._sold(*[(self.water, 2)] * number)
        document = self.env["p2it.return"].create(
            {"partner_id": self.customer.id, "reason_id": self.reason.id, "user_id": self.seller.id}
        )
        document = document.with_user(self.seller)
        add = self._count(document.action_add_all_delivered)
        show = self._count(lambda: document.line_ids.read(["returnable", "is_gift", "amount"]))
        rooms = self._count(order.order_line._get_return_rooms)
        submit = self._count(document.action_submit)
        self.assertEqual(len(document.line_ids), number)
        self._receive(document)
        changes = self._count(
            lambda: self.env["p2it.return.bill"]._find_changes(order)  # nothing is taken back yet
        )
        document.with_user(self.officer).action_inspect()
        self.assertEqual(len(document.sudo().credit_ids.invoice_line_ids), number)
        return {"add": add, "show": show, "rooms": rooms, "submit": submit, "changes": changes}

    def test_a_hundred_lines_cost_as_many_queries_as_five(self):
        few, many = self._measure(5), self._measure(100)
        for name in few:
            self.assertLessEqual(many[name], few[name] + 5, f"{name}: {few} {many}")
