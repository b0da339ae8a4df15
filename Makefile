VENV := .venv
PY := $(VENV)/bin/python

$(VENV)/.ready: requirements/dev.txt
	python3 -m venv $(VENV)
	$(PY) -m pip install -q uv
	$(VENV)/bin/uv pip sync -q --python $(PY) requirements/dev.txt
	@touch $@

.PHONY: venv
venv: $(VENV)/.ready
