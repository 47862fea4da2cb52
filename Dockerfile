# The product as one image; web, worker, beat and migrate differ by command only (see docker-compose.yml).

FROM python:3.13-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements/base.txt /tmp/base.txt
RUN /venv/bin/python -m pip install --only-binary :all: --require-hashes --requirement /tmp/base.txt

FROM python:3.13-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=scheduling_portal.settings.production \
    STATIC_ROOT=/srv/static \
    BEAT_SCHEDULE_FILE=/var/lib/trio/beat-schedule \
    BIND=0.0.0.0:8000
RUN useradd --system --uid 10001 --home-dir /var/lib/trio --create-home --shell /usr/sbin/nologin trio
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# The settings want all their values; none of these reaches the image or is used but for collecting files.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    PUBLIC_BASE_URL=https://build.invalid DATABASE_URL=postgres://build.invalid/build \
    REDIS_URL=redis://build.invalid EMAIL_URL=consolemail:// \
    python manage.py collectstatic --noinput --verbosity 0
USER trio
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["python", "-m", "scheduling_portal.probe", "web"]
CMD ["gunicorn", "scheduling_portal.wsgi"]
