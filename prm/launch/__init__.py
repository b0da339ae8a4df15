"""Bootstrap and process manager behind `make demo` and `make test`; imports nothing of the product."""
