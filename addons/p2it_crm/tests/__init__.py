from . import test_account
from . import test_lifecycle
from . import test_area
from . import test_lead
from . import test_lead_rule
from . import test_race
from . import test_sample
