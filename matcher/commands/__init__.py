"""The commands of `matcher`, a module each group, and their `--help`; `matcher.cli` lists them."""
