"""The shell around the apps: settings, addresses, and how it is run."""
