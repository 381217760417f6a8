from . import test_type
from . import test_gate
from . import test_decide
from . import test_rights
from . import test_race
from . import test_dispatch
from . import test_dispatch_bypass
from . import test_dispatch_race
