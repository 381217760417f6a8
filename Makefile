# Two commands do everything: 'make demo' to work in P2IT, 'make test' to see it hold.
PYTHON ?= python3
RUN = @PYTHONDONTWRITEBYTECODE=1 $(PYTHON) scripts/p2it.py

.DEFAULT_GOAL := help
.PHONY: demo stop test test-odoo bypass bench lint format screenshots shell i18n clean help

demo stop test-odoo bypass bench lint format screenshots shell i18n clean help:
	$(RUN) $@ $(ARGS)

test:
	$(RUN) test $(ARGS)
