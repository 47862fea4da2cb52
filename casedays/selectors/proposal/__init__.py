"""A run of the matcher as managers read it: how far, what it proposes, why, and what it is like beside another."""
