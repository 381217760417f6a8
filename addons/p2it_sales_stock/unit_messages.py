"""What is said about a quantity that was not understood, by the code of the finding."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

UNIT_MESSAGES = {
    "units_nothing": _lt("No quantity was entered."),
    "units_unknown": _lt("“%(text)s” is none of its units."),
    "units_ambiguous": _lt("“%(text)s” may mean more than one of its units: write it out."),
    "units_twice": _lt("“%(text)s” is there twice."),
    "units_number": _lt("“%(text)s” was not understood: a number is wanted before each unit."),
    "units_too_large": _lt("“%(text)s” is more than can be right."),
}
