# The service in a container: what requirements-run.lock names, and the wheel of this folder.
#   docker build -t aggregator .
#   docker run -p 8484:8484 -v "$PWD/cards-home:/srv/cards-home" aggregator
# docs/deploy.md does it without a container.
ARG PYTHON=3.13
FROM python:${PYTHON}-slim AS build
WORKDIR /src
COPY requirements.lock requirements-run.lock ./
RUN python -m venv --without-pip /opt/aggregator \
 && pip --python /opt/aggregator install --no-cache-dir --require-hashes -r requirements-run.lock
COPY pyproject.toml README.md ./
COPY aggregator aggregator
COPY cards cards
COPY graphql graphql
# The build's own tools are held to the lock, too.
RUN PIP_CONSTRAINT=requirements.lock pip wheel --no-cache-dir --no-deps --wheel-dir dist . \
 && pip --python /opt/aggregator install --no-cache-dir --no-deps dist/*.whl

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
