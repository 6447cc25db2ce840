"""The worker of background jobs."""


def work() -> None:
    """Do jobs one after another until SIGINT or SIGTERM; jobs that succeeded are deleted."""
    from procrastinate.contrib.django import app as jobs

    with jobs.replace_connector(jobs.connector.get_worker_connector()) as running:  # type: ignore[attr-defined]
        running.run_worker(
            delete_jobs="successful",
            shutdown_graceful_timeout=10,
            install_signal_handlers=True,
        )
