from enablement.models.certification import Award, AwardReminder, Certification, CertificationCourse
from enablement.models.course import Course, Lesson
from enablement.models.progress import Enrolment, LessonDone
from enablement.models.quiz import Attempt, Question, Quiz
from enablement.models.resource import Resource

__all__ = [
    "Attempt",
    "Award",
    "AwardReminder",
    "Certification",
    "CertificationCourse",
    "Course",
    "Enrolment",
    "Lesson",
    "LessonDone",
    "Question",
    "Quiz",
    "Resource",
]
