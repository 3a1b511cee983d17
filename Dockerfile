# The service in a container: what requirements-run.lock names, and the wheel of this folder.
#   docker build -t aggregator .
#   docker run -p 8484:8484 -v "$PWD/cards-home:/srv/cards-home" aggregator
# docs/deploy.md does it without a container.
ARG PYTHON=3.13
FROM python:${PYTHON}-slim AS build
WORKDIR /src
COPY requirements.lock requirements-run.lock ./
RUN sed -n '/^uv==/,/[^\\]$/p' requirements.lock > uv.lock \
 && pip install --no-cache-dir --require-hashes --no-deps -r uv.lock \
 && uv venv --no-cache --python /usr/local/bin/python /opt/aggregator \
 && uv pip sync --no-cache --compile-bytecode --require-hashes --python /opt/aggregator/bin/python requirements-run.lock
COPY pyproject.toml README.md ./
COPY aggregator aggregator
COPY cards cards
COPY graphql graphql
# The build's own tools are held to the lock, too. Compiled here: who runs the image can write no bytecode,
# and each start would compile everything anew.
RUN uv pip install --no-cache --compile-bytecode --no-deps --build-constraints requirements.lock --python /opt/aggregator/bin/python .

FROM python:${PYTHON}-slim
RUN useradd --system aggregator
COPY --from=build /opt/aggregator /opt/aggregator
ENV PATH=/opt/aggregator/bin:$PATH AGGREGATOR_HOST=0.0.0.0
USER aggregator
WORKDIR /srv/cards-home
EXPOSE 8484
HEALTHCHECK CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8484/readyz', timeout=5)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["aggregator"]
CMD ["serve"]
