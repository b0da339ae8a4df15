"""How what happened to courses and certifications reads on timelines."""

from django.utils.translation import gettext_lazy as _

from prm.audit.timeline import line

line("course.saved", _("%(actor)s wrote the head of %(target)s"), icon="pencil")
line("course.lesson_saved", _("%(actor)s wrote the lesson %(summary)s"), icon="book")
line("course.lesson_moved", _("%(actor)s moved the lesson %(summary)s"), icon="arrows-sort")
line("course.lesson_removed", _("%(actor)s removed the lesson %(summary)s"), icon="trash")
line("course.quiz_set", _("%(actor)s set the rules of the quiz"), icon="settings")
line("course.question_saved", _("%(actor)s wrote the question %(summary)s"), icon="help-circle")
line("course.question_retired", _("%(actor)s took out the question %(summary)s"), icon="trash")
line("course.published", _("%(actor)s published %(target)s"), icon="circle-check", tone="ok")
line("course.retired", _("%(actor)s retired %(target)s"), icon="archive", tone="warn")
line("enrolment.assigned", _("%(actor)s assigned the course %(summary)s"), icon="user-check", tone="info")
line("enrolment.started", _("%(actor)s began the course %(summary)s"), icon="player-play", tone="info")
line("enrolment.completed", _("%(actor)s completed the course %(summary)s"), icon="circle-check", tone="ok")
line("attempt.started", _("%(actor)s began a quiz"), icon="clock", tone="info")
line("attempt.passed", _("%(actor)s passed a quiz with %(summary)s"), icon="circle-check", tone="ok")
line("attempt.failed", _("%(actor)s did not pass a quiz: %(summary)s"), icon="circle-x", tone="warn")
line("attempt.timed_out", _("%(actor)s ran out of time in a quiz"), icon="clock-off", tone="warn")
line("certification.saved", _("%(actor)s defined the certification %(target)s"), icon="certificate")
line("award.given", _("%(target)s was earned"), icon="certificate", tone="ok")
line("award.revoked", _("%(actor)s revoked %(target)s: %(summary)s"), icon="ban", tone="bad")
line("award.expired", _("%(target)s has expired"), icon="certificate-off", tone="bad")
line("resource.saved", _("%(actor)s changed %(target)s"), icon="pencil")
line("resource.published", _("%(actor)s published %(target)s"), icon="circle-check", tone="ok")
line("resource.withdrawn", _("%(actor)s withdrew %(target)s"), icon="archive", tone="warn")
