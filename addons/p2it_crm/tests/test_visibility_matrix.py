from odoo.tests import tagged

from .visibility_common import FOR_ACCOUNTANTS, NOBODYS, SECRET, VisibilityCommon, attempt, label


def _read(record):
    return record.read([label(record._name), "display_name"])


def _web_search_read(record):
    found = record.web_search_read([("id", "=", record.id)], {"display_name": {}, label(record._name): {}})
    return found["records"]


def _formatted_read_group(record):
    groups = record.formatted_read_group([("id", "=", record.id)], [label(record._name)], ["__count"])
    return [group for group in groups if group["__count"]]


def _export(record):
    return [row for row in record.export_data([".id", label(record._name)])["datas"] if row[0]]


OPERATIONS = {
    "search": lambda record: record.search([("id", "=", record.id)]).ids,
    "read": _read,
    "web_read": lambda record: record.web_read({"display_name": {}}),
    "web_search_read": _web_search_read,
    "search_read": lambda record: record.search_read([("id", "=", record.id)], [label(record._name)]),
    "name_search": lambda record: record.name_search("", [("id", "=", record.id)]),
    "formatted_read_group": _formatted_read_group,
    "search_count": lambda record: record.search_count([("id", "=", record.id)]),
    "export_data": _export,
    "filtered access": lambda record: record._filtered_access("read").ids,
}


@tagged("post_install", "-at_install")
class TestVisibilityMatrix(VisibilityCommon):
    """Every operation on every model that shows a customer, by people of four levels and a peer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.records = cls._create_everything(cls.seller)
        export = cls.env.ref("base.group_allow_export")
        cls.people = cls.director | cls.head | cls.leader | cls.seller | cls.peer | cls.peer_head
        cls.people.group_ids += export

    def _assert_gets(self, user, expected):
        """Try every operation on every record; every answer that is wrong is told at the end."""
        wrong, self.maxDiff = [], None
        for model, record in self.records.items():
            for operation, call in OPERATIONS.items():
                if (operation, record._name) in NOBODYS or (expected and model in FOR_ACCOUNTANTS):
                    continue
                self.env.invalidate_all()
                result = attempt(lambda call=call, record=record: call(record.with_user(user)))
                if bool(result) != expected or (not expected and SECRET in str(result)):
                    wrong.append((model, operation, result))
        self.assertEqual(wrong, [])

    def test_a_peer_gets_nothing(self):
        self._assert_gets(self.peer, False)

    def test_the_head_of_other_people_gets_nothing(self):
        self._assert_gets(self.peer_head, False)

    def test_the_salesperson_gets_everything(self):
        self._assert_gets(self.seller, True)

    def test_the_next_superior_gets_everything(self):
        self._assert_gets(self.leader, True)

    def test_a_superior_two_levels_above_gets_everything(self):
        self._assert_gets(self.head, True)

    def test_a_superior_three_levels_above_gets_everything(self):
        self._assert_gets(self.director, True)

    def test_no_list_without_conditions_tells_a_peer_the_name(self):
        for model in {record._name for record in self.records.values()}:
            with self.subTest(model=model):
                records = self.env[model].with_user(self.peer)
                found = attempt(lambda records=records: records.search_read([], limit=500))
                self.assertNotIn(SECRET, str(found))

    def test_nobody_below_can_write_or_delete_what_a_peer_has(self):
        for model, record in self.records.items():
            for operation in ("write", "unlink"):
                with self.subTest(model=model, operation=operation):
                    self.assertFalse(record.with_user(self.peer).has_access(operation))
