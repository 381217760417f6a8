from unittest.mock import patch

from odoo.tests import tagged

from ..models import p2it_commission_engine_bulk as bulk
from .commission_common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionBulk(CommissionCommon):
    """A first run makes the ledger's indexes anew, and nobody sees a difference."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_plan({"rate": 2, "trigger": "invoiced"})
        for day in ("2026-03-01", "2026-03-02"):
            cls._sell(day, (cls.beer, 100_000), (cls.craft, 200_000))

    def _run_in_bulk(self):
        """:return: how many entries were added, and how many indexes were made anew"""
        engine, made = self.env.registry["p2it.commission.engine"], []
        drop = engine._drop_indexes

        def count(own):
            made.extend(drop(own))
            return made

        with (
            patch.object(bulk, "_MANY", 1),
            patch.object(bulk, "_IS_BULK", "SELECT COUNT(*) >= %s FROM pc_delta"),
            patch.object(engine, "_drop_indexes", count),
        ):
            return self._run(), len(made)

    def _get_indexes(self):
        self.env.cr.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'p2it_commission_entry'"
        )
        return sorted(self.env.cr.fetchall())

    # === TESTS === #

    def test_indexes_are_the_same_after_it(self):
        before = self._get_indexes()
        self.assertEqual(self._run_in_bulk(), (4, len(before) - 1), "all but that of the primary key")
        self.assertEqual(self._get_indexes(), before)
        self.assertEqual(self._get_earned(self.minh), 12_000)
        self.assertEqual(self._run(), 0)

    def test_while_somebody_reads_entries_are_added_one_by_one(self):
        before = self._get_indexes()
        with self.registry.cursor() as other:
            other.execute("SELECT COUNT(*) FROM p2it_commission_entry")
            self.assertEqual(self._run_in_bulk(), (4, 0))
        self.assertEqual(self._get_indexes(), before)
        self.assertEqual(self._get_earned(self.minh), 12_000)

    def test_a_small_run_leaves_them_alone(self):
        engine = self.env.registry["p2it.commission.engine"]
        with patch.object(engine, "_drop_indexes", autospec=True) as drop:
            self.assertEqual(self._run(), 4)
        drop.assert_not_called()
