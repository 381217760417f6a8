from . import (
    test_transfer,
    test_transfer_cost,
    test_transfer_hostile,
    test_transfer_match,
    test_transfer_race,
    test_transfer_rights,
    test_bank_import,
)
from . import test_credit_terms
from . import test_credit_exposure
from . import test_credit_hold
from . import test_credit_race
from . import test_transfer_code
from . import test_vietqr
