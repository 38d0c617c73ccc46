"""Writes random weights of a model: `make_weights.py <size as JSON> <file>`. All contenders start from them."""

import json
import sys

from safetensors.torch import save_file

from llama import initialised

size = json.loads(sys.argv[1])
weights = dict(initialised(size).state_dict())
if size["tieEmbeddings"]:
    del weights["lm_head.weight"]
save_file({name: tensor.contiguous() for name, tensor in weights.items()}, sys.argv[2], metadata={"format": "pt"})
