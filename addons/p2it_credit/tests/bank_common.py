import base64
from pathlib import Path

from odoo import Command
from odoo.modules import get_module_path
from odoo.tests import TransactionCase, new_test_user


class BankCommon(TransactionCase):
    """An accountant, a bank account, two customers and their orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {
                "name": "Công ty Thương mại P2IT",
                "currency_id": cls.env.ref("base.VND").id,
                "country_id": cls.env.ref("base.vn").id,
            }
        )
        cls.env.ref("base.VND").active = True
        cls.env["account.chart.template"].try_loading("generic_coa", company=cls.company, install_demo=False)
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids, "tracking_disable": True}
        )
        cls.journal = cls.env["account.journal"].create(
            {"name": "Vietcombank", "type": "bank", "code": "VCB", "company_id": cls.company.id}
        )
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Bảng giá VND", "currency_id": cls.company.currency_id.id, "company_id": cls.company.id}
        )
        cls.accountant = cls._create_user("ke_toan", "p2it_credit.group_accountant")
        cls.seller = cls._create_user("ban_hang", "sales_team.group_sale_salesman")
        cls.product = cls.env["product.product"].create({"name": "Xi măng Hà Tiên", "type": "service"})
        cls.dong_quan = cls._create_customer("Công ty TNHH Bao bì Đông Quân")
        cls.nga_toan = cls._create_customer("Hộ kinh doanh Thực phẩm Nga Toàn")
        cls.order = cls._create_order("DH00061", cls.dong_quan, 20_000_000)
        cls.other_order = cls._create_order("DH00639", cls.nga_toan, 5_000_000)

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(
            cls.env,
            f"p2it_bank_{login}",
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _create_customer(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, "is_company": True, **values})

    @classmethod
    def _create_order(cls, name, partner, amount, **values):
        line = {
            "product_id": cls.product.id,
            "product_uom_qty": 1,
            "price_unit": amount,
            "tax_ids": [Command.clear()],
        }
        return cls.env["sale.order"].create(
            {
                "name": name,
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "pricelist_id": cls.pricelist.id,
                "date_order": "2026-09-01 08:00:00",
                "order_line": [Command.create(line)],
                **values,
            }
        )

    @classmethod
    def _create_lines(cls, *told, source="file"):
        """Keep lines as an import or a webhook does, and match them."""
        lines = cls.env["p2it.bank.line"].sudo()
        defaults = {"date": "2026-09-04", "payer_name": "", "memo": ""}
        vals_list = [lines._prepare_told_vals(cls.journal, {**defaults, **values}, source) for values in told]
        made = lines._take_in(vals_list)
        made._match()
        return made.with_env(cls.env)

    def _import(self, rows, headings=None, user=None, encoding="utf-8-sig", separator=","):
        headings = headings or ["Mã giao dịch", "Ngày", "Số tiền", "Người chuyển", "Nội dung"]
        text = "\n".join(separator.join(cells) for cells in [headings, *rows]) + "\n"
        return self._import_content(text.encode(encoding), user=user)

    def _import_content(self, content, filename="sao_ke.csv", user=None):
        record = self._create_import(content, filename, user)
        record._run_inline()
        return record

    def _create_import(self, content, filename="sao_ke.csv", user=None):
        return (
            self.env["p2it.import"]
            .with_user(user or self.accountant)
            .create(
                {
                    "kind": "bank_line",
                    "file": base64.b64encode(content),
                    "filename": filename,
                    "journal_id": self.journal.id,
                }
            )
        )


def read_demo(name):
    """:return: a file of the demo company, as a path"""
    addons = Path(get_module_path("p2it_credit")).parent
    folders = (addons / "p2it_credit/demo", addons / "p2it_crm/demo", addons.parent / "scripts/demo")
    return next(folder / name for folder in folders if (folder / name).exists())
