"""The API: lists, light questions, reconciliation, GROBID's look-up; one verdict wherever it is asked for."""

from __future__ import annotations

import hashlib
import hmac
import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from citecheck import api
from tests.web.serving import FIRST, ROOT, SETTINGS, TWELFTH, Served, serving

LIST = (ROOT / "references.csv").read_text(encoding="utf-8")


def _said(verdicts: list[dict[str, Any]]) -> list[Any]:
    return [(one["key"], one["outcome"], one["score"], one["findings"], one["item"]) for one in verdicts]


def test_page_api_command_and_library_give_one_verdict(served: Served) -> None:
    command = [sys.executable, "-m", "citecheck", "verify", "references.csv", "--offline", "--report", "json=-"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60).stdout
    library = json.loads(api.render(api.verify(api.read(ROOT / "references.csv"), SETTINGS), "json"))
    asked = served.checked(LIST, name="references.csv")
    downloaded = served.get(f"/api/jobs/{asked['id']}/report.json").json()
    everywhere = [json.loads(printed), library, asked, downloaded]
    assert [_said(one["verdicts"]) for one in everywhere] == [_said(library["verdicts"])] * 4
    page = served.get(f"/lists/{asked['id']}").text
    assert page.count('class="badge verified"') == library["summary"]["verified"]
    assert "the reference says 2021, the record 2022" in page


def test_list_can_be_sent_as_text_as_items_and_as_a_file(served: Served) -> None:
    items = [{"id": "m", "DOI": "10.1007/s00223-021-00938-w"}]
    by_items = served.post("/api/check?wait=30", json={"items": items}).json()
    by_file = served.post("/api/check?wait=30", files={"file": ("list.csv", LIST.encode())}).json()
    assert [one["outcome"] for one in by_items["verdicts"]] == ["verified"]
    assert (by_file["name"], by_file["progress"]["all"]) == ("list.csv", 24)


def test_same_key_of_one_client_is_one_list(served: Served) -> None:
    headers = {"idempotency-key": "one"}
    first, again = (served.post("/api/check", json={"text": FIRST}, headers=headers).json() for _ in range(2))
    assert first["id"] == again["id"]
    assert served.post("/api/check", json={"text": FIRST}).json()["id"] != first["id"]


def test_list_that_was_deleted_is_gone(served: Served) -> None:
    id = served.checked(FIRST)["id"]
    assert requests_delete(served, id) == 204
    assert served.get(f"/api/jobs/{id}").status_code == 404
    assert served.get(f"/lists/{id}").status_code == 404


def requests_delete(served: Served, id: str) -> int:
    import requests

    return requests.delete(f"{served.address}/api/jobs/{id}", timeout=10).status_code


def test_events_end_with_the_state(served: Served) -> None:
    id = served.checked(FIRST)["id"]
    told = served.get(f"/api/jobs/{id}/events").text
    assert "event: progress" in told
    assert told.rstrip().endswith('data: {"state": "done", "error": ""}')


def test_exports_and_reports_are_files_to_save(served: Served) -> None:
    id = served.checked(FIRST)["id"]
    bibtex = served.get(f"/api/jobs/{id}/export.bibtex")
    assert "10.1007/s00223-021-00938-w" in bibtex.text
    assert bibtex.headers["content-disposition"].startswith("attachment;")
    assert served.get(f"/api/jobs/{id}/report.nonsense").status_code == 404
    assert served.get(f"/api/jobs/{id}/export.text").status_code in (200, 404)


def test_parse_shows_what_is_understood_and_asks_nobody(served: Served) -> None:
    (read,) = served.post("/api/parse", json={"text": FIRST}).json()["references"]
    assert read["item"]["volume"] == "110"


def test_one_record_by_identifier(served: Served) -> None:
    found = served.get("/api/work?doi=10.1007/s00223-021-00938-w").json()
    assert found["item"]["volume"] == "110"
    assert found["retracted"] is False
    assert served.get("/api/work").status_code == 422
    assert served.get("/api/work?doi=10.5555/never-asked").status_code == 424  # offline: could not ask


def test_grobid_gets_the_work_in_the_shape_it_knows(served: Served) -> None:
    found = served.get("/service/lookup", params={"biblio": FIRST}).json()
    assert found["DOI"] == "10.1007/s00223-021-00938-w"
    assert found["container-title"] == ["Calcified Tissue International"]
    assert found["author"][0]["sequence"] == "first"
    by_fields = {
        "firstAuthor": "Mosca",
        "volume": "110",
        "firstPage": "641",
        "year": "2022",
        "jtitle": "Calcif Tissue Int",
    }
    assert served.get("/service/lookup", params=by_fields).status_code in (200, 424)
    assert served.get("/service/lookup").status_code == 404


def test_openrefine_finds_the_service(served: Served) -> None:
    manifest = served.get("/reconcile", headers={"origin": "http://127.0.0.1:3333"})
    assert manifest.json()["versions"] == ["0.2"]
    assert manifest.headers["access-control-allow-origin"] == "http://127.0.0.1:3333"
    assert "access-control-allow-origin" not in served.get("/reconcile", headers={"origin": "http://other.net"}).headers


def test_only_a_verified_work_is_a_match_for_openrefine(served: Served) -> None:
    queries = {
        "q0": {"query": FIRST, "limit": 3},
        "q1": {"query": TWELFTH},
        "q2": {"query": "", "properties": [{"pid": "doi", "v": "10.1007/s00223-021-00938-w"}]},
        "q3": {"query": "no reference at all"},
    }
    for answer in (
        served.get("/reconcile", params={"queries": json.dumps(queries)}),
        served.post("/reconcile", data={"queries": json.dumps(queries)}),
    ):
        found = {name: one["result"] for name, one in answer.json().items()}
        assert found["q0"][0]["match"] is True
        assert found["q0"][0]["id"] == "10.1007/s00223-021-00938-w"
        assert {"id": "volume", "value": 1.0} in found["q0"][0]["features"]
        assert [one["match"] for one in found["q1"]] == [False]
        assert found["q2"][0]["match"] is True
        assert found["q3"] == []


def test_works_are_extended_by_their_fields(served: Served) -> None:
    asked = {
        "ids": ["10.1007/s00223-021-00938-w", "x"],
        "properties": [{"id": "year"}, {"id": "volume"}, {"id": "retracted"}],
    }
    rows = served.post("/reconcile", data={"extend": json.dumps(asked)}).json()["rows"]
    first = {"year": [{"int": 2022}], "volume": [{"str": "110"}], "retracted": [{"bool": False}]}
    assert rows == {"10.1007/s00223-021-00938-w": first, "x": {"year": [], "volume": [], "retracted": []}}


def test_screening_is_sent_signed_when_a_list_is_done(tmp_path: Path) -> None:
    told: list[tuple[str, bytes]] = []
    came = threading.Event()

    class Told(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told.append((self.headers["x-citecheck-signature"], body))
            self.send_response(204)
            self.end_headers()
            came.set()

        def log_message(self, *rest: Any) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Told) as hook:
        threading.Thread(target=hook.handle_request, daemon=True).start()
        address = f"http://127.0.0.1:{hook.server_port}/"
        with serving(tmp_path, webhook=address, secret="shared") as served:
            id = served.checked(TWELFTH)["id"]
            assert came.wait(timeout=20)
            result = served.get(f"/api/jobs/{id}/screening").json()
    ((signature, body),) = told
    assert signature == "sha256=" + hmac.new(b"shared", body, hashlib.sha256).hexdigest()
    assert json.loads(body) == result
    assert result["version"] == "citecheck-screening/1"
    assert result["worst"][0]["rule"] == "year-mismatch"


def test_health_and_metrics(served: Served) -> None:
    served.checked(FIRST)
    assert served.get("/health").json()["status"] == "ok"
    assert served.get("/ready").json()["ready"] is True
    scraped = served.get("/metrics").text
    assert 'citecheck_jobs{state="done"}' in scraped
    assert 'citecheck_references_total{outcome="verified"}' in scraped


def test_docs_need_nothing_from_elsewhere(served: Served) -> None:
    page = served.get("/docs").text
    assert "POST /api/check" in page
    assert "http://" not in page.replace("http://127.0.0.1", "")


MANUSCRIPT = rf"""\documentclass{{article}}
\begin{{document}}
Bones were looked at \cite{{mosca}}. Teeth, too \cite{{missing}}.
\begin{{thebibliography}}{{9}}
\bibitem{{mosca}} {FIRST}
\bibitem{{lai}} {TWELFTH}
\end{{thebibliography}}
\end{{document}}
"""


def test_citations_of_a_manuscript_are_held_against_its_list_as_by_the_command(served: Served, tmp_path: Path) -> None:
    (tmp_path / "paper.tex").write_text(MANUSCRIPT)
    command = [
        sys.executable,
        "-m",
        "citecheck",
        "verify",
        str(tmp_path / "paper.tex"),
        "--offline",
        "--report",
        "json=-",
    ]
    expected = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60).stdout)["in_text"]
    assert {one["rule"] for one in expected["findings"]} >= {"not-listed", "never-cited"}
    id = served.post("/api/check?wait=40", files={"file": ("paper.tex", MANUSCRIPT.encode())}).json()["id"]
    report = served.get(f"/api/jobs/{id}/report.json").json()
    assert [one["rule"] for one in report["in_text"]["findings"]] == [one["rule"] for one in expected["findings"]]
    assert "In the text" in served.get(f"/lists/{id}").text
