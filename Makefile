# Aliases of dev.py, which works without make too.
PYTHON ?= python3

.PHONY: demo test test-long check bench replay docs lock prepare

demo test test-long check bench replay docs lock prepare:
	@$(PYTHON) dev.py $@ $(ARGS)
