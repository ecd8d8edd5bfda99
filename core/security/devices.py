"""The name of a device, as its owner would know it again: `Chrome · Android`."""

from __future__ import annotations

# Order matters: Edge and Opera also say Chrome, everything says Safari.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "UCBrowser": "UC Browser",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "Mac", "CrOS": "ChromeOS", "Linux": "Linux"}


def device_name(user_agent: str) -> str:
    """Browser and system from `User-Agent`, made of known words only: what a browser sends is never kept or shown as it is."""
    seen = user_agent[:400]
    browser = next((name for mark, name in _BROWSERS.items() if mark in seen), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in seen), "")
    return " · ".join(word for word in (browser, system) if word) or "?"
