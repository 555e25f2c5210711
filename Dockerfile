# An image with the program and its published dataset. The server writes no file, so the root file system can be
# read-only. PYTHON_IMAGE may be any image based on Debian that has Python 3.11 or newer and pip.
ARG PYTHON_IMAGE=python:3.11.15-slim-bookworm@sha256:d29f48a31a8b408ed19272ca1e7b10ebae13b240a27e862d3d4217c528e2e0c3

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
RUN python3 -m venv --without-pip /opt/venv
# Packages change less often than the source, so they have their own layer.
COPY requirements.lock ./
RUN python3 -m pip --python /opt/venv/bin/python install --require-hashes -r requirements.lock
COPY pyproject.toml LICENSE ./
COPY app ./app
COPY migrations ./migrations
COPY seeds ./seeds
COPY docs/method.md ./docs/method.md
RUN python3 -m pip --python /opt/venv/bin/python install --no-deps --no-build-isolation .
ENV FIBROMAG_DATABASE_URL=sqlite:////srv/fibromag/fibromag.db \
    FIBROMAG_EXPORT=/srv/fibromag/export
WORKDIR /srv/fibromag
RUN /opt/venv/bin/fibromag publish && /opt/venv/bin/fibromag export

FROM ${PYTHON_IMAGE} AS runtime
LABEL org.opencontainers.image.title="fibromag" \
      org.opencontainers.image.description="Clinical evidence on magnesium for fibromyalgia, as an API that people can check" \
      org.opencontainers.image.licenses="Apache-2.0 AND CC-BY-4.0"
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/fibromag/fibromag.db /srv/fibromag/fibromag.db
COPY --from=build /srv/fibromag/export /srv/fibromag/export
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    FIBROMAG_DATABASE_URL=sqlite:////srv/fibromag/fibromag.db \
    FIBROMAG_EXPORT=/srv/fibromag/export
WORKDIR /srv/fibromag
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python3", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["fibromag"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
