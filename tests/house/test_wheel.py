"""What is installed elsewhere is all that is needed there, and no more."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src"


def test_the_wheel_holds_the_whole_package_and_its_licence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        path.relative_to(SOURCE).as_posix()
        for path in (SOURCE / "stagewatt").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    package = {each for each in held if ".dist-info/" not in each}
    assert package == ours
    assert any(each.startswith("stagewatt/catalogue/models/") for each in held)
    assert any(each.endswith("/licenses/LICENSE") for each in held)
    assert any(each.endswith("/licenses/NOTICE") for each in held)
