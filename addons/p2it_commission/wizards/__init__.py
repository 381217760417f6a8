from . import (
    base_partner_merge_automatic_wizard,
    p2it_commission_note,
    p2it_commission_settle,
    p2it_commission_statement,
    p2it_commission_whatif,
)
