"""What pages read of case days; each function says how many queries it asks."""
