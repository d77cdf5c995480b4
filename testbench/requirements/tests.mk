# SPDX-License-Identifier: MIT
REQUIREMENTS := testbench/requirements/requirements.py \
	testbench/requirements/rows.csv

.PHONY: requirements docs/requirements.md test-requirements
## requirements: the MUSTs of the RFCs with their tests, or the reasons why not
requirements:
	/usr/bin/python3 -B $(REQUIREMENTS)

docs/requirements.md:
	@mkdir -p $(B)
	/usr/bin/python3 -B $(REQUIREMENTS) --doc > $(B)/requirements.md
	cp $(B)/requirements.md $@

## test-requirements: every requirement has a test that exists, or a reason
test-requirements:
	/usr/bin/python3 -B $(REQUIREMENTS) --check docs/requirements.md

CHECK += test-requirements
