from . import test_credit_terms
from . import test_credit_exposure
from . import test_credit_hold
from . import test_credit_race
from . import test_transfer_code
from . import test_vietqr
