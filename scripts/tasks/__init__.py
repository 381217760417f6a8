"""Set-up, serving and testing of P2IT, with Python's standard library alone."""
