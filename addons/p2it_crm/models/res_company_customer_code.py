from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_SHOWN = 10


class ResCompany(models.Model):
    """Extends ``res.company`` with the numbering of customers."""

    _inherit = "res.company"

    use_customer_code = fields.Boolean(
        string="Number Customers",
        help="A customer without a code gets the next one, and no code is given twice.",
    )
    customer_code_sequence_id = fields.Many2one(
        "ir.sequence", string="Sequence of Customer Codes", ondelete="restrict", copy=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies.filtered("use_customer_code")._start_customer_codes()
        return companies

    def write(self, vals):
        starting = self.filtered(
            lambda company: vals.get("use_customer_code") and not company.use_customer_code
        )
        result = super().write(vals)
        starting._start_customer_codes()
        return result

    def _start_customer_codes(self):
        """Make the sequences, and guard the codes that are there.

        :raise UserError: naming the codes that several customers have
        """
        if not self:
            return
        for company in self.filtered(lambda company: not company.customer_code_sequence_id):
            # sudo: who may configure the company may have it numbered
            company.customer_code_sequence_id = (
                self.env["ir.sequence"]
                .sudo()
                .create(
                    {
                        "name": self.env._("Customer codes of %(company)s", company=company.name),
                        "code": "p2it.customer.code",
                        "prefix": "KH",
                        "padding": 5,
                        "company_id": company.id,
                    }
                )
            )
        self._guard_known_codes()

    def _guard_known_codes(self):
        """Give the customers with a code the key that is unique: one statement, any number."""
        self.env.flush_all()
        twice = self.env.execute_query(
            SQL(
                """
                SELECT min(ref), count(*) FROM res_partner
                 WHERE %(is_customer)s
                 GROUP BY %(key)s HAVING count(*) > 1 ORDER BY 1 LIMIT %(limit)s
                """,
                **self._get_code_sql(),
                limit=_SHOWN,
            )
        )
        if twice:
            raise UserError(
                self.env._(
                    "These codes belong to more than one customer: %(codes)s. Change them (or merge the "
                    "customers), then have the customers numbered.",
                    codes=", ".join(f"{code} ({count})" for code, count in twice),
                )
            )
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET customer_code_key = %(key)s"
                " WHERE %(is_customer)s AND customer_code_key IS DISTINCT FROM %(key)s",
                **self._get_code_sql(),
            )
        )
        self.env["res.partner"].invalidate_model(["customer_code_key"])

    def _get_code_sql(self):
        """:return: the twins of ``res.partner._is_numbered_customer`` and ``_get_customer_code_key``"""
        return {
            "key": SQL("COALESCE(company_id, 0) || ':' || lower(btrim(ref) COLLATE \"C\")"),
            "is_customer": SQL(
                "parent_id IS NULL AND lifecycle IS NOT NULL AND btrim(ref) != ''"
                " AND (customer_rank > 0 OR customer_group_id IS NOT NULL OR lifecycle = 'account')"
                " AND (company_id IS NULL OR company_id IN %s)",
                tuple(self.ids),
            ),
        }

    def _draw_customer_codes(self, count):
        """Take the next codes that no customer has: the sequence gives each of them once.

        :return: list of ``count`` codes
        """
        self.ensure_one()
        # sudo: whoever makes a customer has it numbered; hidden customers have codes, too
        sequence = self.sudo().customer_code_sequence_id
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        codes = []
        while len(codes) < count:
            drawn = [sequence.next_by_id() for _number in range(count - len(codes))]
            domain = [("ref", "in", drawn), ("company_id", "in", (False, self.id))]
            taken = set(partners.search_fetch(domain, ["ref"]).mapped("ref"))
            codes += [code for code in drawn if code not in taken]
        return codes
