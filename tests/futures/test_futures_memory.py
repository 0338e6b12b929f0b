"""The process that hands out chunks holds a block of futures, however many there are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# Peaks of memory [kB] after two blocks, and after a hundred thousand futures in the same process.
PEAKS = """
import resource, sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from easy_futures import study
from vallum.futures.findings import find
for futures in (20_000, 100_000):
    found = find(study(Path(sys.argv[1]) / str(futures), futures=futures, names=()), by=2034)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, found.stand_alone[2034])
"""
MORE = 12_000
"""What three times as many futures may add [kB]: their numbers alone would be twice that."""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="peaks are in other units elsewhere")
def test_memory_does_not_grow_with_the_number_of_futures(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PEAKS, str(tmp_path), str(Path(__file__).parents[1])]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    (few, share), (many, same) = (line.split() for line in told[:2])
    assert int(many) - int(few) < MORE
    # Both stand alone where money is above its mode, in (1.1 - 1) / (1.1 - 0.85) of the futures.
    assert float(share) == pytest.approx(0.4, abs=1e-3)
    assert float(same) == pytest.approx(0.4, abs=1e-3)
