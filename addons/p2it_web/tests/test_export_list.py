import datetime
import io
from unittest.mock import patch

import pypdf
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..exporting import table as table_module
from ..exporting import xlsx as xlsx_module
from ..exporting.fast_sheet import escape
from .export_common import COLUMNS, ExportCommon

_LEVELS = ["country_id", "is_company", "x_date:quarter"]


@tagged("post_install", "-at_install")
class TestExportList(ExportCommon):
    """A list's file holds what the list shows, cell by cell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_customers().sorted("name")

    def _expected_row(self, customer):
        return (
            customer.name,
            customer.country_id.name or None,
            customer.x_amount,
            customer.x_quantity,
            datetime.datetime.combine(customer.x_date, datetime.time()),
            ", ".join(customer.category_id.mapped("display_name")) or None,
            customer.is_company,
        )

    def test_a_sheet_holds_what_the_database_holds_cell_by_cell(self):
        rows = list(self._export_sheet().iter_rows(values_only=True))
        self.assertEqual(rows[0], ("Tên", "Quốc gia", "Công nợ", "Số lượng", "Ngày", "Nhãn", "Công ty"))
        self.assertEqual(rows[1:13], [self._expected_row(customer) for customer in self.customers])
        self.assertEqual(rows[13][:4], ("Total (12)", None, 78_000_000, 69))

    def test_a_sheet_has_a_frozen_header_with_filters_and_widths(self):
        sheet = self._export_sheet()
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual(sheet.auto_filter.ref, "A1:G13")
        self.assertGreater(sheet.column_dimensions["A"].width, sheet.column_dimensions["G"].width)

    def test_the_order_and_the_columns_are_those_of_the_list(self):
        sheet = self._export_sheet(
            order="x_amount DESC", columns=[{"name": "x_amount"}, {"name": "name", "label": "Khách"}]
        )
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(rows[0], ("Công nợ", "Khách"))
        expected = [(c.x_amount, c.name) for c in self.customers.sorted("x_amount", reverse=True)]
        self.assertEqual(rows[1:], expected)

    def test_a_selection_holds_the_selected_records_archived_ones_too(self):
        picked = self.customers[2:5]
        picked[0].active = False
        sheet = self._export_sheet(ids=picked.ids, domain=[])
        names = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
        self.assertEqual(names[:-1], picked.mapped("name"))

    def test_amounts_have_the_format_of_their_own_currency(self):
        self.customers[1].x_currency_id = self.usd
        self.customers[1].x_amount = 12.5
        sheet = self._export_sheet()
        self.assertTrue(sheet["C2"].number_format.startswith('#,##0\u00a0"₫"'))
        self.assertIn('"$"\u00a0#,##0.00', sheet["C3"].number_format)
        self.assertEqual(sheet["C3"].value, 12.5)

    def test_amounts_of_several_currencies_are_added_as_in_odoos_list(self):
        self.customers[1].x_currency_id = self.usd
        self.env.flush_all()
        expected = self.env["res.partner"]._read_group(
            [("ref", "=", self.mark)], [], ["x_amount:sum_currency"]
        )[0][0]
        cell = self._export_sheet(formulas=True)["C14"]
        self.assertAlmostEqual(cell.value, float(expected), 2)
        symbol = self.env.company.currency_id.symbol
        self.assertIn(f'"{symbol}"', cell.number_format)

    def test_dates_are_dates_in_the_readers_language_and_zone(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.exporter.lang = "vi_VN"
        customer = self.customers[0]
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-03-01 20:30:00' WHERE id = %s", (customer.id,)
        )
        self.env.invalidate_all()
        sheet = self._export_sheet(ids=customer.ids, columns=[{"name": "x_date"}, {"name": "create_date"}])
        self.assertEqual(sheet["A2"].value, datetime.datetime(2026, 1, 15))
        self.assertEqual(sheet["A2"].number_format, "dd/mm/yyyy")
        self.assertEqual(sheet["B2"].value, datetime.datetime(2026, 3, 2, 3, 30))

    def test_text_that_looks_like_a_formula_or_markup_stays_text(self):
        texts = [
            "=1+1",
            "+84 903",
            "-5",
            "@SUM(A1)",
            "\t=cmd|' /C calc'!A0",
            "<r><t>đậm</t></r>",
            'a & b <c> "d"',
            " đầu và cuối ",
            "hai\ndòng",
            "điều\x0bkhiển",
            "http://congty.example",
            "{=1}",
        ]
        partners = self.env["res.partner"].create(
            [{"name": "x", "street": text, "comment": False} for text in texts[:-1]]
        )
        sheet = self._export_sheet(
            formulas=True, ids=partners.ids, domain=[], order="id", columns=[{"name": "street"}]
        )
        for number, partner in enumerate(partners, 2):
            cell = sheet.cell(number, 1)
            self.assertIn(cell.data_type, ("s", "inlineStr"))
            expected = partner.street.replace("\x0b", "")
            self.assertEqual(cell.value, expected)

    def test_a_text_that_excel_would_decode_is_escaped(self):
        self.assertEqual(escape("_x0041_ <a>"), "_x005F_x0041_ &lt;a&gt;")

    def test_a_text_longer_than_a_cell_is_cut_visibly(self):
        customer = self.customers[0]
        customer.street = "ư" * 40_000
        value = self._export_sheet(ids=customer.ids, columns=[{"name": "street"}])["A2"].value
        self.assertEqual(len(value), 32_767)
        self.assertTrue(value.endswith("…"))

    def test_html_is_exported_as_text(self):
        customer = self.customers[0]
        customer.comment = "<p>Xin <b>chào</b></p><script>1</script>"
        value = self._export_sheet(ids=customer.ids, columns=[{"name": "comment"}])["A2"].value
        self.assertIn("Xin *chào*", value)
        self.assertNotIn("<", value)

    def test_selections_references_and_lines_show_what_the_list_shows(self):
        customer = self.customers[0]
        self.env["res.partner"].create([{"name": "Chị Hoa", "parent_id": customer.id}] * 2)
        columns = [{"name": "type"}, {"name": "child_ids"}, {"name": "lang"}]
        row = next(
            self._export_sheet(ids=customer.ids, columns=columns).iter_rows(min_row=2, values_only=True)
        )
        labels = dict(customer.fields_get(["type"])["type"]["selection"])
        self.assertEqual(row[:2], (labels[customer.type], "2 records"))

    def test_more_rows_than_a_sheet_can_hold_are_refused_in_words(self):
        with (
            self.assertRaisesRegex(UserError, "a sheet holds"),
            patch.object(xlsx_module, "ROW_LIMIT", 5),
        ):
            self._export()

    def test_figures_that_are_not_stored_are_added_while_rows_are_read(self):
        columns = [{"name": "name"}, {"name": "active_lang_count", "label": "Số ngôn ngữ", "total": "sum"}]
        expected = sum(self.customers.mapped("active_lang_count"))
        sheet = self._export_sheet(columns=columns)
        self.assertEqual(sheet["B14"].value, expected)
        formulas = self._export_sheet(formulas=True, columns=columns)
        self.assertEqual(formulas["B14"].value, "=SUBTOTAL(9,B2:B13)")

    # ---- groups ----

    def _walk(self, domain, levels, depth=0):
        """:return: the rows that a grouped list shows, read the slow way: one query for each group"""
        model = (
            self.env["res.partner"].with_user(self.exporter).with_context(lang="en_US", tz="Asia/Ho_Chi_Minh")
        )
        if not levels:
            return [self._expected_row(customer) for customer in model.search(domain, order="name")]
        rows = []
        for line in model.formatted_read_group(
            domain, levels[:1], ["__count", "x_amount:sum", "x_quantity:sum"]
        ):
            value = line[levels[0]]
            label = value[1] if isinstance(value, tuple) else {True: "Yes", False: "No"}[value]
            if levels[0] == "country_id" and not value:
                label = "None"
            rows.append(
                (
                    f"{label} ({line['__count']})",
                    None,
                    line["x_amount:sum"],
                    line["x_quantity:sum"],
                    None,
                    None,
                    None,
                )
            )
            rows += self._walk(domain + line["__extra_domain"], levels[1:], depth + 1)
        return rows

    def test_three_levels_of_groups_hold_every_row_and_subtotal(self):
        rows = list(self._export_sheet(groupby=_LEVELS).iter_rows(min_row=2, values_only=True))
        expected = self._walk([("ref", "=", self.mark)], _LEVELS)
        self.assertEqual(rows[:-1], expected)
        self.assertEqual(rows[-1][:4], ("Total (12)", None, 78_000_000, 69))

    def test_subtotals_are_formulas_over_exactly_their_rows(self):
        groups = self._export_sheet(formulas=True, groupby=_LEVELS)
        values = self._export_sheet(groupby=_LEVELS)
        formulas = 0
        for row in groups.iter_rows(min_row=2, min_col=3, max_col=4):
            for cell in row:
                if cell.data_type != "f":
                    continue
                formulas += 1
                first, last = cell.value.removeprefix("=SUBTOTAL(9,").removesuffix(")").split(":")
                # A subtotal leaves out other subtotals: only rows of records count.
                added = sum(
                    line[0].value
                    for line in values[first:last]
                    if not str(groups[line[0].coordinate].value).startswith("=")
                )
                self.assertAlmostEqual(values[cell.coordinate].value, added)
        self.assertEqual(formulas, 2 * (3 + 6 + 12 + 1))

    def test_rows_are_outlined_by_their_depth(self):
        sheet = self._export_sheet(groupby=_LEVELS)
        levels = [sheet.row_dimensions[row].outlineLevel for row in range(2, 6)]
        self.assertEqual(levels, [0, 1, 2, 3])
        self.assertFalse(sheet.sheet_properties.outlinePr.summaryBelow)

    def test_a_group_of_several_batches_is_whole(self):
        with patch.object(table_module, "BATCH_SIZE", 2):
            rows = list(self._export_sheet(groupby=["country_id"]).iter_rows(min_row=2, values_only=True))
        self.assertEqual(rows[:-1], self._walk([("ref", "=", self.mark)], ["country_id"]))

    def test_a_record_in_several_groups_counts_once_in_the_total(self):
        self.customers.category_id = [Command.set(self.tags.ids)]
        sheet = self._export_sheet(formulas=True, groupby=["category_id"])
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
        self.assertEqual(len(rows), 2 + 24 + 1)
        self.assertEqual(rows[-1][:4], ("Total (12)", None, 78_000_000, 69))

    def test_groups_are_in_the_order_of_the_list(self):
        sheet = self._export_sheet(groupby=["country_id"], order="x_amount DESC")
        labels = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True) if row[0].endswith("(4)")]
        self.assertEqual(labels, ["None (4)", "France (4)", "Vietnam (4)"])

    def test_labels_of_groups_are_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.exporter.lang = "vi_VN"
        labels = [
            row[0]
            for row in self._export_sheet(groupby=["x_date:month"]).iter_rows(min_row=2, values_only=True)
        ]
        self.assertIn("tháng 1 2026 (1)", [label.lower() for label in labels])

    def test_queries_do_not_grow_with_groups_and_rows(self):
        def count(**values):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._export(**values)
            return self.env.cr.sql_log_count - before

        count(groupby=_LEVELS)
        small = count(groupby=_LEVELS, ids=self.customers[:3].ids)
        self._create_customers(150)
        self.env.flush_all()
        large = count(groupby=_LEVELS)
        self.assertLessEqual(large, small + 3)

    # ---- colours ----

    def test_colours_of_rules_are_in_both_files(self):
        style = {
            "row": {
                "text": "#CC0000",
                "background": "#FFEEEE",
                "bold": True,
                "italic": False,
                "strike": False,
            },
            "columns": {"x_amount": {"text": "#0000CC", "background": None, "strike": True}},
        }
        first = self.customers[0].id

        def get_styles(_table, records):
            return {first: style} if first in records.ids else {}

        with patch.object(table_module.Table, "_get_styles", get_styles):
            sheet = self._export_sheet()
            pdf = self._export(format="pdf")
        self.assertEqual(sheet["A2"].font.color.rgb, "FFCC0000")
        self.assertEqual(sheet["A2"].fill.fgColor.rgb, "FFFFEEEE")
        self.assertTrue(sheet["A2"].font.bold)
        self.assertEqual(sheet["C2"].font.color.rgb, "FF0000CC")
        self.assertTrue(sheet["C2"].font.strike)
        self.assertFalse(sheet["A3"].font.bold)
        content = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].get_contents().get_data()
        self.assertIn(b".8 0 0 rg", content)

    # ---- PDF ----

    def test_a_pdf_holds_every_cell_in_text_that_can_be_searched(self):
        text = self._pdf_text(self._export(format="pdf"))
        for customer in self.customers:
            self.assertIn(customer.name, text)
            self.assertIn(f"{customer.x_amount:,.0f} ₫", text)
        self.assertIn("78,000,000 ₫", text)

    def test_a_grouped_pdf_holds_groups_rows_and_subtotals_in_order(self):
        text = self._pdf_text(self._export(format="pdf", groupby=_LEVELS))
        position = 0
        for row in self._walk([("ref", "=", self.mark)], _LEVELS):
            position = text.find(row[0], position)
            self.assertGreaterEqual(position, 0, f"{row[0]} is missing or out of order")
            self.assertIn(f"{row[2]:,.0f} ₫", text)

    def test_a_pdf_has_title_filters_reader_and_page_numbers(self):
        self._create_customers(150)
        pages = pypdf.PdfReader(io.BytesIO(self._export(format="pdf"))).pages
        self.assertGreater(len(pages), 1)
        for number, page in enumerate(pages, 1):
            text = " ".join(page.extract_text().split())
            self.assertIn(f"Page {number} of", text)
            self.assertIn("Khách hàng", text)
            self.assertIn("Công nợ", text)
        first = pages[0].extract_text()
        self.assertIn("Mã là P2IT xuất", first)
        self.assertIn(self.exporter.name, first)
        form = next(
            value.get_object()
            for key, value in pages[0]["/Resources"]["/XObject"].items()
            if "PageTotal" in key
        )
        self.assertTrue(form.get_data())

    def test_all_fonts_of_a_pdf_are_embedded(self):
        reader = pypdf.PdfReader(io.BytesIO(self._export(format="pdf", groupby=_LEVELS)))
        used = {}
        for page in reader.pages:
            used.update(page["/Resources"]["/Font"])
        embedded = [f.get_object() for f in used.values()]
        embedded = [font for font in embedded if font["/Subtype"] == "/TrueType"]
        self.assertTrue(embedded)
        for font in embedded:
            self.assertIn("/FontFile2", font["/FontDescriptor"])
            self.assertIn("/ToUnicode", font)

    def test_the_page_is_as_small_as_the_columns_allow(self):
        def page(**values):
            box = pypdf.PdfReader(io.BytesIO(self._export(format="pdf", **values))).pages[0].mediabox
            return round(box.width), round(box.height)

        self.assertEqual(page(columns=COLUMNS[:2]), (595, 842))
        self.assertEqual(
            page(
                columns=[
                    *COLUMNS,
                    {"name": "create_date"},
                    {"name": "display_name"},
                    {"name": "ref"},
                    {"name": "user_id", "label": "Nhân viên phụ trách"},
                ]
            )[0],
            842,
        )
        self.assertEqual(page(columns=COLUMNS * 4)[0], 1191)
        self.assertEqual(page(columns=COLUMNS[:2], paper="a3", orientation="landscape"), (1191, 842))

    def test_a_record_higher_than_a_page_is_drawn_whole(self):
        customer = self.customers[0]
        customer.street = "\n".join(f"dòng số {number}." for number in range(200))
        text = self._pdf_text(
            self._export(format="pdf", ids=customer.ids, columns=[{"name": "name"}, {"name": "street"}])
        )
        for number in range(200):
            self.assertIn(f"dòng số {number}.", text)

    def test_a_group_heading_never_stands_alone_at_the_foot_of_a_page(self):
        self._create_customers(300)
        pages = pypdf.PdfReader(io.BytesIO(self._export(format="pdf", groupby=_LEVELS))).pages
        self.assertGreater(len(pages), 3)
        for page in pages:
            lines = [
                line for line in page.extract_text().splitlines() if self.mark in line or "2026 (" in line
            ]
            self.assertIn(self.mark, lines[-1])

    # ---- what the reader may see ----

    def test_a_hidden_field_is_refused_in_every_part_of_a_description(self):
        field = self.registry["res.partner"]._fields["x_quantity"]
        self.enterContext(patch.object(field, "groups", "base.group_system"))
        for values in (
            {"columns": [{"name": "x_quantity"}]},
            {"groupby": ["x_quantity"]},
            {"order": "x_quantity desc"},
            {"domain": [["x_quantity", ">", 3]]},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                self._export(**{"columns": [{"name": "name"}], **values})

    def test_a_hidden_field_is_told_from_a_missing_one_by_nobody(self):
        with self.assertRaisesRegex(AccessError, "does not exist or you may not read it"):
            self._export(columns=[{"name": "khong_co"}])

    def test_a_model_that_the_user_may_not_read_is_refused(self):
        for model in ("ir.config_parameter", "khong.co", "base", "ir.rule"):
            with self.subTest(model), self.assertRaises(UserError):
                self._export(model=model, columns=[{"name": "id"}], domain=[], order="")

    def test_records_that_rules_hide_are_not_in_the_file_whatever_ids_are_sent(self):
        self.env["ir.rule"].create(
            {
                "name": "Only companies",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "domain_force": "[('is_company', '=', True)]",
            }
        )
        for values in ({}, {"ids": self.customers.ids, "domain": []}, {"groupby": ["country_id"]}):
            sheet = self._export_sheet(**values)
            names = {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)}
            hidden = self.customers.filtered(lambda customer: not customer.is_company)
            self.assertFalse(names & set(hidden.mapped("name")))

    def test_companies_of_others_are_refused(self):
        company = self.env["res.company"].create({"name": "Công ty khác"})
        with self.assertRaises(AccessError):
            self._export(context={"allowed_company_ids": [company.id]})

    def test_a_client_chooses_neither_language_nor_user(self):
        sheet = self._export_sheet(context={"lang": "vi_VN", "uid": 1, "su": True, "tz": "Pacific/Auckland"})
        self.assertEqual(sheet["A14"].value, "Total (12)")

    def test_nonsense_is_refused_in_words(self):
        for values in (
            {"format": "exe"},
            {"columns": []},
            {"columns": "name"},
            {"columns": [{"name": ["name"]}]},
            {"domain": "[]"},
            {"ids": ["1; DROP TABLE"]},
            {"order": "name; DROP TABLE res_partner"},
            {"order": "(SELECT 1)"},
            {"groupby": "name"},
            {"groupby": ["country_id", "country_id"]},
            {"facets": {"a": 1}},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self._export(**values)
        with self.assertRaises(UserError):
            self.env["p2it.export"].with_user(self.exporter).start("[]")

    def test_binary_columns_are_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "Hide it"):
            self._export(columns=[{"name": "image_128"}])

    def test_who_lacks_the_right_is_refused_with_the_reason_and_who_can_help(self):
        with self.assertRaisesRegex(AccessError, "not allowed.*administrator"):
            self._export(user=self.reader)

    def test_names_of_records_that_may_not_be_opened_are_shown_as_in_the_list(self):
        boss = new_test_user(self.env, "p2it_boss", "base.group_user", name="Sếp Ẩn")
        self.customers[0].user_id = boss
        self.env["ir.rule"].create(
            {
                "name": "No bosses",
                "model_id": self.env["ir.model"]._get("res.users").id,
                "domain_force": f"[('id', '!=', {boss.id})]",
            }
        )
        sheet = self._export_sheet(ids=self.customers[0].ids, columns=[{"name": "user_id"}])
        self.assertEqual(sheet["A2"].value, "Sếp Ẩn")

    def test_a_field_of_date_and_hour_before_1900_is_text(self):
        self.customers[0].x_date = fields.Date.to_date("1890-05-01")
        sheet = self._export_sheet(ids=self.customers[0].ids, columns=[{"name": "x_date"}])
        self.assertEqual(sheet["A2"].value, "1890-05-01")
