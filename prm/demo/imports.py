"""The demo's imports: a partner list that went in with a few rows refused, and one that was only checked so far."""

from datetime import datetime

from prm.demo.world import DemoWorld
from prm.imports.models import ImportBatch
from prm.imports.services.run import start_import, work_through
from prm.imports.services.upload import set_mapping, upload_file

KIND = "partners.partners"
HEADER = "Company,Web domain,Country,State,City,Sales headcount\n"
LIST = HEADER + (
    "Larkfield Automation,larkfield-demo.com,{country},,Springfield,4\n"
    ",missing-name-demo.com,{country},,Salem,2\n"
    "Copperline Systems,copperline-demo.com,{country},,Madison,three\n"
    "Copperline Systems,copperline-demo.com,{country},,Madison,3\n"
    "Eastmoor Controls,eastmoor-demo.com,Atlantis,,Eastmoor,6\n"
)
FAIR = HEADER + (
    "Greenhill Engineering,greenhill-demo.com,{country},,Fairview,7\n"
    "Old Mill Electric,oldmill-demo.com,{country},,Milltown,2\n"
    "Nobody,not a domain,{country},,Nowhere,1\n"
)


def seed(world: DemoWorld) -> None:
    with world.scope():
        checked = check(world, LIST, "partners-from-crm.csv", world.ago(21, 11))
        start_import(checked, actor=world.by_role("channel_chief"), at=world.ago(21, 11, 20))
        work_through(checked, actor=world.by_role("channel_chief"), at=world.ago(21, 11, 21))
        check(world, FAIR, "trade-fair-contacts.csv", world.ago(1, 16))


def check(world: DemoWorld, text: str, name: str, at: datetime) -> ImportBatch:
    chief = world.by_role("channel_chief")
    content = text.format(country=world.spec.country).encode()
    batch = upload_file(KIND, content, name=name, actor=chief, at=at)
    set_mapping(batch, batch.mapping, actor=chief, at=at)
    work_through(batch, actor=chief, at=at)
    return batch
