from odoo import api, models


class P2itCreditHold(models.AbstractModel):
    """Placeholder of the holds."""

    _name = "p2it.credit.hold"
    _description = "Credit Hold"

    @api.model
    def _review(self, partners):
        """Release at once what money or a changed policy has made free.

        Called by whatever confirms money, in its transaction.

        :param partners: customers or payers whose money or terms have changed
        """
