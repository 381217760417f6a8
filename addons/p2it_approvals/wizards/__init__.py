from . import p2it_approval_ask_wizard
from . import p2it_approval_answer
from . import p2it_gate_refuse
from . import p2it_gate_return
