from django.urls import path

from enablement.portal import certificates, courses, quizzes

app_name = "enablement"
urlpatterns = [
    path("", courses.CourseList.as_view(), name="course-list"),
    path("team/", certificates.Team.as_view(), name="team"),
    path("certificates/", certificates.Certificates.as_view(), name="certificates"),
    path("certificates/<str:ref>/file/", certificates.CertificateFile.as_view(), name="certificate-file"),
    path("lessons/<str:ref>/", courses.LessonDetail.as_view(), name="lesson-detail"),
    path("lessons/<str:ref>/done/", courses.LessonDoneAction.as_view(), name="lesson-done"),
    path("attempts/<str:ref>/", quizzes.Sitting.as_view(), name="attempt-detail"),
    path("<str:ref>/", courses.CourseDetail.as_view(), name="course-detail"),
    path("<str:ref>/again/", courses.TakeAgain.as_view(), name="course-again"),
    path("<str:ref>/quiz/", quizzes.StartQuiz.as_view(), name="quiz-start"),
]
