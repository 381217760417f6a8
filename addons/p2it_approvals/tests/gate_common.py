import base64

from odoo import Command

from .common import ApprovalCommon

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class GateCommon(ApprovalCommon):
    """A chain of manager, accountant and guard, a warehouse with goods, deliveries to a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guard = cls._create_user("guard", "p2it_approvals.group_guard")
        cls.other_guard = cls._create_user("guard2", "p2it_approvals.group_guard")
        cls.keeper = cls._create_user("keeper", "stock.group_stock_user")
        cls.bag = cls.env["product.product"].create(
            {"name": "Xi măng Nghi Sơn 50 kg", "is_storable": True, "list_price": 95000}
        )
        cls.pallet = cls.env["product.product"].create({"name": "Pa-lét gỗ", "is_storable": True})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.env.company.id)], limit=1)
        for product in cls.bag | cls.pallet:
            cls.env["stock.quant"]._update_available_quantity(product, cls.warehouse.lot_stock_id, 1000)
        cls.kind = cls._create_gate_type()

    @classmethod
    def _create_gate_type(cls, steps=None, **values):
        steps = steps or [
            {"name": "Trưởng phòng", "user_ids": cls.boss.ids},
            {"name": "Kế toán", "user_ids": cls.accountant.ids},
            {
                "name": "Bảo vệ",
                "approver_kind": "group",
                "group_id": cls.env.ref("p2it_approvals.group_guard").id,
                "by_gate_pass": True,
            },
        ]
        steps = [{"sequence": position, **step} for position, step in enumerate(steps)]
        return cls._create_type(
            steps,
            **{
                "name": "Xuất kho",
                "gate": "dispatch",
                "domain": "[]",
                "guarded_fields": False,
                "needs_gate_pass": True,
                **values,
            },
        )

    @classmethod
    def _create_picking(cls, quantities=(10,), products=None, **values):
        location = cls.warehouse.lot_stock_id
        customers = cls.env.ref("stock.stock_location_customers")
        products = products or cls.bag + cls.pallet
        picking = cls.env["stock.picking"].create(
            {
                "partner_id": cls.customer.id,
                "picking_type_id": cls.warehouse.out_type_id.id,
                "location_id": location.id,
                "location_dest_id": customers.id,
                "origin": "S00042",
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": location.id,
                            "location_dest_id": customers.id,
                        }
                    )
                    for product, quantity in zip(products, quantities, strict=False)
                ],
                **values,
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _create_pass(self, quantities=(10,), **values):
        """:return: a pass that the manager and the accountant have made ready"""
        picking = self._create_picking(quantities, **values)
        request = self._ask(picking, self.keeper)
        self._approve(request, self.boss)
        self._approve(request, self.accountant)
        return picking.gate_pass_ids

    def _count(self, gate_pass, *counts, user=None):
        """Enter what the guard enters before the goods are let out."""
        seen = gate_pass.with_user(user or self.guard)
        for line, count in zip(seen.line_ids, counts, strict=True):
            line.counted_qty = count
        seen.write({"vehicle": "51C-123.45", "driver_name": "Lê Văn Tám"})
        return seen

    def _take_photo(self, gate_pass, user=None, **values):
        return (
            self.env["ir.attachment"]
            .with_user(user or self.guard)
            .create(
                {
                    "name": "xe tải.png",
                    "raw": PICTURE,
                    "res_model": "p2it.gate.pass",
                    "res_id": gate_pass.id,
                    **values,
                }
            )
        )
