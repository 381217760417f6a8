from . import p2it_credit_hold_wizard
