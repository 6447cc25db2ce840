"""Addresses of the workspace pages about sessions, attendances, paper and appointments."""

from django.urls import path

from fingerpost.workspace.sessions.views import appointments, attendance, paper, register, start

urlpatterns = [
    path("contacts/<uuid:contact_id>/session/", start.start_session, name="start_session"),
    path("sessions/<uuid:session_id>/", start.session, name="session"),
    path("sessions/<uuid:session_id>/register/", register.register, name="register"),
    path("sessions/<uuid:session_id>/places/", register.add_to_register, name="add_to_register"),
    path("attendances/<uuid:attendance_id>/", attendance.attendance, name="attendance"),
    path(
        "attendances/<uuid:attendance_id>/notes/<slug:section>/",
        attendance.attendance_section,
        name="attendance_section",
    ),
    path("attendances/<uuid:attendance_id>/complete/", attendance.complete, name="complete_attendance"),
    path("paper/", paper.key_paper, name="key_paper"),
    path("appointments/<uuid:appointment_id>/", appointments.appointment, name="appointment"),
    path("appointments/<uuid:appointment_id>/prepare/", appointments.prepare, name="prepare_appointment"),
    path("appointments/<uuid:appointment_id>/start/", appointments.start, name="start_appointment"),
]
