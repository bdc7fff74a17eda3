"""Ensembles on a dask cluster: the bits of a run in one process, even when a worker is killed."""

import hashlib
import json
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

import corridor as cr

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_spec("distributed") is None, reason="dask.distributed (extra cluster) is missing"
    ),
]
JOB = {
    "n": 48,
    "seed": 5,
    "pairs": [("crude_oil", "tengiz", "trieste")],
    "corridors": ["caspian", "russia"],
    "chunk": 2,
    "progress": False,
}
# A script of its own: workers import the main module anew, and dask warns of what is not ours.
SCRIPT = """
import hashlib, json, os, signal, sys, threading, time

def main():
    from distributed import Client, LocalCluster
    import corridor as cr
    job = json.loads(sys.argv[1])
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
                      silence_logs=50) as cluster, Client(cluster) as client:
        pids = sorted(client.run(os.getpid).values())
        killed = []
        def kill_one():
            # Once results have come back, in the middle of the run.
            while sum(len(p) for p in client.has_what().values()) < 2:
                time.sleep(0.01)
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])
        if sys.argv[2] == "kill":
            thread = threading.Thread(target=kill_one)
            thread.start()
        ensemble = cr.run_ensemble(cr.load_dataset(), executor=client.get_executor(), **job)
        if sys.argv[2] == "kill":
            thread.join()
        now = sorted(client.run(os.getpid).values())
    arrays = [ensemble.values, ensemble.way]
    if ensemble.flows:
        flows = ensemble.flows
        arrays += [flows.values, flows.utilisation, flows.price, flows.by_unmet]
    bits = hashlib.sha256(b"".join(a.tobytes() for a in arrays)).hexdigest()
    print(json.dumps({"bits": bits, "failed": len(ensemble.failed), "n": ensemble.n,
                      "before": pids, "killed": killed, "after": now}))

if __name__ == "__main__":
    main()
"""


def on_cluster(tmp_path, what, job=JOB):
    script = tmp_path / "cluster_run.py"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, str(script), json.dumps(job), what],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def serial():
    ensemble = cr.run_ensemble(cr.load_dataset(), **JOB)
    return hashlib.sha256(ensemble.values.tobytes() + ensemble.way.tobytes()).hexdigest()


def test_two_dask_workers_give_the_bits_of_one_process(tmp_path, serial):
    said = on_cluster(tmp_path, "leave")
    assert len(set(said["before"])) == 2
    assert said["bits"] == serial


def test_a_killed_dask_worker_costs_no_draw(tmp_path, serial):
    said = on_cluster(tmp_path, "kill")
    assert said["killed"] == said["before"][:1]
    assert not set(said["killed"]) & set(said["after"])
    assert (said["n"], said["failed"]) == (48, 0)
    assert said["bits"] == serial


def test_flows_on_two_dask_workers_have_the_bits_of_one_process(tmp_path):
    job = JOB | {"n": 6, "pairs": [], "flows": True}
    flows = cr.run_ensemble(cr.load_dataset(), **job).flows
    empty = np.zeros((1, 0, 2, 7, 6)), np.zeros((1, 0, 2, 6), dtype=np.int64)
    arrays = [*empty, flows.values, flows.utilisation, flows.price, flows.by_unmet]
    bits = hashlib.sha256(b"".join(a.tobytes() for a in arrays)).hexdigest()
    assert on_cluster(tmp_path, "leave", job)["bits"] == bits
