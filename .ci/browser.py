"""Pages in a real Chromium, for the checks of single answers and of the site: what a reader, a screen reader or a printer would miss.

`Tools(folder)` installs playwright, pypdf, html-validate and axe-core into a folder, once, and nothing anywhere else; the browser is
the system's own Chromium or Chrome. Where it or npm is lacking, `missing()` says so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WIDTHS = (400, 800, 1400)
"""Of a phone, half a screen and a whole one, in CSS pixels."""

A4 = round((210 - 2 * 15) / 25.4 * 96)
"""What an A4 page has between margins of 15 mm, in CSS pixels."""

_FLAGS = ["--disable-gpu", "--disable-quic", "--disable-component-update", "--disable-sync", "--no-first-run", "--no-default-browser-check"]

_RULES = {
    "extends": ["html-validate:standard", "html-validate:a11y", "html-validate:document"],
    "rules": {
        "long-title": "off",  # of taste: a title says the whole question
        "no-inline-style": "off",  # bars are as long as their values
        "require-sri": "off",
        "no-trailing-whitespace": "off",
        "tel-non-breaking": "off",  # numbers here are no telephones
    },
}


class Tools:
    """Programs in a folder of their own: `folder/python` and `folder/node_modules`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        python, modules = folder / "python", folder / "node_modules"
        if not python.exists():
            command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(python), "playwright", "pypdf"]
            subprocess.run(command, check=True, stderr=subprocess.PIPE)
        if not modules.exists():
            npm = ["install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), "html-validate", "axe-core"]
            subprocess.run([str(shutil.which("npm")), *npm], check=True)
        sys.path.insert(0, str(python))
        self._axe = (modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8")

    def invalid(self, files: Iterable[Path]) -> list[str]:
        """What html-validate finds wrong in pages, a line each: file, place, what."""
        rules = self.folder / "htmlvalidate.json"
        rules.write_text(json.dumps({"root": True, **_RULES}), encoding="utf-8")
        program = self.folder / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
        report = self.folder / "htmlvalidate-report.json"  # through a pipe it would end after 64 KiB
        command = ["node", str(program), "--config", str(rules), "--formatter", f"json={report}", *map(str, files)]
        told = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        if told.returncode not in (0, 1):
            raise AssertionError(f"html-validate exits {told.returncode}: {told.stdout}{told.stderr}")
        return [
            f"{Path(page['filePath']).name}:{one['line']}:{one['column']} {one['message']} ({one['ruleId']})"
            for page in json.loads(report.read_text(encoding="utf-8"))
            for one in page["messages"]
        ]

    @contextmanager
    def chromium(self) -> Iterator[Any]:
        """A browser as playwright has it; it fetches nothing that no page asks for."""
        from playwright.sync_api import sync_playwright

        flags = [*_FLAGS, *(["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else [])]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=_browser(), args=flags)
            try:
                yield browser
            finally:
                browser.close()

    def inaccessible(self, page: Any) -> list[str]:
        """What axe finds on a page that is open, serious or worse: which rule, and the first place where it is broken."""
        page.evaluate(self._axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        grave = [one for one in found if one["impact"] in ("serious", "critical")]
        return [f"{one['id']} at {len(one['nodes'])} places: {one['nodes'][0]['html'][:160]}" for one in grave]

    def printed(self, page: Any) -> str:
        """All that stands on the sheets of A4 when a page that is open is printed."""
        from io import BytesIO

        from pypdf import PdfReader

        sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, format="A4"))).pages
        return "\n".join(sheet.extract_text() for sheet in sheets)


def missing() -> str:
    """What these checks need and the system lacks; empty where it has all."""
    lacking = [program for program in ("node", "npm") if not shutil.which(program)]
    return ", ".join([*lacking, *([] if _browser() else ["Chromium or Chrome"])])


def _browser() -> str | None:
    """A Chromium of the system's own, where each system has it."""
    named = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
    apps = (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
        "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    )
    return next((found for found in (*map(shutil.which, named), *map(shutil.which, apps)) if found), None)


def too_wide(page: Any) -> list[str]:
    """What reaches beyond the window on a page that is open, but for what scrolls by itself; for print see `A4`."""
    return list(page.evaluate(_TOO_WIDE))


def overlapping(page: Any) -> list[str]:
    """Pairs of words on a page that is open, one of which lies over the other."""
    return list(page.evaluate(_OVERLAPPING))


def broken(page: Any) -> list[str]:
    """Words on a page that is open that stand on two lines, as in a column too narrow for them; addresses and code may break anywhere."""
    return list(page.evaluate(_BROKEN))


def shown(page: Any) -> str:
    """The words that a page that is open shows a reader."""
    return str(page.evaluate("document.body.innerText"))


def lost(shown: str, printed: str) -> str:
    """The characters that are shown more often than printed, spaces and the forms of a character aside; empty where nothing is lost.

    Chromium's PDF names some characters by a radical that looks the same (页 as U+2EDA, 户 as U+2F3E), so each radical stands for any
    Chinese character.
    """
    gone = list((Counter(_letters(shown)) - Counter(_letters(printed))).elements())
    radicals = sum("\u2e80" <= char <= "\u2fdf" for char in printed)
    chinese = [char for char in gone if "\u2e80" <= char <= "\u9fff"]
    return "".join([char for char in gone if char not in chinese] + chinese[radicals:])


def _letters(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).replace("\u301c", "~").split())  # a wave dash, as which the PDF has ～


_TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > width) found.push(`the page: ${document.documentElement.scrollWidth} of ${width} px`);
  const scrolls = element => { for (let up = element.parentElement; up; up = up.parentElement)
    if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(up).overflowX)) return true; return false; };
  for (const element of document.body.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    // Of what stands in a line the last space may hang over; words that do so make the page wider.
    if (box.right > width + 1 && box.width && getComputedStyle(element).display !== 'inline' && !scrolls(element))
      found.push(`<${element.tagName.toLowerCase()}> to ${Math.round(box.right)} px: ${element.textContent.trim().slice(0, 60)}`);
  }
  return found;
}"""

_OVERLAPPING = """() => {
  const boxes = [], found = [], words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = words.nextNode());) {
    if (!node.data.trim()) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) boxes.push([box, node]);
  }
  boxes.sort((one, other) => one[0].top - other[0].top);
  boxes.forEach(([one, first], index) => {
    for (let next = index + 1; next < boxes.length && boxes[next][0].top < one.bottom; next++) {
      const [other, second] = boxes[next];
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - other.top;
      if (first !== second && across > 2 && down > Math.min(one.height, other.height) / 2)
        found.push(`${first.data.trim().slice(0, 40)} / ${second.data.trim().slice(0, 40)}`);
    }
  });
  return found;
}"""

_BROKEN = """() => {
  const found = [], words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = words.nextNode());) {
    if (node.parentElement.closest('pre, a[href^="http"]')) continue;
    for (const word of node.data.matchAll(/[A-Za-z]{2,}|[0-9]{4}-[0-9]{2}(-[0-9]{2})?/g)) {
      const range = document.createRange();
      range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].filter(box => box.width > 1).map(box => Math.round(box.top)));
      const dated = node.parentElement.closest('.dates, .date');
      if (lines.size > 1 && (dated || !word[0].includes('-'))) found.push(`${word[0]} in ${node.data.trim().slice(0, 60)}`);
    }
  }
  return found;
}"""
