"""A browser without a window, and what it asked for and complained about."""

import json
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-quic"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--window-size=1200,1000"),
)
# A renderer in software stands in for the graphics card that a test machine lacks.
WEBGL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
NO_WEBGL = ("--disable-gpu", "--disable-webgl", "--disable-webgl2", "--disable-3d-apis")
OWN = ("file:", "data:", "blob:")


@dataclass
class Browser:
    """A driver with the few verbs of tests."""

    driver: Any

    def open(self, path, width=None, height=900, scheme="light", media=""):
        """Open a page as by a reader's settings; a width sets the size of the view."""
        if width is not None:
            self.size(width, height)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        said = {"media": media, "features": features}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", said)
        self.drain()
        self.driver.get(Path(path).as_uri())

    def size(self, width, height):
        said = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", said)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def find(self, selector):
        return self.driver.find_element("css selector", selector)

    def all(self, selector):
        return self.driver.find_elements("css selector", selector)

    def wait(self, script, seconds=40.0):
        """Wait until an expression is true and return it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.run(f"return {script}")
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError(f"not within {seconds:g} s: {script}")

    def drain(self):
        """Return the foreign addresses asked for and the errors told since the last time."""
        asked = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                asked.append(message["params"]["request"]["url"])
        told = [e["message"] for e in self.driver.get_log("browser") if e["level"] == "SEVERE"]
        return [url for url in asked if not url.startswith(OWN)], told


@contextmanager
def opened_browser(*flags):
    """Open a browser on an empty profile, and skip with a reason where there is none."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    if not (CHROMIUM.exists() and DRIVER.exists()):
        pytest.skip(f"needs {CHROMIUM} and {DRIVER}")
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        options = Options()
        options.binary_location = str(CHROMIUM)
        for flag in (*FLAGS, *flags, f"--user-data-dir={folder}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
        try:
            yield Browser(driver)
        finally:
            driver.quit()
