from django.urls import path

from .views import decisions, delegations, documents, files, jobs, meetings, people, routes, trail

urlpatterns = [
    path("dokument/", documents.DocumentsView.as_view(), name="documents"),
    path("dokument/nytt/", documents.DocumentNewView.as_view(), name="document_new"),
    path("dokument/<int:pk>/", documents.DocumentView.as_view(), name="document"),
    path("dokument/<int:pk>/andra/", documents.DocumentEditView.as_view(), name="document_edit"),
    path("dokument/<int:pk>/satt-i-kraft/", documents.DocumentInForceView.as_view(), name="document_in_force"),
    path("beslut/", decisions.DecisionsView.as_view(), name="decisions"),
    path("beslut/nytt/", decisions.DecisionNewView.as_view(), name="decision_new"),
    path("beslut/<int:pk>/", decisions.DecisionView.as_view(), name="decision"),
    path("vem-beslutar/", routes.GovernanceView.as_view(), name="governance"),
    path("arenden/<int:pk>/uppgifter/", routes.MatterFactsView.as_view(), name="matter_facts"),
    path("delegation/", delegations.DelegationsView.as_view(), name="delegations"),
    path("delegation/ny/", delegations.DelegationNewView.as_view(), name="delegation_new"),
    path("delegation/<int:pk>/", delegations.DelegationView.as_view(), name="delegation"),
    path("delegation/<int:pk>/avsluta/", delegations.DelegationEndView.as_view(), name="delegation_end"),
    path("delegation/anmal/<int:pk>/", delegations.DelegatedReportView.as_view(), name="delegated_report"),
    path("rattigheter/", decisions.RightsView.as_view(), name="rights"),
    path("kontaktpersoner/", people.ContactsView.as_view(), name="contacts"),
    path("organ/", people.BodiesView.as_view(), name="bodies"),
    path("uppdrag/utse/", people.AppointView.as_view(), name="appoint"),
    path("uppdrag/<int:pk>/avsluta/", people.EndAppointmentView.as_view(), name="appointment_end"),
    path("uppdrag/<int:pk>/bjud-in/", people.InviteView.as_view(), name="appointment_invite"),
    path("moten/", meetings.MeetingsView.as_view(), name="meetings"),
    path("moten/nytt/", meetings.MeetingNewView.as_view(), name="meeting_new"),
    path("moten/<int:pk>/", meetings.MeetingView.as_view(), name="meeting"),
    path("moten/<int:pk>/andra/", meetings.MeetingEditView.as_view(), name="meeting_edit"),
    path("historik/<slug:model_name>/<int:pk>/", trail.HistoryView.as_view(), name="history"),
    path("filer/<int:pk>/", files.FileView.as_view(), name="file"),
    path("jobb/<int:pk>/", jobs.JobView.as_view(), name="job"),
]
