from typing import Any


def shell(request: Any) -> dict[str, Any]:
    return {"vendor": getattr(request, "vendor", None)}
