"""The outbox relay and sweeper: a process of its own, one round a second."""

import signal
import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection
from kombu.exceptions import OperationalError as BrokerError

from prm.outbox.services import claim
from prm.outbox.tasks import deliver_event
from prm.tenancy.guard import start_serving

MOST_WAITING = 200


def waiting() -> int:
    """Tasks in the deliveries' queue that no worker has taken yet. Raises BrokerError."""
    app = deliver_event.app
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, reraise_as_library_errors=True)
        try:
            return int(broker.channel().queue_declare(queue=app.conf.task_default_queue, durable=True).message_count)
        except broker.connection_errors as error:
            raise BrokerError(str(error)) from error


class Command(BaseCommand):
    help = "Publishes waiting domain events to the workers until it is stopped."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then stop")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between rounds")
        parser.add_argument("--lease", type=float, default=60.0, help="seconds until an event is published again")

    def handle(self, *args: Any, **options: Any) -> None:
        start_serving()
        self.running = not options["once"]
        self.lease = timedelta(seconds=options["lease"])
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        self.round()
        while self.running:
            time.sleep(options["interval"])
            self.round()

    def stop(self, *args: Any) -> None:
        self.running = False

    def round(self) -> None:
        """What waits longer than its lease is published again: never more of it than the workers can be behind with."""
        try:
            for event_id, vendor_id in claim(limit=max(0, MOST_WAITING - waiting()), lease=self.lease):
                deliver_event.apply_async(kwargs={"vendor_id": str(vendor_id), "event_id": str(event_id)})
        except (DatabaseError, InterfaceError, BrokerError) as error:
            # A restarting database or broker costs a round, not an event: the lease runs out and it comes again.
            # The driver calls a server that went away while we slept a DatabaseError, not an OperationalError.
            self.stderr.write(f"relay: {error}")
            connection.close()
