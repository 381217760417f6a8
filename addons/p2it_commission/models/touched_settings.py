from odoo import api, models


class P2itCommissionBroad(models.AbstractModel):
    """Mixin of what any document may pay otherwise by: after a change the next run looks at all of them.

    Rules are matched with documents that earned nothing yet by what these say today.
    """

    _name = "p2it.commission.broad"
    _inherit = ["p2it.commission.source"]
    _description = "What All Commission Follows From"

    def _note_commission(self, names):
        result = super()._note_commission(names)
        if names & self._get_broad():
            self.env["p2it.commission.touched"]._mark_all()
        return result

    @api.model
    def _get_broad(self):
        """:return: the columns"""
        return set()


class ResPartner(models.Model):
    """Extends ``res.partner``: in which group and area a customer is, and since when."""

    _name = "res.partner"
    _inherit = ["res.partner", "p2it.commission.source"]

    @api.model
    def _get_watched(self):
        own = {"customer_group_id", "area_id", "account_date", "commercial_partner_id"}
        return {"partner": own, "zone": {"tz"}}


class ProductTemplate(models.Model):
    """Extends ``product.template``: category and standard unit."""

    _name = "product.template"
    _inherit = ["product.template", "p2it.commission.broad"]

    @api.model
    def _get_broad(self):
        return {"categ_id", "uom_id"}


class ProductProduct(models.Model):
    """Extends ``product.product``: what it costs where no order line says so."""

    _name = "product.product"
    _inherit = ["product.product", "p2it.commission.broad"]

    @api.model
    def _get_watched(self):
        return {"product": {"standard_price"}}

    @api.model
    def _get_broad(self):
        return {"product_tmpl_id"}


class UomUom(models.Model):
    """Extends ``uom.uom``: what is in a unit."""

    _name = "uom.uom"
    _inherit = ["uom.uom", "p2it.commission.broad"]

    @api.model
    def _get_broad(self):
        return {"factor"}


class ProductCategory(models.Model):
    """Extends ``product.category``: below which it is."""

    _name = "product.category"
    _inherit = ["product.category", "p2it.commission.broad"]

    @api.model
    def _get_broad(self):
        return {"parent_id"}


class CustomerGroup(models.Model):
    """Extends ``p2it.customer.group``: below which it is."""

    _name = "p2it.customer.group"
    _inherit = ["p2it.customer.group", "p2it.commission.broad"]

    @api.model
    def _get_broad(self):
        return {"parent_id"}


class Area(models.Model):
    """Extends ``p2it.area``: below which it is."""

    _name = "p2it.area"
    _inherit = ["p2it.area", "p2it.commission.broad"]

    @api.model
    def _get_broad(self):
        return {"parent_id"}


class StockLocation(models.Model):
    """Extends ``stock.location``: whether it is the customer's."""

    _name = "stock.location"
    _inherit = ["stock.location", "p2it.commission.broad"]

    @api.model
    def _get_broad(self):
        return {"usage"}


class AccountJournal(models.Model):
    """Extends ``account.journal``: whether what settles an invoice there is a payment."""

    _name = "account.journal"
    _inherit = ["account.journal", "p2it.commission.broad"]

    @api.model
    def _get_broad(self):
        return {"type"}


class AccountAccount(models.Model):
    """Extends ``account.account``: whether what stands there is due from a customer."""

    _name = "account.account"
    _inherit = ["account.account", "p2it.commission.broad"]

    @api.model
    def _get_broad(self):
        return {"account_type"}


class HrEmployee(models.Model):
    """Extends ``hr.employee``: who leads whom."""

    _name = "hr.employee"
    _inherit = ["hr.employee", "p2it.commission.broad"]

    @api.model
    def _get_broad(self):
        return {"parent_id", "user_id", "company_id", "active"}

    def _note_new(self):
        self.env["p2it.commission.touched"]._mark_all()

    def unlink(self):
        self.env["p2it.commission.touched"]._mark_all()
        return super().unlink()


class CrmTeam(models.Model):
    """Extends ``crm.team``: who leads it."""

    _name = "crm.team"
    _inherit = ["crm.team", "p2it.commission.broad"]

    @api.model
    def _get_broad(self):
        return {"user_id"}


class CrmTeamMember(models.Model):
    """Extends ``crm.team.member``: who is in which team."""

    _name = "crm.team.member"
    _inherit = ["crm.team.member", "p2it.commission.broad"]

    @api.model
    def _get_broad(self):
        return {"user_id", "crm_team_id", "active"}

    def _note_new(self):
        self.env["p2it.commission.touched"]._mark_all()

    def unlink(self):
        self.env["p2it.commission.touched"]._mark_all()
        return super().unlink()
