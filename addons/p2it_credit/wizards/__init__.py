from . import p2it_bank_transfer_refuse
from . import p2it_bank_line_choose
from . import p2it_credit_hold_wizard
from . import p2it_statement_wizard
