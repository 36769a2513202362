"""What the commands show on a terminal: built here, printed by `matcher.commands`."""
