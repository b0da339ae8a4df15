"""What becomes of this pillar's rows when two partners turn out to be one (partners/merging.py)."""

from partners.merging import moves

moves("enablement.Enrolment", "enablement.Attempt", "enablement.LessonDone", "enablement.Award")
