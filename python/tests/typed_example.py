"""What mypy --strict checks: the types that a user of the package sees."""

import numpy as np
import numpy.typing as npt

import lanelab
import lanelab.dask

steps: npt.NDArray[np.uint32] = lanelab.steps((-1.5, 0.5, -1, 1), (300, 300), 50, rung="best", threads=1)
level: str = lanelab.isa()
names: list[str] = [rung.name for rung in lanelab.rungs()]

run: lanelab.Run = lanelab.run("overview", small=True, rungs=["best", "textbook"], threads=[1, 2], seconds=0.1)
schema: str = run.report["schema"]
medians = run.to_pandas()["median_s"]
profile: lanelab.Profile = lanelab.profile("best", region=(-2, 0.5, -1.25, 1.25), size=(100, 100), limit=1000)
verified: lanelab.Verification = lanelab.verify(rungs="best", roundings=["separate", "fused"])
agree: bool = bool(verified)
differences: list[str] = [case.difference for case in verified.cases]

tiles = lanelab.dask.steps((-1.5, 0.5, -1, 1), (300, 300), 50, chunks=(100, 100))
