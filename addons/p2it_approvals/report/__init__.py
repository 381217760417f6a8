from . import p2it_gate_report
