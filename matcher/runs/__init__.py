"""Runs from files to files, whoever asked for them: nothing here prints."""
