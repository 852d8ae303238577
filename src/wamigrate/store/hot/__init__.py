"""The data plane: held messages, events of customers, what is waiting to be delivered.

Too hot for the main store's transactions. Each operation is written once, as a *program*: a generator that
yields statements and is sent their rows. Two engines run programs, each in one transaction: `sqlite` on a
writer thread that commits many at once into a file of its own, `postgres` on a pool of connections.

Programs may be run again after a connection was lost in a commit, so each of them does its work only once.
"""
