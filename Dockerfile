# Two stages: the first builds what is installed, the second runs it without tools, root or a writable system.
# The base is named by tag, since its digest can only be looked up with access to its registry: pin it where you deploy,
# `--build-arg BASE=python:3.11-slim@sha256:…` (`docker buildx imagetools inspect python:3.11-slim` tells it).
ARG BASE=python:3.11-slim
FROM ${BASE} AS build
WORKDIR /build
RUN python -m venv /opt/tierline
COPY requirements.lock ./
RUN /opt/tierline/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY app ./app
RUN /opt/tierline/bin/pip install --no-cache-dir setuptools wheel \
 && /opt/tierline/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /opt/tierline/bin/pip uninstall --yes setuptools wheel

FROM ${BASE}
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin tierline \
 && mkdir /data && chown tierline /data
COPY --from=build /opt/tierline /opt/tierline
ENV PATH=/opt/tierline/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATABASE_URL=sqlite:////data/tierline.db
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
# Run it with a read-only root and no privilege, as compose.yaml does: docker run --read-only --tmpfs /tmp --cap-drop ALL
# --security-opt no-new-privileges -v tierline:/data --env-file .env tierline
CMD ["tierline", "serve"]
