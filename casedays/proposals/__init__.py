"""The matcher in the product: asking for a run, running it in a worker, reading its proposal, applying it."""
