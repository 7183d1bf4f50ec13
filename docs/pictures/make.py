"""Makes the pictures of the READMEs: real answers in a real terminal, xterm on a screen that nobody sees, in light and in dark.

    python docs/pictures/make.py            writes docs/pictures/*.png

Needs the project's environment, and on Debian: apt-get install xterm xvfb imagemagick fonts-dejavu-core fonts-noto-cjk. A picture ends
after the number of lines that is named here: see that it is the end of something.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
COMMANDS = {
    "timeline.en": (27, "epcli timeline 2016 --lang en"),
    "platform.en": (28, "epcli platform jd --lang en"),
    "compare.en": (29, "epcli compare chengxian tongyu --lang en"),
    "compare.zh": (30, "epcli compare 成县 通榆 --lang zh"),
}
"""How many lines of the terminal each picture shows, and what is typed."""
COLUMNS, ALL_LINES, LINE = 100, 450, 19
"""The width of the terminal, its height, in which the longest answer has room, and how many dots high a line is."""
MARGIN = 12
SCHEMES = {
    "light": ("#ffffff", "#1b1f24", ("#b3261e", "#1a6b32", "#8a5a00", "#0a58b5", "#8a3fa0", "#0b6b75")),
    "dark": ("#0d1117", "#e6edf3", ("#ff7b72", "#56d364", "#e3b341", "#79b8ff", "#d2a8ff", "#56c8d3")),
}
"""Paper, ink, and the terminal's colours 1 to 6: red, green, yellow, blue, magenta, cyan."""
SCREEN = ":97"


def photographed(lines: int, command: str, scheme: str, picture: Path) -> None:
    """Types one command in a terminal of its own, and photographs its first lines when the answer is there."""
    paper, ink, colours = SCHEMES[scheme]
    settings = [f"XTerm*color{number}: {colour}" for number, colour in enumerate(colours, 1)] + ["XTerm*boldColors: false"]
    with tempfile.TemporaryDirectory() as folder:
        answered = Path(folder) / "answered"
        typed = f"printf '%s\\n' {shlex.quote('$ ' + command)}; {command}; touch {answered}; exec sleep 60"
        terminal = subprocess.Popen(
            [
                *("xterm", "-fa", "DejaVu Sans Mono", "-fd", "Noto Sans Mono CJK SC", "-fs", "11", "-b", str(MARGIN)),
                *("-geometry", f"{COLUMNS}x{ALL_LINES}+0+0", "-bg", paper, "-fg", ink, "-cr", paper),
                *(part for setting in settings for part in ("-xrm", setting)),
                *("-e", "sh", "-c", typed),
            ],
            env=os.environ
            | {"DISPLAY": SCREEN, "LC_ALL": "C.UTF-8", "PAGER": "cat", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        )
        try:
            while not answered.exists():
                time.sleep(0.1)
            time.sleep(1)  # until the screen has what the terminal was told
            whole = Path(folder) / "whole.png"
            subprocess.run(["import", "-display", SCREEN, "-window", "root", whole], check=True)
            first_lines = ["-crop", f"x{MARGIN + LINE * lines}+0+0", "+repage", "-bordercolor", "black", "-trim"]
            below = ["-background", paper, "-gravity", "south", "-splice", f"0x{MARGIN}"]
            subprocess.run(["convert", whole, *first_lines, *below, "+dither", "-colors", "48", picture], check=True)
        finally:
            terminal.kill()
            terminal.wait()


def main() -> None:
    """Writes each answer's picture in each scheme."""
    screen = subprocess.Popen(["Xvfb", SCREEN, "-screen", "0", f"1000x{ALL_LINES * (LINE + 1)}x24"], stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        for name, (lines, command) in COMMANDS.items():
            for scheme in SCHEMES:
                picture = HERE / f"{name}.{scheme}.png"
                photographed(lines, command, scheme, picture)
                print(f"{picture.name}: {picture.stat().st_size // 1024} KiB")
    finally:
        screen.terminate()
        screen.wait()


if __name__ == "__main__":
    main()
