from . import (
    p2it_bank_transfer_refuse,
)
