"""A stored quantity that keeps what can't be counted in the precision people see."""

from odoo import fields

from .domain.exact import settle


class ExactFloat(fields.Float):
    """A quantity shown with the digits of its precision, and kept exactly.

    One bottle of a product that is stocked by the dozen is 0.0833333 dozen: rounded to 0.08, twelve of them
    would leave 0.04 dozen in stock that nobody finds. What can be counted is kept as Odoo keeps it.
    """

    def convert_to_column(self, value, record, values=None, validate=True):
        """Override of `odoo` to round away noise only."""
        return repr(self._settle(value, record))

    def convert_to_cache(self, value, record, validate=True):
        """Override of `odoo` to round away noise only."""
        return self._settle(value, record)

    def _settle(self, value, record):
        return settle(float(value or 0.0), self.get_digits(record.env)[1])
