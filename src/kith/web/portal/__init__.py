"""The clients' pages, opened by a one-time link: no account, no script, no cookie."""
