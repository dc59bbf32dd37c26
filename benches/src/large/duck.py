import json
import sys
import time

import duckdb

connection = duckdb.connect()
# It would stand between the answers.
connection.execute("SET enable_progress_bar = false")
LABELS = "kind question survey unit choice zone touchpoint channel language country team agent product".split()


def columns():
    return [row[0] for row in connection.execute("DESCRIBE facts").fetchall()]


def begin(files, table):
    source = f"read_parquet('{files}')"
    connection.execute(f"CREATE VIEW facts AS SELECT * FROM {source}")
    if not table:
        return
    names = columns()
    labels = [name for name in names if name in LABELS or name.startswith("attribute_")]
    for name in labels:
        connection.execute(
            f'CREATE TYPE "type_{name}" AS ENUM (SELECT DISTINCT "{name}"::VARCHAR FROM facts WHERE "{name}" IS NOT NULL)'
        )
    casts = ", ".join(f'"{name}"::"type_{name}" AS "{name}"' for name in labels)
    connection.execute("DROP VIEW facts")
    connection.execute(f"CREATE TABLE facts AS SELECT * REPLACE ({casts}) FROM {source}")
    connection.execute("SELECT " + ", ".join(f'count("{name}")' for name in names) + " FROM facts").fetchall()


for line in sys.stdin:
    told = json.loads(line)
    try:
        if "files" in told:
            begin(told["files"], told["table"])
            said = {}
        else:
            started = time.perf_counter()
            cells, counted = connection.execute(told["sql"]).fetchone()
            took = time.perf_counter() - started
            said = {"milliseconds": took * 1000, "cells": cells, "counted": int(counted or 0)}
    except duckdb.Error as error:
        said = {"error": str(error)}
    print(json.dumps(said), flush=True)
