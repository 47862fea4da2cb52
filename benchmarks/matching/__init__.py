"""The matcher beside other methods, on the same instances in one run: `make bench-matching`. See docs/matching.md."""
