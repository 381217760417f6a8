from odoo.tests import tagged

from .visibility_common import SECRET, VisibilityCommon, attempt


def _label(model):
    """:return: a stored column to group by and to export"""
    return {
        "mail.followers": "res_model",
        "mail.notification": "res_partner_id",
        "p2it.lifecycle.event": "partner_id",
        "sale.report": "partner_id",
        "account.invoice.report": "partner_id",
        "crm.activity.report": "lead_id",
        "res.partner.bank": "acc_holder_name",
        "mail.activity": "summary",
        "mail.message": "subject",
        "ir.attachment": "name",
        "calendar.attendee": "partner_id",
        "payment.transaction": "reference",
        "res.users": "partner_id",
    }.get(model, "name")


def _read(record):
    return record.read([_label(record._name), "display_name"])


def _web_search_read(record):
    found = record.web_search_read([("id", "=", record.id)], {"display_name": {}, _label(record._name): {}})
    return found["records"]


def _formatted_read_group(record):
    groups = record.formatted_read_group([("id", "=", record.id)], [_label(record._name)], ["__count"])
    return [group for group in groups if group["__count"]]


def _export(record):
    return [row for row in record.export_data([".id"])["datas"] if row[0]]


OPERATIONS = {
    "search": lambda record: record.search([("id", "=", record.id)]).ids,
    "read": _read,
    "web_read": lambda record: record.web_read({"display_name": {}}),
    "web_search_read": _web_search_read,
    "search_read": lambda record: record.search_read([("id", "=", record.id)], [_label(record._name)]),
    "name_search": lambda record: record.name_search("", [("id", "=", record.id)]),
    "formatted_read_group": _formatted_read_group,
    "search_count": lambda record: record.search_count([("id", "=", record.id)]),
    "export_data": _export,
    "filtered access": lambda record: record._filtered_access("read").ids,
}
# No screen and no client searches these by name.
WITHOUT_NAME = {"sale.report", "account.invoice.report", "crm.activity.report", "ir.attachment"}


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

    def _attack(self, user):
        """Yield (model, operation, what the user gets), each in a subtest."""
        for model, record in self.records.items():
            for operation, call in OPERATIONS.items():
                if operation == "name_search" and record._name in WITHOUT_NAME:
                    continue
                with self.subTest(user=user.login, model=model, operation=operation):
                    self.env.invalidate_all()
                    yield attempt(lambda call=call, record=record: call(record.with_user(user)))

    def test_a_peer_gets_nothing(self):
        for result in self._attack(self.peer):
            self.assertFalse(result)

    def test_the_head_of_other_people_gets_nothing(self):
        for result in self._attack(self.peer_head):
            self.assertFalse(result)

    def test_the_salesperson_gets_everything(self):
        for result in self._attack(self.seller):
            self.assertTrue(result)

    def test_the_next_superior_gets_everything(self):
        for result in self._attack(self.leader):
            self.assertTrue(result)

    def test_a_superior_two_levels_above_gets_everything(self):
        for result in self._attack(self.head):
            self.assertTrue(result)

    def test_a_superior_three_levels_above_gets_everything(self):
        for result in self._attack(self.director):
            self.assertTrue(result)

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
