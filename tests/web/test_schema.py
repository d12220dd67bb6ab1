"""The OpenAPI document is true: questions made from it get no 5xx and no answer that it does not name."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.serving import Served

CHECKS = "not_a_server_error,response_schema_conformance,status_code_conformance,content_type_conformance"


@pytest.mark.slow
def test_questions_made_from_the_document_are_answered_as_it_says(served: Served, tmp_path: Path) -> None:
    if importlib.util.find_spec("schemathesis") is None:
        pytest.skip("schemathesis is not installed: make check brings it")
    found = subprocess.run(
        [Path(sys.executable).with_name("schemathesis"), "run", f"{served.address}/openapi.json", "--checks", CHECKS,
         "--max-examples", "10", "--phases", "examples,coverage,fuzzing", "--no-color", "--seed", "1"],
        cwd=tmp_path, capture_output=True, timeout=300,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout.decode()[-3000:]
