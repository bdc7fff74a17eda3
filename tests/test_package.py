import subprocess
import sys
import venv
from pathlib import Path

import pytest

import corridor

ROOT = Path(__file__).parent.parent
HEAVY = {"matplotlib", "pandas", "geopandas", "scipy", "shapely", "networkx"}


def run(*code):
    command = [sys.executable, "-c", "; ".join(code)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_importing_is_light():
    loaded = run("import sys, corridor, corridor.cli", "print(*sys.modules)").split()
    assert not HEAVY & set(loaded)


def test_every_public_name_is_there():
    for name in corridor.__all__:
        assert getattr(corridor, name) is not None
    assert set(dir(corridor)) == set(corridor.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nothing_here"):
        corridor.nothing_here  # noqa: B018


@pytest.mark.slow
def test_the_wheel_carries_the_data_and_works_from_any_folder(tmp_path):
    pip = [sys.executable, "-m", "pip", "--quiet"]
    wheels = tmp_path / "wheels"
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", wheels, ROOT], check=True)
    venv.create(tmp_path / "empty", with_pip=True)
    python = tmp_path / "empty" / "bin" / "python"
    wheel = next(wheels.glob("corridor-*.whl"))
    subprocess.run([python, "-m", "pip", "--quiet", "install", wheel], check=True)
    command = [tmp_path / "empty" / "bin" / "corridor", "explain", "link:btc"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "length_km" in done.stdout


@pytest.mark.slow
def test_the_demo_writes_its_pictures(tmp_path):
    command = [sys.executable, "-m", "corridor.report.demo", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "What rests on estimates" in done.stdout
    pictures = sorted((tmp_path / "out").glob("*.png"))
    assert len(pictures) == 16
    assert all(picture.stat().st_size > 10_000 for picture in pictures)
