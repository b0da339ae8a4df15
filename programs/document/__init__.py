"""Programs as code: a program's levels, figures and review as a YAML file, and what it says of a file of facts.

docs/program-as-code.md is for those who write such files; program.schema.json is for their editors.
"""
