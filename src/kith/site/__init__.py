"""The site: settings, addresses and the WSGI entry point. Nothing of IPT and no page lives here."""
