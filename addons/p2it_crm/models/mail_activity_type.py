from odoo import fields, models


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    is_care = fields.Boolean(
        default=True,
        help="Doing such an activity for a lead or a customer is recorded as care by itself, and "
        "salespeople can choose it when they record care.",
    )
