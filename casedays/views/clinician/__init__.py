"""The clinician portal's pages of case days."""
