"""Virtual environments for what is compared, each made once, in a folder that git does not see."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "benchmarks" / ".environments"
LAST_OF_0_1 = "0017e8dd18db74910abb76149a183ed32b66e3af"
"""The last commit of epcli 0.1."""


def programs(name: str, *requirements: str) -> Path:
    """The folder with the programs of the environment `name`, which has these requirements and what they need."""
    folder = FOLDER / name
    marker = folder / "made"
    if not marker.exists():
        print(f"Making the environment {name} …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        _pip(folder, *requirements)
        marker.touch()
    return folder / "bin"


def epcli() -> Path:
    """The checkout as it is now, as users get it, with what the comparisons need beside it."""
    programs("epcli", "tinydb")
    _pip(FOLDER / "epcli", "--force-reinstall", "--no-deps", str(ROOT))
    _pip(FOLDER / "epcli", str(ROOT))
    return FOLDER / "epcli" / "bin"


def epcli_0_1() -> Path:
    """epcli 0.1 as this checkout's history has it, with its own records."""
    return programs("epcli-0.1", f"git+{ROOT.as_uri()}@{LAST_OF_0_1}")


def records(own: Path, number: int, folder: Path) -> None:
    """Makes the store of so many events in a folder, with the epcli in `own`: see records.py."""
    print(f"Making {number:,} events …", file=sys.stderr)
    subprocess.run([own / "python", Path(__file__).with_name("records.py"), str(number), folder], check=True)


def epcli_on_the_newest_typer() -> Path:
    """The same, but with a Typer that pyproject.toml does not allow."""
    programs("newest-typer", str(ROOT), "tinydb")
    _pip(FOLDER / "newest-typer", "--force-reinstall", "--no-deps", str(ROOT))
    _pip(FOLDER / "newest-typer", "--upgrade", "typer")
    return FOLDER / "newest-typer" / "bin"


def version(folder: Path, package: str) -> str:
    """The version of a package in the environment whose programs are in `folder`."""
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    return subprocess.run([folder / "python", "-c", code], check=True, capture_output=True, encoding="utf-8").stdout.strip()


def _pip(folder: Path, *arguments: str) -> None:
    quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    told = subprocess.run([folder / "bin" / "python", *quiet, *arguments], capture_output=True, encoding="utf-8", check=False)
    if told.returncode:
        sys.exit(told.stderr)
