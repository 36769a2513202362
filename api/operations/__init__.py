"""What keeps the service going: logs, figures, backups, purging, news to other programs."""
