"""A browser for whole pages, every one opened at the width of a desk."""

from dataclasses import dataclass

import pytest

from tests.browser import Browser, opened_browser


@dataclass
class PageBrowser(Browser):
    """A browser whose view has a size of its own each time a page is opened."""

    def open(self, path, width=1280, height=900, scheme="light", media=""):
        super().open(path, width, height, scheme, media)


@pytest.fixture(scope="session")
def browser():
    with opened_browser("--disable-gpu", "--hide-scrollbars") as found:
        yield PageBrowser(found.driver)
