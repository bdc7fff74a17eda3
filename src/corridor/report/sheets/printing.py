"""A page on paper: a browser that is installed prints it as PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

__all__ = ["found_browser", "print_page"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
# Nothing is fetched, looked up or kept: the page needs none of it.
QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
    "--virtual-time-budget=6000",
    "--no-pdf-header-footer",
)
PATIENCE_S = 180.0


def found_browser(browser: str | None = None) -> str:
    """
    Return the browser that is to print.

    Parameters
    ----------
    browser
        Its name or path; the first of Chromium, Chrome and Edge that is installed when absent.

    Raises
    ------
    FileNotFoundError
        There is none; says what to do.
    """
    for name in (browser,) if browser else BROWSERS:
        path = shutil.which(name)
        if path is not None:
            return path
    asked = f"{browser!r} is not a program here" if browser else f"none of {', '.join(BROWSERS)}"
    msg = f"a PDF is printed by a browser, and {asked}: install Chromium, or give browser=its path"
    raise FileNotFoundError(msg)


def print_page(page: str, target: Path, browser: str) -> None:
    """
    Print a page as PDF.

    Parameters
    ----------
    page
        The page.
    target
        Where to write.
    browser
        From `found_browser`.

    Raises
    ------
    RuntimeError
        The browser printed nothing, or took too long.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, printed = Path(folder) / "report.html", Path(folder) / "report.pdf"
        source.write_text(page, encoding="utf-8")
        # As superuser Chromium starts only without its sandbox; the page runs its own script alone.
        rights = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        places = (f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}")
        command = [browser, *QUIET, *rights, *places, source.as_uri()]
        try:
            done = subprocess.run(  # noqa: S603 - a browser the caller has, no shell
                command, capture_output=True, timeout=PATIENCE_S, check=False
            )
        except subprocess.TimeoutExpired:
            msg = f"{browser} did not print the page within {PATIENCE_S:.0f} seconds"
            raise RuntimeError(msg) from None
        if not printed.is_file():
            said = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            msg = f"{browser} printed nothing and ended with {done.returncode}: {' '.join(said)}"
            raise RuntimeError(msg)
        shutil.copyfile(printed, target)
