"""An invented company to try the product with. Installed on a developer's machine and in tests, never in production."""
