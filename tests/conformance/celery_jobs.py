"""The task queue of test_celery.py: what its worker imports. Not a test."""

from __future__ import annotations

import os

import celery

app = celery.Celery("jobs", broker=os.environ["JOBS_BROKER"])
app.conf.update(
    broker_connection_max_retries=None,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "is_secure": False,
        "region": "us-east-1",
        "visibility_timeout": 4,
        "wait_time_seconds": 1,
        "polling_interval": 0.1,
    },
    task_acks_late=True,
    task_default_queue="jobs",
    task_ignore_result=True,
    worker_hijack_root_logger=False,
    worker_prefetch_multiplier=10,
)


@app.task
def note(number: int) -> None:
    """Adds the number to the file of what was done."""
    file = os.open(os.environ["JOBS_DONE"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(file, f"{number}\n".encode())
    finally:
        os.close(file)
