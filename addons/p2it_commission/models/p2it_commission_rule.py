from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import formatLang

from ..domain.money import get_digits
from ..domain.precedence import Rule, sort_by_precedence

TRIGGERS = [
    ("ordered", "Order confirmed"),
    ("delivered", "Goods delivered"),
    ("invoiced", "Invoice posted"),
    ("paid", "Paid, in part as paid"),
]
"""What earns a commission, in the order in which it happens."""

BASES = [("revenue", "Revenue"), ("margin", "Margin"), ("quantity", "Quantity in the standard unit")]


class P2itCommissionRule(models.Model):
    """What one kind of sale pays. Of the rules of a plan that match a sale, the most specific pays."""

    _name = "p2it.commission.rule"
    _description = "Commission Rule"
    _inherit = ["p2it.commission.version.part"]
    _order = "plan_id, sequence, id"

    plan_id = fields.Many2one("p2it.commission.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one("product.product", index="btree_not_null", ondelete="restrict")
    categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        index="btree_not_null",
        ondelete="restrict",
        help="With the categories below. Of two categories the nearest to the product wins.",
    )
    customer_group_id = fields.Many2one(
        "p2it.customer.group", index="btree_not_null", ondelete="restrict", help="With the groups below."
    )
    area_id = fields.Many2one(
        "p2it.area", index="btree_not_null", ondelete="restrict", help="With the areas below."
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Kind of Order",
        index="btree_not_null",
        ondelete="restrict",
        help="Orders of this sales team or channel.",
    )
    customer_kind = fields.Selection(
        [("new", "New customers"), ("old", "Old customers")], string="Customers", help="Empty: all."
    )
    beneficiary = fields.Selection(
        [("seller", "Who sells"), ("leader", "A leader above")], default="seller", required=True
    )
    leader_level = fields.Integer(
        string="Levels Above",
        default=1,
        help="1: the direct manager of who sells, 2: the manager above …",
    )
    trigger = fields.Selection(TRIGGERS, string="Earned When", default="paid", required=True)
    base = fields.Selection(BASES, default="revenue", required=True)
    rate = fields.Float(string="Percent", digits=(9, 4), help="Of the base.")
    amount_per_unit = fields.Monetary(help="For each standard unit of the product.")
    tier_ids = fields.One2many("p2it.commission.tier", "rule_id", string="Tiers", copy=True)
    tier_mode = fields.Selection(
        [("marginal", "Each part by its own tier"), ("whole", "The tier reached holds for all")],
        string="Tiers Hold",
        default="marginal",
        required=True,
    )
    cap = fields.Monetary(string="At Most per Period", help="0: no limit.")
    min_price = fields.Monetary(
        string="Minimum Price",
        help="Per standard unit, without tax. A sale below earns nothing. 0: no minimum.",
    )
    min_margin = fields.Float(
        string="Minimum Margin (%)", help="A sale with less margin earns nothing. 0: no minimum."
    )
    age_ids = fields.One2many("p2it.commission.age", "rule_id", string="Paid Late", copy=True)
    condition_text = fields.Char(string="For", compute="_compute_texts")
    payment_text = fields.Char(string="Pays", compute="_compute_texts")

    _rate_check = models.Constraint(
        "CHECK(rate >= 0 AND amount_per_unit >= 0)", "Commission is never negative."
    )
    _limit_check = models.Constraint("CHECK(cap >= 0 AND min_price >= 0)", "A limit is a positive amount.")
    _level_check = models.Constraint(
        "CHECK(beneficiary = 'seller' OR leader_level > 0)", "The direct manager is level 1."
    )

    # === COMPUTE METHODS === #

    @api.depends(
        *(
            "product_id",
            "categ_id",
            "customer_group_id",
            "area_id",
            "team_id",
            "customer_kind",
            "beneficiary",
        ),
        *("leader_level", "base", "rate", "amount_per_unit", "tier_ids", "cap", "trigger"),
    )
    @api.depends_context("lang")
    def _compute_texts(self):
        for rule in self:
            rule.condition_text = rule._get_condition_text()
            rule.payment_text = rule._get_payment_text()

    @api.depends("condition_text", "payment_text")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = f"{rule.condition_text}: {rule.payment_text}"

    def _get_condition_text(self):
        """:return: for what the rule pays, in a few words"""
        named = [
            *(self[name].display_name for name in ("product_id", "categ_id", "customer_group_id", "area_id")),
            self.team_id.display_name,
        ]
        kinds = dict(self._fields["customer_kind"]._description_selection(self.env))
        parts = [part for part in (*named, kinds.get(self.customer_kind)) if part]
        text = ", ".join(parts) or self.env._("All sales")
        if self.beneficiary == "leader":
            return self.env._("%(sales)s, to the leader %(level)s above", sales=text, level=self.leader_level)
        return text

    def _get_payment_text(self):
        """:return: what the rule pays, in a few words"""
        if self.base == "quantity":
            text = self.env._("%(amount)s per unit", amount=self.currency_id.format(self.amount_per_unit))
        else:
            bases = dict(self._fields["base"]._description_selection(self.env))
            text = self.env._(
                "%(rate)s%% of %(base)s",
                rate=formatLang(self.env, self.rate, digits=get_digits(self.rate)),
                base=bases[self.base].lower(),
            )
        if self.tier_ids:
            text = self.env._("%(plain)s, %(count)s tiers", plain=text, count=len(self.tier_ids))
        return text

    # === CONSTRAINT METHODS === #

    @api.constrains("product_id", "categ_id")
    def _check_one_target(self):
        if any(rule.product_id and rule.categ_id for rule in self):
            raise ValidationError(
                self.env._("A rule names a product or a category, not both: leave one of them empty.")
            )

    @api.constrains("base", "rate", "amount_per_unit")
    def _check_pays(self):
        for rule in self:
            if (rule.base == "quantity" and rule.rate) or (rule.base != "quantity" and rule.amount_per_unit):
                raise ValidationError(
                    self.env._(
                        "%(rule)s: a percentage goes with revenue or margin, an amount per unit with the "
                        "quantity. Empty the one that doesn't belong.",
                        rule=rule.display_name,
                    )
                )

    @api.onchange("base")
    def _onchange_base(self):
        self.update({"rate": 0} if self.base == "quantity" else {"amount_per_unit": 0})

    @api.onchange("product_id")
    def _onchange_product_id(self):
        if self.product_id:
            self.categ_id = False

    @api.onchange("categ_id")
    def _onchange_categ_id(self):
        if self.categ_id:
            self.product_id = False

    # === BUSINESS METHODS === #

    def _get_plain_value(self):
        """:return: percent of the base, or amount per unit"""
        return self.amount_per_unit if self.base == "quantity" else self.rate

    @api.model
    def _get_margin_companies(self):
        """:return: companies in which a plan in force pays for margin, or asks for one"""
        rules = self.search(
            [
                ("plan_id.state", "=", "confirmed"),
                "|",
                ("base", "=", "margin"),
                ("min_margin", ">", 0),
            ]
        )
        return rules.company_id

    def _get_bucket_owner(self):
        """Say over what totals count, where tiers or a cap make a period's commission more than a sum of
        lines.

        :return: ``rule`` or ``plan`` and its id, or an empty text and 0
        """
        self.ensure_one()
        if self.tier_ids or self.cap:
            return "rule", self.id
        if self.plan_id.tier_ids or self.plan_id.cap:
            return "plan", self.plan_id.id
        return "", 0

    def _sort_by_precedence(self):
        """:return: the rules, the one that wins over all others first"""
        by_id = {rule.id: rule for rule in self}
        return self.browse(
            [one.id for one in sort_by_precedence(rule._to_domain() for rule in by_id.values())]
        )

    def _to_domain(self):
        return Rule(
            id=self.id,
            sequence=self.sequence,
            has_product=bool(self.product_id),
            category_depth=_get_depth(self.categ_id),
            group_depth=_get_depth(self.customer_group_id),
            area_depth=_get_depth(self.area_id),
            has_team=bool(self.team_id),
            has_customer_kind=bool(self.customer_kind),
        )

    def copy_data(self, default=None):
        """Override to take tiers and ages along, which a plan's copy must have."""
        vals_list = super().copy_data(default)
        for vals in vals_list:
            for name in ("tier_ids", "age_ids"):
                vals.setdefault(name, [Command.clear()])
        return vals_list

    @api.model
    def _get_asked(self, name):
        """:return: the records that rules of versions in force, or to come, ask for, by a field of theirs"""
        today = fields.Date.context_today(self)
        # sudo: who sells reads no rules, and what they ask for counts
        rules = self.sudo().search(
            [
                (name, "!=", False),
                ("plan_id.state", "=", "confirmed"),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        return rules.filtered(lambda rule: not rule.plan_id.date_end or rule.plan_id.date_end >= today)[name]


def _get_depth(node):
    return (node.sudo().parent_path or "").count("/")  # sudo: a path is only arithmetic
