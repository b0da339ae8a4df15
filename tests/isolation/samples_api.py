"""What the API says of itself."""

OPEN = {"api:docs", "api:schema", "api:unknown"}
