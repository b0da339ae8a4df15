"""What this pillar says to the pillars on its right, and to its own handlers."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from prm.outbox.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CoursePublished(DomainEvent):
    course_id: UUID


@dataclass(frozen=True, kw_only=True)
class CourseAssigned(DomainEvent):
    """A person is to take a course, by a day where one is given."""

    course_id: UUID
    enrolment_id: UUID
    member_id: UUID
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CourseCompleted(DomainEvent):
    """A person has done all lessons of a course and passed its quiz, where it has one."""

    course_id: UUID
    enrolment_id: UUID
    member_id: UUID


@dataclass(frozen=True, kw_only=True)
class CertificationAwarded(DomainEvent):
    award_id: UUID
    certification_id: UUID
    member_id: UUID
    expires_on: date
    is_renewal: bool


@dataclass(frozen=True, kw_only=True)
class CertificationReminderDue(DomainEvent):
    award_id: UUID
    member_id: UUID
    days: int
    expires_on: date


@dataclass(frozen=True, kw_only=True)
class CertificationExpired(DomainEvent):
    award_id: UUID
    certification_id: UUID
    member_id: UUID


@dataclass(frozen=True, kw_only=True)
class CertificationRevoked(DomainEvent):
    award_id: UUID
    certification_id: UUID
    member_id: UUID
    reason: str
