# citecheck in a small image: made in one stage, run in another that has no build tools, by a user who owns nothing.
FROM python:3.12-slim AS made
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src src
RUN python -m venv /citecheck \
 && /citecheck/bin/pip install --no-cache-dir --constraint constraints.txt ".[all]" \
 && /citecheck/bin/pip uninstall --yes pip

FROM python:3.12-slim
COPY --from=made /citecheck /citecheck
ENV PATH="/citecheck/bin:$PATH" PYTHONUNBUFFERED=1
RUN useradd --create-home --uid 1000 reader
USER reader
WORKDIR /work
ENTRYPOINT ["citecheck"]
CMD ["--help"]
