from contextlib import contextmanager

from odoo.addons.p2it_web.domain import palette
from odoo.modules import module
from odoo.tests import HttpCase as OdooHttpCase
from odoo.tests import TransactionCase, new_test_user

RED = palette.TEXT_COLORS["red"]
GREEN = palette.TEXT_COLORS["green"]
BLUE = palette.TEXT_COLORS["blue"]
YELLOW = palette.BACKGROUND_COLORS["light_yellow"]


class ColorMixin:
    """Partners to colour, people who read them, and rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Rules that other addons ship count for these partners no more than for others.
        cls.env["p2it.color.rule"].search([]).active = False
        cls.reader = cls._create_user("hoa", "base.group_user")
        cls.colleague = cls._create_user("binh", "base.group_user")
        cls.administrator = cls._create_user("an", "base.group_user,p2it_web.group_color_administrator")
        cls.an_phat, cls.binh_minh, cls.cat_tuong = cls.partners = cls.env["res.partner"].create(
            [
                {"name": "Công ty An Phát", "ref": "A", "color": 1},
                {"name": "Đại lý Bình Minh", "ref": "B", "color": 2},
                {"name": "Cửa hàng Cát Tường", "ref": "C", "color": 3},
            ]
        )

    @classmethod
    def _create_user(cls, login, groups, **values):
        return new_test_user(cls.env, login=f"p2it_color_{login}", groups=groups, **values)

    @classmethod
    def _create_rule(cls, domain="[]", user=None, **values):
        """Create a rule for everybody, or for the given user alone, as that user."""
        values = {
            "name": "Khách cần gọi",
            "model_id": cls.env["ir.model"]._get_id("res.partner"),
            "domain": domain,
            "text_color": "red",
            "audience": "me" if user else "all",
            **values,
        }
        return cls.env["p2it.color.rule"].with_user(user or cls.administrator).create(values)

    def _get_styles(self, user=None, records=None, view_type="list"):
        records = (self.partners if records is None else records).with_user(user or self.reader)
        return records.env["p2it.color.rule"]._get_styles(records, view_type)

    def _get_texts(self, user=None, records=None, view_type="list"):
        """:return: the text colour of each row, in the order of the records"""
        records = self.partners if records is None else records
        styles = self._get_styles(user, records, view_type)
        return [
            (styles.get(record.id) or {"row": None})["row"] and styles[record.id]["row"]["text"]
            for record in records
        ]

    def _read_page(self, user=None, view_type="list", records=None):
        """:return: what a view receives, by id"""
        records = self.partners if records is None else records
        model = (
            records.browse()
            .with_user(user or self.reader)
            .with_context(p2it_color=f"{records._name},{view_type}")
        )
        page = model.web_search_read([("id", "in", records.ids)], {"name": {}})
        return {values["id"]: values for values in page["records"]}

    @contextmanager
    def _count_queries(self):
        """Yield a list that holds, afterwards, the number of queries run within."""
        counted = []
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        yield counted
        self.env.flush_all()
        counted.append(self.env.cr.sql_log_count - start)


class KnownTestMixin:
    """Cursors and requests of a test are its own only while Odoo knows which test runs.

    Odoo's own runner says so; with this it holds with any other.
    """

    def setUp(self):
        super().setUp()
        before = module.current_test
        module.current_test = self
        self.addCleanup(setattr, module, "current_test", before)


class ColorCase(KnownTestMixin, ColorMixin, TransactionCase):
    """A test of colour rules on the server."""


class HttpCase(KnownTestMixin, OdooHttpCase):
    """A test over HTTP."""


class ColorHttpCase(ColorMixin, HttpCase):
    """A test of colour rules in the browser."""
