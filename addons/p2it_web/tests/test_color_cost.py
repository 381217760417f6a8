from unittest.mock import patch

from odoo.tests import tagged

from .color_common import ColorCase


@tagged("post_install", "-at_install")
class TestColorCost(ColorCase):
    """Colours cost a query per rule, whatever the length of the page, and no request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.page = cls.env["res.partner"].create([{"name": f"Khách {n}", "color": n % 12} for n in range(80)])

    def _create_rules(self, count=20):
        for number in range(count):
            self._create_rule(f"[('color', '=', {number}), ('name', 'ilike', 'Khách')]", sequence=number)

    def _count_page(self, size, wish=True):
        model = self.env["res.partner"].with_user(self.reader)
        if wish:
            model = model.with_context(p2it_color="res.partner,list")
        domain = [("id", "in", self.page[:size].ids)]
        model.web_search_read(domain, {"name": {}}, limit=size)  # what is cached for good
        self.env.invalidate_all()
        with self._count_queries() as counted:
            model.web_search_read(domain, {"name": {}}, limit=size)
        return counted[0]

    def test_twenty_rules_cost_a_page_of_eighty_at_most_twenty_queries_and_a_savepoint(self):
        plain = self._count_page(80, wish=False)
        self._create_rules(20)
        self.assertLessEqual(self._count_page(80) - plain, 20 + 2)

    def test_a_long_page_costs_no_more_queries_than_a_short_one(self):
        for number in range(20):
            self._create_rule(f"[('color', '=', {100 + number})]", sequence=number)
        self.assertLessEqual(self._count_page(80), self._count_page(8))

    def test_without_rules_a_page_costs_nothing_more(self):
        self.assertEqual(self._count_page(80), self._count_page(80, wish=False))

    def test_the_records_of_a_page_are_read_once(self):
        self._create_rules(3)
        reads = []
        read = self.registry["res.partner"].read

        def count(records, *args, **kwargs):
            reads.append(records)
            return read(records, *args, **kwargs)

        with patch.object(self.registry["res.partner"], "read", count):
            self._read_page(records=self.page)
        self.assertEqual(len(reads), 1)

    def test_a_page_settled_by_the_first_rule_asks_no_other(self):
        self._create_rule("[]", sequence=-1)
        few = self._count_page(80)
        self._create_rules(20)
        self.assertEqual(self._count_page(80), few)

    def test_twenty_rules_a_reader_may_not_know_of_cost_no_savepoint_each(self):
        for number in range(20):
            self._create_rule(f"[('ref', '=', '{number}')]", sequence=number)
        field = self.registry["res.partner"]._fields["ref"]
        with patch.object(field, "groups", "p2it_web.group_color_administrator"):
            hidden = self._count_page(80)
        self.assertLessEqual(hidden - self._count_page(80, wish=False), 2)

    def test_opened_groups_are_coloured_in_one_batch(self):
        self._create_rules(20)
        model = self.env["res.partner"].with_user(self.reader)

        def count(wish):
            records = model.with_context(p2it_color="res.partner,list") if wish else model
            arguments = {"auto_unfold": True, "unfold_read_specification": {"name": {}}}
            domain = [("id", "in", self.page.ids)]
            records.web_read_group(domain, ["color"], **arguments)
            self.env.invalidate_all()
            with self._count_queries() as counted:
                records.web_read_group(domain, ["color"], **arguments)
            return counted[0]

        self.assertLessEqual(count(True) - count(False), 22)
