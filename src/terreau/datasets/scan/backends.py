"""Who runs an expression: DuckDB on this machine, or Spark, wherever it is.

A backend opens the rows of a table, makes a small table of ours known to it, and runs.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pyarrow as pa

from terreau.core.errors import BadInput
from terreau.datasets.scan.table import Table


class Backend(Protocol):
    """What an expression needs of an engine; tables and expressions are those of Ibis."""

    def rows(self, table: Table) -> Any:
        """Return the table to read, its sub-folders' names among its columns."""

    def small(self, rows: pa.Table) -> Any:
        """Return a small table of ours, as one of the engine's."""

    def run(self, expression: Any) -> pa.Table:
        """Return the rows of the answer."""


class DuckDB:
    """DuckDB inside this process, with Ibis."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, table: Table) -> Any:
        """Return the table to read, its sub-folders' names among its columns."""
        location = table.location.rstrip("/")
        if not table.is_remote and Path(location).is_dir():
            location += "/**/*.parquet"
        return self._connection.read_parquet(location, hive_partitioning=True)

    def small(self, rows: pa.Table) -> Any:
        """Return a small table of ours, as one of the engine's."""
        return self._connection.create_table(_unique_name(), rows, temp=True)

    def run(self, expression: Any) -> pa.Table:
        """Return the rows of the answer."""
        return self._connection.to_pyarrow(expression)


class Spark:
    """The Spark session in use, or one on this machine, with Ibis."""

    def __init__(self, connection: Any, session: Any) -> None:
        self._connection, self._session = connection, session
        self._views: list[str] = []

    def rows(self, table: Table) -> Any:
        """Return the table to read, its sub-folders' names among its columns."""
        name = self._view(self._session.read.parquet(table.location))
        return self._connection.table(name)

    def small(self, rows: pa.Table) -> Any:
        """Return a small table of ours, as one of the engine's.

        Spark cannot tell that it is small, and would send the large one around instead.
        """
        functions = importlib.import_module("pyspark.sql.functions")
        frame = self._session.createDataFrame(rows.to_pylist(), _spark_schema(rows.schema))
        return self._connection.table(self._view(functions.broadcast(frame)))

    def run(self, expression: Any) -> pa.Table:
        """Return the rows of the answer."""
        return self._session.sql(self._connection.compile(expression)).toArrow()

    def close(self) -> None:
        """Forget the views; the session is left as it was found."""
        for name in self._views:
            self._session.catalog.dropTempView(name)

    def _view(self, frame: Any) -> str:
        self._views.append(_unique_name())
        frame.createOrReplaceTempView(self._views[-1])
        return self._views[-1]


@contextmanager
def duckdb_backend() -> Iterator[Backend]:
    """Open DuckDB for one question."""
    connection = _needed("ibis", "ibis").duckdb.connect()
    try:
        yield DuckDB(connection)
    finally:
        connection.disconnect()


@contextmanager
def spark_backend() -> Iterator[Backend]:
    """Take the active Spark session, which may be a cluster's, or start one on this machine.

    A session started here stays for the next questions: starting one takes seconds.
    """
    sql = _needed("pyspark.sql", "spark")
    session = sql.SparkSession.getActiveSession() or _local_session(sql)
    backend = Spark(_needed("ibis", "ibis").pyspark.connect(session), session)
    try:
        yield backend
    finally:
        backend.close()


def _local_session(sql: Any) -> Any:
    """Return a session on this machine that talks to nobody else."""
    here = "127.0.0.1"
    os.environ.setdefault("SPARK_LOCAL_IP", here)
    builder = sql.SparkSession.builder.appName("terreau").master("local[*]")
    options = {
        "spark.driver.host": here,
        "spark.driver.bindAddress": here,
        "spark.driver.memory": "2g",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        # Answers are small: the two hundred tasks that Spark makes of them by default only wait.
        "spark.sql.shuffle.partitions": "8",
    }
    for name, value in options.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _needed(module: str, extra: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise BadInput(
            "This engine of scan needs a package that is not installed",
            value=module.partition(".")[0],
            remedy=f"pip install 'terreau[{extra}]', or use the engine 'arrow'",
        ) from error


def _spark_schema(schema: pa.Schema) -> str:
    words = {pa.string(): "string", pa.int32(): "int"}
    return ", ".join(f"{field.name} {words[field.type]}" for field in schema)


def _unique_name() -> str:
    return f"terreau_{uuid4().hex}"
