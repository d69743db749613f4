"""What is measured: tables of rows, each group in a module of its own."""
from rows import big, body, fly, legacy, link, pack, tail

TABLES = (*fly.TABLES, *link.TABLES, *body.TABLES, *pack.TABLES, *tail.TABLES, *big.TABLES, *legacy.TABLES)
GROUPS = tuple(dict.fromkeys(table.group for table in TABLES))
