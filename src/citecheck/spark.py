"""On Apache Spark: `citecheck.spark.verify(dataframe, settings)`. Needs the extra `spark`; docs/scale.md says how."""

from citecheck.engines.rows import SCHEMA
from citecheck.engines.spark import SHIPPED, check, planned, verify

__all__ = ["SCHEMA", "SHIPPED", "check", "planned", "verify"]
