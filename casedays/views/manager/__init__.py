"""The manager's pages about case days."""
