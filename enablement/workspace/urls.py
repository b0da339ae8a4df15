from django.urls import path

from enablement.workspace import certifications, courses, lessons, panels

app_name = "enablement"
urlpatterns = [
    path("courses/", courses.CourseList.as_view(), name="course-list"),
    path("courses/new/", courses.CourseCreate.as_view(), name="course-create"),
    path("courses/<str:ref>/", courses.CourseDetail.as_view(), name="course-detail"),
    path("courses/<str:ref>/edit/", courses.CourseEdit.as_view(), name="course-edit"),
    path("courses/<str:ref>/publish/", courses.Publish.as_view(), name="course-publish"),
    path("courses/<str:ref>/retire/", courses.Retire.as_view(), name="course-retire"),
    path("courses/<str:ref>/assign/", courses.Assign.as_view(), name="course-assign"),
    path("courses/<str:ref>/lessons/new/", lessons.LessonCreate.as_view(), name="lesson-create"),
    path("courses/<str:ref>/quiz/", lessons.QuizEdit.as_view(), name="quiz-edit"),
    path("courses/<str:ref>/questions/new/", lessons.QuestionCreate.as_view(), name="question-create"),
    path("lessons/<str:ref>/", lessons.LessonPreview.as_view(), name="lesson-detail"),
    path("lessons/<str:ref>/edit/", lessons.LessonEdit.as_view(), name="lesson-edit"),
    path("lessons/<str:ref>/move/", lessons.LessonMove.as_view(), name="lesson-move"),
    path("lessons/<str:ref>/remove/", lessons.LessonRemove.as_view(), name="lesson-remove"),
    path("questions/<str:ref>/edit/", lessons.QuestionEdit.as_view(), name="question-edit"),
    path("questions/<str:ref>/retire/", lessons.QuestionRetire.as_view(), name="question-retire"),
    path("progress/", courses.ProgressList.as_view(), name="progress"),
    path("certifications/", certifications.CertificationList.as_view(), name="certification-list"),
    path("certifications/new/", certifications.CertificationCreate.as_view(), name="certification-create"),
    path("certifications/<str:ref>/", certifications.CertificationDetail.as_view(), name="certification-detail"),
    path("certifications/<str:ref>/edit/", certifications.CertificationEdit.as_view(), name="certification-edit"),
    path("awards/", certifications.AwardList.as_view(), name="award-list"),
    path("awards/<str:ref>/revoke/", certifications.AwardRevoke.as_view(), name="award-revoke"),
    path("awards/<str:ref>/file/", certifications.AwardFile.as_view(), name="award-file"),
    path("partner/<str:ref>/", panels.PartnerPanel.as_view(), name="partner-panel"),
]
