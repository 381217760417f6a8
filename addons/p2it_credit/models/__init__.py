from . import (
    p2it_bank_transfer,
    p2it_bank_transfer_line,
    p2it_credit_hold,
)
