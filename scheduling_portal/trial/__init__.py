"""The trial: all of the product on one machine, started by one command and gone with it.

`console` is what `make run` starts; it starts PostgreSQL and Redis, has `prepare` make the database ready, and leaves
web, worker and beat to `processes`. Each child is on a leash (see `scheduling_portal.leash`), so that nothing is left
behind however its parent ends.
"""
