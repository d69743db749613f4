"""What a measurement consists of: tables, their rows, and with what each row is compared."""


class Row:
    """One line of a table.

    run      measures once: takes a Run, gives the figures
    sync     whether everything is on the disk at the end; a row is compared with peers of its kind only
    synced   title of a second line made from the same runs: after each, `sync -f` of the output is timed and added
    needs    programs without which the row is left out
    rounds   at most so many of the rounds, for rows that take long and say little new
    tree     gives what the output must be: files, bytes and hash
    disk     gives the bytes that a run needs at most, and how many of them stay behind
    """

    def __init__(self, name, title, run, sync=False, synced=None, needs=(), rounds=None, tree=None, disk=None):
        self.name, self.title, self.run = name, title, run
        self.sync, self.synced, self.needs, self.rounds = sync, synced, needs, rounds
        self.tree, self.disk = tree, disk

    def lines(self):
        """(name, title, sync) of each line of the table that comes from this row."""
        yield self.name, self.title, self.sync
        if self.synced:
            yield self.name + "-sync", self.synced, True


    def room(self, table, inputs):
        """Bytes that a run needs at most, and how many of them stay behind."""
        return self.disk(inputs) if self.disk else inputs.trees[table.workload].room()

    def times(self, rounds):
        """In how many of the rounds it is measured."""
        return min(self.rounds or rounds, rounds)


class Against:
    """A peer of a table. Rows that sync are compared with the peer that does so too."""

    def __init__(self, label, unsynced, synced=None):
        self.label, self.unsynced, self.synced = label, unsynced, synced

    def peer(self, sync):
        return self.synced if sync else self.unsynced


class Table:
    """Rows that are measured in turns, and belong together in the documentation.

    key      its name for `--only`
    group    the name of several tables for `--only`
    workload name of the tree that all its rows need made, or None
    extra    names of columns beside the usual ones, see report.EXTRA
    """

    def __init__(self, key, group, title, rows, workload=None, against=(), extra=()):
        self.key, self.group, self.title, self.rows = key, group, title, rows
        self.workload, self.against, self.extra = workload, against, extra
