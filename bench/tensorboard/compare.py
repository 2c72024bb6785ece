"""Reads event files with TensorBoard's own reader and holds ours against the scripts'.

    python3 bench/tensorboard/compare.py TENSORBOARD OURS [THEIRS]

TENSORBOARD is a source tree of TensorBoard whose .proto files were compiled in place:

    cd TENSORBOARD && protoc --python_out=. $(find tensorboard -name '*.proto')

OURS is what --summaries_dir named; THEIRS a folder of the scripts' event files, ../shared/golden/retrain_py/*/summaries.
Needs numpy, protobuf and absl for Python; TensorFlow is not needed. Exit code 1 where something is missing or odd.
"""

import os
import re
import sys

sys.path.insert(0, sys.argv[1])
from tensorboard.backend.event_processing import event_accumulator  # noqa: E402

LARGEST = 1.7976931348623157e308


def grid():
    """TensorFlow's bucket limits (reference, section 8.4)."""
    limits, limit = [], 1e-12
    while limit < 1e20:
        limits.append(limit)
        limit *= 1.1
    return {0.0, LARGEST, -LARGEST, *limits, *(-limit for limit in limits)}


LIMITS = grid()
EVERYTHING = {kind: 0 for kind in (event_accumulator.SCALARS, event_accumulator.HISTOGRAMS, event_accumulator.TENSORS)}
faults = []


def read(folder):
    accumulator = event_accumulator.EventAccumulator(folder, size_guidance=EVERYTHING)
    accumulator.Reload()
    tags = accumulator.Tags()
    scalars = {tag: [(event.step, event.value) for event in accumulator.Scalars(tag)] for tag in tags["scalars"]}
    histograms = {tag: [(event.step, event.histogram_value) for event in accumulator.Histograms(tag)] for tag in tags["histograms"]}
    nodes = len(accumulator.Graph().node) if tags["graph"] else 0
    print(f"{folder}: {len(scalars)} scalars, {len(histograms)} histograms, graph of {nodes} nodes")
    return scalars, histograms, nodes


def plain(tag):
    """TensorFlow 1.9 and later number some scopes that 1.8 does not (reference, section 8.2)."""
    return re.sub(r"(summaries/(?:mean|max|min))_1$", r"\1", tag)


def check(condition, fault):
    if not condition:
        faults.append(fault)


def consistent(folder, scalars, histograms):
    check(len(scalars) == 10 and len(histograms) == 4, f"{folder}: not the 14 tags")
    steps = [step for step, _ in next(iter(scalars.values()))]
    for tag, events in {**scalars, **histograms}.items():
        check([step for step, _ in events] == steps, f"{tag}: other steps than its neighbours")
    for tag, events in histograms.items():
        for step, value in events:
            where = f"{tag} at step {step}"
            check(sum(value.bucket) == value.num, f"{where}: buckets do not add up to num")
            check(all(a < b for a, b in zip(value.bucket_limit, value.bucket_limit[1:])), f"{where}: limits do not rise")
            check(LIMITS.issuperset(value.bucket_limit), f"{where}: a limit that TensorFlow does not have")
            if tag.endswith("summaries/histogram"):
                mean = dict(scalars[next(name for name in scalars if name.startswith(tag[:-len("histogram")] + "mean"))])[step]
                check(abs(value.sum / value.num - mean) <= 1e-6 + 1e-5 * abs(mean), f"{where}: sum / num is not the mean")
    return steps


ours = {}
for name in ("train", "validation"):
    folder = os.path.join(sys.argv[2], name)
    ours[name] = read(folder)
    steps = consistent(folder, ours[name][0], ours[name][1])
    print(f"  steps {steps[0]} to {steps[-1]}, {len(steps)} of them")
check(ours["train"][2] > 0, "the train folder holds no graph")
check(ours["validation"][2] == 0, "the validation folder holds a graph")

for folder, _, files in os.walk(sys.argv[3] if len(sys.argv) > 3 else ""):
    if any("tfevents" in file for file in files):
        scalars, histograms, _ = read(folder)
        mine = ours["train" if os.path.basename(folder) == "train" else "validation"]
        for kind, theirs, own in (("scalars", scalars, mine[0]), ("histograms", histograms, mine[1])):
            check({plain(tag) for tag in theirs} == {plain(tag) for tag in own}, f"other {kind} than in {folder}")

print("\n".join(faults) or "all as it should be")
sys.exit(1 if faults else 0)
