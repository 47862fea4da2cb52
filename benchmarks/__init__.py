"""What pages cost, measured side by side in one run: `make bench`. See docs/benchmarks.md."""
