"""Fills in which responses follow which instruction, as lm_eval's IFEval has it.

    python tools/parity/ifeval.py packages/datasets/src/ifeval/testing/reference.json

Needs lm_eval with its extra `ifeval` (0.4.13 made the file) and, once, network for NLTK's Punkt. Add a response or an
instruction to the file, run this, and the test beside it compares.
"""

import json
import sys

from lm_eval.tasks.ifeval.instructions_registry import INSTRUCTION_DICT

path = sys.argv[1]
with open(path, encoding="utf-8") as file:
    reference = json.load(file)
for case in reference["cases"]:
    instruction = INSTRUCTION_DICT[case["id"]](case["id"])
    instruction.build_description(**case["given"])
    case["followed"] = [
        index
        for index, response in enumerate(reference["responses"])
        if instruction.check_following(response)
    ]
with open(path, "w", encoding="utf-8") as file:
    json.dump(reference, file, ensure_ascii=False, indent=2)
    file.write("\n")
