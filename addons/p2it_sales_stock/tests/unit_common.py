from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class UnitCommon(TransactionCase):
    """Beer counted in bottles, in cartons of 24 and pallets of 60 cartons; wire stocked by the dozen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.chai = cls._create_unit("chai")
        cls.thung = cls._create_unit("Thùng", 24, cls.chai)
        cls.pallet = cls._create_unit("Pallet", 60, cls.thung)
        cls.kilo = cls.env.ref("uom.product_uom_kgm")
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.beer = cls._create_product("Bia Hà Nội", cls.chai, cls.thung + cls.pallet, list_price=10)
        cls.wire = cls._create_product("Dây đồng", cls.dozen, cls.unit, list_price=120)
        cls.customer = cls.env["res.partner"].create({"name": "Cửa hàng Bà Năm"})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.env.company.id)], limit=1)
        cls.seller = new_test_user(
            cls.env,
            "units.seller",
            groups="sales_team.group_sale_salesman_all_leads,uom.group_uom",
        )

    @classmethod
    def _create_unit(cls, name, factor=1.0, contained=None, **values):
        return cls.env["uom.uom"].create(
            {
                "name": name,
                "relative_factor": factor,
                "relative_uom_id": contained.id if contained else False,
                **values,
            }
        )

    @classmethod
    def _create_product(cls, name, uom, packagings=None, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "uom_id": uom.id,
                "uom_ids": [Command.set((packagings or uom.browse()).ids)],
                "taxes_id": [Command.clear()],
                "invoice_policy": "delivery",
                **values,
            }
        )

    @classmethod
    def _stock(cls, product, quantity):
        cls.env["stock.quant"]._update_available_quantity(product, cls.warehouse.lot_stock_id, quantity)

    @classmethod
    def _get_stock(cls, product):
        quants = cls.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id", "child_of", cls.warehouse.lot_stock_id.id)]
        )
        return sum(quants.mapped("quantity"))

    @classmethod
    def _create_order(cls, product, quantity, uom=None, **values):
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "product_uom_id": (uom or product.uom_id).id,
                            **values,
                        }
                    )
                ],
            }
        )

    @classmethod
    def _deliver(cls, order, quantity=None, uom=None):
        """Deliver what is open, or so much of it, the rest in a backorder."""
        picking = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
        picking.action_assign()
        if quantity is not None:
            move = picking.move_ids
            move.move_line_ids.unlink()
            cls.env["stock.move.line"].create(
                {
                    "move_id": move.id,
                    "product_id": move.product_id.id,
                    "product_uom_id": (uom or move.product_uom).id,
                    "quantity": quantity,
                    "picking_id": picking.id,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                }
            )
        picking.move_ids.picked = True
        picking._action_done()
        return picking

    @classmethod
    def _return(cls, picking, quantity):
        wizard = (
            cls.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = quantity
        back = cls.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": quantity, "picked": True})
        back._action_done()
        return back
