"""How a message leaves the house. Only `notifications.dispatch` imports these."""
