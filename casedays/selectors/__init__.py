"""What pages read of case days. Selectors never write."""
