import re

from odoo.tests import tagged

from ..domain.text import fold
from ..domain.vietnam_areas import STATE_CODES, get_former_provinces
from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestImportCompany(ImportCommon):
    """The spreadsheets of the company the demo data is made of."""

    def _load(self):
        imports = self.env["p2it.import"]._load_demo_company().sudo()
        self.assertEqual(imports.mapped("state"), ["done"] * 4, imports.mapped("message"))
        return {record.kind: record for record in imports}

    def _read_plainly(self, row, positions):
        """Read an address as a person with the two lists of names would, and nothing more.

        :return: (state code of the province it names, present-day ward it names), each may be None
        """
        cells = {code: row.cells[position] for code, position in positions.items()}
        pieces = [fold(piece) for piece in re.split("[,;]", cells["address"]) if piece.strip()]
        bare = [re.sub(r"^(tinh|thanh pho|tp\.?)\s*", "", piece) for piece in pieces]
        column = re.sub(r"^(tinh|thanh pho|tp\.?)\s*", "", fold(cells.get("province", "")))
        province = self.provinces.get(column) or (self.provinces.get(bare[-1]) if bare else None)
        is_old = any(re.match(r"(quan|huyen|thi xa|q\.|h\.)", piece) for piece in pieces)
        named = [fold(cells.get("ward", "")), *([] if is_old else pieces)]
        ward = next((self.wards[province, name] for name in named if (province, name) in self.wards), None)
        return province, ward

    def _assert_addresses(self, record):
        """Of the addresses that name a province, old or new, or a present ward, nearly all get it."""
        areas = self.env["p2it.area"]
        states = {
            former.successor_code: STATE_CODES[former.successor_code] for former in get_former_provinces()
        }
        self.provinces = {
            fold(former.name).removeprefix("thanh pho "): states[former.successor_code]
            for former in get_former_provinces()
        }
        wards = areas.search([("kind", "=", "ward"), ("date_to", "=", False)])
        self.wards = {(STATE_CODES[ward.parent_id.code], fold(ward.name)): ward for ward in wards}
        positions = {column.target_id.code: column.position for column in record.column_ids}
        rows = record.row_ids.filtered(lambda row: row.verdict == "create")
        records = self._get_records(record)
        named, found = [0, 0], [0, 0]
        for row in rows:
            province, ward = self._read_plainly(row, positions)
            stored = records.browse(row.res_id)
            named[0] += bool(province)
            found[0] += bool(province) and stored.state_id.code == province
            named[1] += bool(ward)
            found[1] += bool(ward) and stored.area_id == ward
        self.assertGreater(named[0], 0.9 * len(rows), record.kind)
        self.assertGreater(named[1], 0.5 * len(rows), record.kind)
        self.assertGreaterEqual(found[0], 0.97 * named[0], (record.kind, named, found))
        self.assertGreaterEqual(found[1], 0.95 * named[1], (record.kind, named, found))

    def _assert_unique(self, model, field, domain):
        groups = self.env[model]._read_group(
            [*domain, (field, "!=", False)], [field], ["__count"], having=[("__count", ">", 1)]
        )
        self.assertFalse(groups, f"{model} shares {field}")

    def test_every_row_is_accounted_for_and_the_same_files_again_create_nothing(self):
        mails = self.env["mail.mail"].search_count([])
        first = self._load()
        rows = {kind: record.row_count for kind, record in first.items()}
        self.assertEqual(rows, {"salesperson": 48, "customer": 1200, "lead": 2000, "product": 300})
        for kind, record in first.items():
            counts = record.create_count, record.join_count, record.refuse_count
            self.assertEqual(sum(counts), record.row_count, kind)
            verdicts = record.row_ids.mapped("verdict")
            self.assertEqual(counts, tuple(map(verdicts.count, ("create", "join", "refuse"))), kind)
            self.assertEqual(len(set(record.row_ids.mapped("number"))), record.row_count, kind)
        self.assertEqual(first["customer"].create_count, 1200)
        self.assertEqual(first["lead"].create_count, 1901)
        customers = first["customer"].row_ids.mapped("res_id")
        partners = self.env["res.partner"].browse(customers)
        everybody = [("id", "child_of", customers)]
        self._assert_unique("res.partner", "phone_key", everybody)
        self._assert_unique("res.partner", "vat", [("id", "in", customers)])
        self._assert_unique("crm.lead", "phone_key", [])
        self.assertGreaterEqual(len(partners.filtered("state_id")), 0.97 * 1200)
        for kind in ("customer", "lead"):
            self._assert_addresses(first[kind])
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

        again = self._load()
        self.assertEqual([record.create_count for record in again.values()], [0] * 4)
        for kind, record in again.items():
            self.assertEqual(record.join_count, record.row_count, kind)
            ids = [
                dict(zip(r.row_ids.mapped("number"), r.row_ids.mapped("res_id"), strict=False))
                for r in (first[kind], record)
            ]
            self.assertEqual(*ids)
