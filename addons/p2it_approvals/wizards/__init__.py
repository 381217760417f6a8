from . import p2it_approval_ask_wizard
from . import p2it_approval_answer
