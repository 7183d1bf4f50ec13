"""Makes the pictures of the README: real answers, as HTML, photographed by Chromium in light and in dark.

    python docs/pictures/make.py            writes docs/pictures/*.png

Needs the project's environment, a Chromium (on the path, or named in CHROMIUM) and the Noto fonts (on Debian:
apt-get install chromium fonts-noto-core fonts-noto-cjk). Each picture ends with a whole row, however the records grow.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ANSWERS = {
    "timeline.en": (760, ("timeline", "2016", "--lang", "en")),
    "platform.en": (1060, ("platform", "jd", "--lang", "en")),
    "compare.en": (780, ("compare", "chengxian", "tongyu", "--lang", "en")),
    "compare.zh": (640, ("compare", "chengxian", "tongyu", "--lang", "zh")),
}
"""Each picture's greatest height and the question that it answers."""
SCHEMES = {"dark": 0, "light": 1}
WIDTH, SCALE = 1000, 1.1
"""The width, and how many dots a pixel of the page gets."""

# The same fonts everywhere; and where the last row ends that is whole within the height, told through the page's title.
FONTS = """<style>
body { font-family: "Noto Sans", "Noto Sans CJK SC", sans-serif; margin-top: 1.2rem; }
:lang(zh-Hans) body { font-family: "Noto Sans CJK SC", sans-serif; }
</style>"""
CUT = """<script>
const ends = [...document.querySelectorAll("tr")].map((row) => row.getBoundingClientRect().bottom).filter((end) => end < %d);
document.title = Math.floor(Math.max(...ends));
</script>"""


def chromium(page: Path, *options: str, height: int) -> str:
    """Runs Chromium without a window on one page, with a profile of its own, and gives back what it printed."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        sys.exit("No Chromium found: install it or name it in CHROMIUM.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            program,
            *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            f"--user-data-dir={profile}",
            f"--window-size={WIDTH},{height}",
            f"--force-device-scale-factor={SCALE}",
            *options,
            page.as_uri(),
        ]
        return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=True).stdout


def main() -> None:
    """Writes each answer's picture in each scheme."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        for name, (height, question) in ANSWERS.items():
            command = [sys.executable, "-m", "epcli", *question, "--format", "html"]
            html = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
            page.write_text(html.replace("</head>", f"{FONTS}</head>").replace("</body>", f"{CUT % height}</body>"), encoding="utf-8")
            told = re.search(r"<title>(\d+)</title>", chromium(page, "--dump-dom", height=height))
            assert told, name
            for scheme, number in SCHEMES.items():
                picture = HERE / f"{name}.{scheme}.png"
                options = (f"--blink-settings=preferredColorScheme={number}", f"--screenshot={picture.resolve()}")
                chromium(page, *options, height=int(told[1]))
                print(f"{picture.name}: {picture.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
