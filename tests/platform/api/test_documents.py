from prm.api.documents import events, lifecycles, permissions


def test_every_lifecycle_stands_with_its_diagram_and_rights():
    text = lifecycles()
    assert "### programs.partnership" in text
    assert "    active --> ended: end" in text
    assert text.count("```mermaid") == text.count("\n### ") > 5


def test_every_event_stands_with_what_it_tells_and_who_hears_it():
    row = next(line for line in events().splitlines() if "**ClockBreached**" in line)
    assert "`clock_id: UUID`<br>`promise: str`<br>`target_type: str`<br>`target_id: UUID`" in row


def test_every_permission_stands_with_its_roles():
    lines = permissions().splitlines()
    head = next(line for line in lines if line.startswith("| Permission"))
    row = next(line for line in lines if line.startswith("| `clocks.manage_promises`"))
    held = [cell.strip() for cell, mark in zip(head.split("|"), row.split("|"), strict=True) if mark.strip() == "●"]
    assert held == ["Administrator", "Channel chief"]
