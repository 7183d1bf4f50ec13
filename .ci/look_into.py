"""Looks into the wheel and the sdist in a folder: all that users and packagers need is there, and nothing that they don't."""

import sys
import tarfile
import zipfile
from pathlib import Path

from epcli import __version__

ROOT = Path(__file__).parents[1]
folder = Path(sys.argv[1])
(wheel,) = folder.glob("*.whl")
(sdist,) = folder.glob("*.tar.gz")

with zipfile.ZipFile(wheel) as archive:
    names = set(archive.namelist())
    info = f"epcli-{__version__}.dist-info"
    needed = {"epcli/py.typed", "epcli/data/records.json", f"{info}/licenses/LICENSE", f"{info}/licenses/LICENSE-DATA"}
    source = ROOT / "src" / "epcli"
    files = [*source.rglob("*.py"), *(source / "site" / "assets").iterdir()]
    code = {f"epcli/{path.relative_to(source).as_posix()}" for path in files}
    assert needed | code <= names, f"missing from the wheel: {sorted((needed | code) - names)}"
    strange = {name for name in names if not name.startswith(f"{info}/")} - code - needed
    assert not strange, f"not wanted in the wheel: {sorted(strange)}"
    assert archive.read("epcli/data/records.json") == (ROOT / "data" / "records.json").read_bytes()
    metadata = archive.read(f"{info}/METADATA").decode()
    assert f"\nVersion: {__version__}\n" in metadata
    assert "\nLicense-Expression: MIT AND CC-BY-4.0\n" in metadata
    assert "epcli = epcli.__main__:run" in archive.read(f"{info}/entry_points.txt").decode()

with tarfile.open(sdist) as archive:
    held = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"pyproject.toml", "LICENSE", "LICENSE-DATA", "README.md", "README.zh.md", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md"}
    wanted |= {"data/records.json", "docs/design.md", "tests/conftest.py", "src/epcli/py.typed"}
    assert wanted <= held, f"missing from the sdist: {sorted(wanted - held)}"

print(f"{wheel.name} and {sdist.name} hold what they should.")
