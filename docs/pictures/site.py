"""Makes the pictures of the site: its start page as Chromium shows it, in both languages, in light and in dark.

    python docs/pictures/site.py            writes docs/pictures/site.*.png

Needs the project's environment, a Chromium (on the path, or named in CHROMIUM) and, on Debian: apt-get install imagemagick fonts-noto-cjk.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from epcli.exchange.export import export
from epcli.store import open_store, records_of, shipped

HERE = Path(__file__).parent
WIDTH, HEIGHT = 1160, {"en": 1028, "zh": 880}
"""In pixels; the height ends after the table of statuses."""
SCHEMES = {"dark": 0, "light": 1}


def main() -> None:
    """Writes the start page's picture in each language and scheme."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        sys.exit("No Chromium found: install it or name it in CHROMIUM.")
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        export(records_of(open_store(shipped())), "site", site)
        for lang, height in HEIGHT.items():
            for scheme, number in SCHEMES.items():
                picture = HERE / f"site.{lang}.{scheme}.png"
                with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
                    command = [
                        *(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
                        *("--disable-background-networking", "--disable-component-update", "--disable-sync", f"--user-data-dir={profile}"),
                        *(f"--window-size={WIDTH},{height}", f"--blink-settings=preferredColorScheme={number}"),
                        *(f"--screenshot={picture.resolve()}", (site / lang / "index.html").as_uri()),
                    ]
                    subprocess.run(command, capture_output=True, timeout=120, check=True)
                subprocess.run(["convert", picture, "+dither", "-colors", "64", picture], check=True)
                print(f"{picture.name}: {picture.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
