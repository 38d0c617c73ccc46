"""
A process that measures one peer. Its only argument says which, as JSON; then it answers each line of its standard
input, a request, with a line on its standard output: the protocol of engine/protocol.ts.
"""

import json
import os
import resource
import sys
import time

settings = json.loads(sys.argv[1])
# Libraries print what they like: the protocol has the real standard output for itself.
answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)
os.environ["OMP_NUM_THREADS"] = str(settings["threads"])
os.environ["HF_HUB_OFFLINE"] = "1"

import torch  # noqa: E402  after the number of its threads is known

torch.set_num_threads(settings["threads"])
# "high" is TF32 on a card; on a processor nothing changes.
torch.set_float32_matmul_precision("high" if settings["precision"] == "tf32" else "highest")


def reply(values: dict) -> None:
    if settings["device"] == "cuda":
        peak = torch.cuda.max_memory_reserved()
    else:
        unit = 1 if sys.platform == "darwin" else 1024
        peak = unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answers.write(json.dumps({**values, "peakBytes": peak}) + "\n")


def timed(work) -> None:
    start = time.perf_counter()
    loss = work()
    if settings["device"] == "cuda":
        torch.cuda.synchronize()
    reply({"seconds": time.perf_counter() - start, **({} if loss is None else {"loss": loss})})


def main() -> None:
    requests = (json.loads(line) for line in sys.stdin)
    peer, size, weights = settings["peer"], settings.get("model"), settings.get("weights")
    if peer == "operations":
        from operations import Operations

        operations = Operations()
        reply({"ready": True})
        for request in requests:
            reply({"seconds": operations.seconds(request["case"], request["atLeast"])})
        return
    if peer == "trl":
        from grpo import Grpo

        trainer = Grpo(size, weights)
        reply({"ready": True})
        trainer.answer(requests, reply)
        return
    if peer == "transformers":
        from generate import Generate

        engine = Generate(size, weights, settings["device"], settings["precision"])
    else:
        from llama import initialised
        from pytorch import PyTorch

        model = initialised(size).to(settings["device"])
        if weights is not None:
            from safetensors.torch import load_file

            model.load_state_dict(load_file(weights, settings["device"]), strict=False)
        engine = PyTorch(model, settings["compiled"], settings["precision"])
    reply({"ready": True})
    for request in requests:
        sizes = {name: value for name, value in request.items() if name != "measure"}
        timed(lambda: getattr(engine, request["measure"])(**sizes))


main()
