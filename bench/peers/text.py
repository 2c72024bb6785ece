"""Times what retrain.py does with bottleneck texts, one line in, one line out.

A line "PATH SECONDS" reads the text at PATH as retrain.py does and writes its values back as retrain.py does, each for
that long, and answers with the milliseconds of the best read and the best write.
"""
import platform
import sys
import time

import numpy


def best(action, seconds):
    fastest, end = float("inf"), time.perf_counter() + seconds
    while True:
        start = time.perf_counter()
        action()
        now = time.perf_counter()
        fastest = min(fastest, now - start)
        if now >= end:
            return fastest * 1000


print(f"Python {platform.python_version()}, NumPy {numpy.__version__}", flush=True)
for line in sys.stdin:
    path, seconds = line.rsplit(maxsplit=1)
    with open(path, encoding="ascii") as file:
        text = file.read()
    values = numpy.array([float(x) for x in text.split(",")], numpy.float32)
    read = best(lambda: [float(x) for x in text.split(",")], float(seconds))
    write = best(lambda: ",".join(str(x) for x in values), float(seconds))
    print(read, write, flush=True)
