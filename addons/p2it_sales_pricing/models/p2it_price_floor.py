from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount

from ..domain.price_rules import CATEGORY, EVERYTHING, PRODUCT, VARIANT, Buyer, Rule, rank
from ..pricing import get_product_facts


class P2itPriceFloor(models.Model):
    """The price below which nothing should be sold: a fact that approvals and promotions go by."""

    _name = "p2it.price.floor"
    _description = "Floor Price"
    _order = "product_id, product_tmpl_id, categ_id, id desc"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        string="Variant",
        ondelete="cascade",
        check_company=True,
        index="btree_not_null",
        domain="[('product_tmpl_id', '=?', product_tmpl_id), ('sale_ok', '=', True)]",
    )
    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Product",
        ondelete="cascade",
        check_company=True,
        index="btree_not_null",
        compute="_compute_product_tmpl_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('sale_ok', '=', True)]",
    )
    categ_id = fields.Many2one(
        "product.category",
        string="Category",
        ondelete="cascade",
        index="btree_not_null",
        help="For this category and those below. Empty, with no product: for all products.",
    )
    method = fields.Selection(
        selection=[
            ("amount", "An amount"),
            ("cost", "Cost and a markup"),
            ("list", "Sales price less a discount"),
        ],
        string="Floor",
        required=True,
        default="amount",
    )
    amount = fields.Monetary(
        help="Per the product's own unit of measure, without the taxes that prices are entered without."
    )
    percent = fields.Float(
        digits=(5, 2),
        help="Markup on the cost, or discount off the sales price.",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until", help="The last day on which the floor holds.")
    note = fields.Char(string="Reason")

    _amount_positive = models.Constraint(
        "CHECK (method != 'amount' OR amount >= 0)", "A floor price can't be negative."
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A floor price must begin before it ends.",
    )

    @api.depends("product_id")
    def _compute_product_tmpl_id(self):
        for floor in self:
            if floor.product_id:
                floor.product_tmpl_id = floor.product_id.product_tmpl_id

    @api.depends("product_id", "product_tmpl_id", "categ_id", "method", "amount", "percent")
    def _compute_display_name(self):
        for floor in self:
            target = floor.product_id or floor.product_tmpl_id or floor.categ_id
            name = target.display_name or self.env._("All products")
            floor.display_name = f"{name}: {floor._describe()}"

    def _describe(self):
        """:return: the floor in words"""
        self.ensure_one()
        percent = f"{self.percent:g}"
        if self.method == "cost":
            return self.env._("cost + %(percent)s %%", percent=percent)
        if self.method == "list":
            return self.env._("sales price − %(percent)s %%", percent=percent)
        return format_amount(self.env, self.amount, self.currency_id)

    @api.constrains("method", "percent")
    def _check_percent(self):
        for floor in self:
            if floor.method == "list" and not 0 <= floor.percent <= 100:
                raise ValidationError(
                    self.env._("The discount of a floor price lies between 0 and 100 percent.")
                )
            if floor.method == "cost" and floor.percent <= -100:
                raise ValidationError(self.env._("A markup of −100 percent or less would sell for nothing."))

    @api.constrains("product_tmpl_id", "categ_id")
    def _check_one_target(self):
        if any(floor.product_tmpl_id and floor.categ_id for floor in self):
            raise ValidationError(
                self.env._("A floor price is for a product or for a category. Leave one of them empty.")
            )

    @api.model
    def _find_for_products(self, products, company, day):
        """Find the floor of each product: the nearest, and of two equally near the one entered last.

        Those of the companies above hold as well; of two for the same kind of target the nearest
        company's goes first.

        :param products: product.product records
        :param day: the date on which it is sold
        :return: ``{product: floor}``, without products that have none; one query
        """
        domain = [
            ("company_id", "parent_of", company.id),
            "|", ("product_id", "=", False), ("product_id", "in", products.ids),
            "|", ("product_tmpl_id", "=", False), ("product_tmpl_id", "in", products.product_tmpl_id.ids),
            "|", ("categ_id", "=", False), ("categ_id", "parent_of", products.categ_id.ids),
            "|", ("date_from", "=", False), ("date_from", "<=", day),
            "|", ("date_to", "=", False), ("date_to", ">=", day),
        ]  # fmt: skip
        # sudo: a floor binds the salesperson who may not read how it is made
        floors = {floor.id: floor for floor in self.sudo().search(domain)}
        rules = [floor._get_facts() for floor in floors.values()]
        found = {}
        if rules:
            # As rules see it, a company and those above it are what groups of customers are.
            companies = Buyer(group_path=tuple(reversed(company.sudo().parent_ids.ids)))
            for product in products:
                ranked = rank(rules, get_product_facts(product), companies)
                if ranked:
                    found[product] = floors[ranked[0].id]
        return found

    def _get_facts(self):
        """:return: the floor as a rule, for the one declared order of precedence"""
        self.ensure_one()
        target = EVERYTHING
        if self.product_id:
            target = VARIANT
        elif self.product_tmpl_id:
            target = PRODUCT
        elif self.categ_id:
            target = CATEGORY
        return Rule(
            self.id,
            target,
            self.product_id.id,
            self.product_tmpl_id.id,
            self.categ_id.id,
            group_id=self.company_id.id,
        )

    def _get_price(self, product, day):
        """Work out the floor of a product.

        :param day: the date of the rate when the product's currency is another
        :return: the floor per the product's own unit, in the company's currency, not rounded
        """
        self.ensure_one()
        product = product.sudo().with_company(self.company_id)  # sudo: as above, the cost is not shown
        if self.method == "cost":
            return product.standard_price * (1 + self.percent / 100)
        if self.method == "list":
            price = product.currency_id._convert(
                product.list_price, self.currency_id, self.company_id, day, round=False
            )
            return price * (1 - self.percent / 100)
        return self.amount
