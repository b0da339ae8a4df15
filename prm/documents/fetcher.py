"""What a document may load: the assets it was handed, and nothing else (security.md T27)."""

import logging
from collections.abc import Mapping
from mimetypes import guess_type
from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse

logger = logging.getLogger(__name__)

SCHEME = "asset:"


class AssetRefused(ValueError):
    """The document asked for something it was not handed."""


class AssetFetcher(URLFetcher):
    """Serves `asset:<name>` from memory and refuses every other address: http, file, data, ftp, relative ones.

    What was refused stands in `refused`; the document is rendered without it.
    """

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.assets = dict(assets)
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self.assets:
            self.refused.append(url)
            logger.warning("a document asked for %.80r and was refused", url)
            raise AssetRefused(url)
        content_type = guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, self.assets[name], {"Content-Type": content_type})
