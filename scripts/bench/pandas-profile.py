#!/usr/bin/python3
"""The peer of bench:profile: what a data scientist types first. Reads sys.argv[1], prints one JSON object."""
import json
import resource
import sys

import pandas as pd

frame = pd.read_csv(sys.argv[1])
described = frame.describe(include="all")
duplicated = int(frame.duplicated().sum())
print(json.dumps({
    "rows": len(frame),
    "duplicates": duplicated,
    "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "version": pd.__version__,
}))
