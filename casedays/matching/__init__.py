"""Who can fill a slot and who should: pure functions over plain values. Only `loader` knows the database."""
