from django.urls import path

from .views import applications, calendar

urlpatterns = [
    # applications
    path("ansokningar/", applications.ApplicationsView.as_view(), name="applications"),
    path("ansokningar/ny/", applications.ApplicationNewView.as_view(), name="application_new"),
    path("ansokningar/<int:pk>/", applications.ApplicationView.as_view(), name="application"),
    path("ansokningar/<int:pk>/andra/<slug:step>/", applications.ApplicationEditView.as_view(), name="application_edit"),
    path("ansokningar/<int:pk>/tidsplan/", applications.PlanView.as_view(), name="plan"),
    path("ansokningar/<int:pk>/omfattar/", applications.ApplicationCoversView.as_view(), name="application_covers"),
    path("ansokningar/<int:pk>/projekt/", applications.ApplicationProjectView.as_view(), name="application_project"),
    path("ansokningar/<int:pk>/fil/", applications.ApplicationFileView.as_view(), name="application_file"),
    path("ansokningar/<int:pk>/gor/<slug:act>/", applications.ApplicationActView.as_view(), name="application_act"),
    # the calendar feed
    path("kalender/", calendar.CalendarView.as_view(), name="calendar"),
    path("kalender/adress/", calendar.CalendarRenewView.as_view(), name="calendar_renew"),
    path("kalender/<str:token>.ics", calendar.CalendarFeedView.as_view(), name="calendar_feed"),
]
