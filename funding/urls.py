from django.urls import path

from .views import application_acts, applications, calendar, calls, imports, money, projects, watch

urlpatterns = [
    # calls and programmes
    path("utlysningar/", calls.CallsView.as_view(), name="calls"),
    path("utlysningar/ny/", calls.CallNewView.as_view(), name="call_new"),
    path("utlysningar/hamta/", imports.CallsImportView.as_view(), name="calls_import"),
    path("utlysningar/hamta/portalen/", imports.CallsFetchView.as_view(), name="calls_fetch"),
    path("utlysningar/hamta/<int:harvest>/", imports.HarvestView.as_view(), name="harvest"),
    path("utlysningar/sokningar/spara/", watch.SearchSaveView.as_view(), name="search_save"),
    path("utlysningar/sokningar/<int:pk>/ta-bort/", watch.SearchRemoveView.as_view(), name="search_remove"),
    path("utlysningar/<int:pk>/", calls.CallView.as_view(), name="call"),
    path("utlysningar/<int:pk>/andra/", calls.CallEditView.as_view(), name="call_edit"),
    path("utlysningar/<int:pk>/bedom/", watch.AssessView.as_view(), name="call_assess"),
    path("program/", calls.ProgrammesView.as_view(), name="programmes"),
    path("program/nytt/", calls.ProgrammeNewView.as_view(), name="programme_new"),
    path("program/<int:pk>/andra/", calls.ProgrammeEditView.as_view(), name="programme_edit"),
    # the watch and notes
    path("bevakning/", watch.WatchView.as_view(), name="watch"),
    path("bevakning/<int:pk>/ta-bort/", watch.WatchEndView.as_view(), name="watch_end"),
    path("notiser/", watch.NotesView.as_view(), name="notes"),
    path("notiser/ny/", watch.NoteNewView.as_view(), name="note_new"),
    path("notiser/<int:pk>/", watch.NoteView.as_view(), name="note"),
    path("notiser/<int:pk>/andra/", watch.NoteEditView.as_view(), name="note_edit"),
    # applications
    path("ansokningar/", applications.ApplicationsView.as_view(), name="applications"),
    path("ansokningar/ny/", applications.ApplicationNewView.as_view(), name="application_new"),
    path("ansokningar/<int:pk>/", applications.ApplicationView.as_view(), name="application"),
    path("ansokningar/<int:pk>/andra/<slug:step>/", applications.ApplicationEditView.as_view(), name="application_edit"),
    path("ansokningar/<int:pk>/tidsplan/", application_acts.PlanView.as_view(), name="plan"),
    path("ansokningar/<int:pk>/omfattar/", application_acts.ApplicationCoversView.as_view(), name="application_covers"),
    path("ansokningar/<int:pk>/projekt/", application_acts.ApplicationProjectView.as_view(), name="application_project"),
    path("ansokningar/<int:pk>/fil/", application_acts.ApplicationFileView.as_view(), name="application_file"),
    path("ansokningar/<int:pk>/gor/<slug:act>/", application_acts.ApplicationActView.as_view(), name="application_act"),
    # the calendar feed
    path("kalender/", calendar.CalendarView.as_view(), name="calendar"),
    path("kalender/adress/", calendar.CalendarRenewView.as_view(), name="calendar_renew"),
    # projects
    path("projekt/", projects.ProjectsView.as_view(), name="projects"),
    path("projekt/nytt/", projects.ProjectNewView.as_view(), name="project_new"),
    path("projekt/<int:pk>/", projects.ProjectView.as_view(), name="project"),
    path("projekt/<int:pk>/andra/", projects.ProjectEditView.as_view(), name="project_edit"),
    path("projekt/<int:pk>/budget/", projects.ProjectBudgetView.as_view(), name="project_budget"),
    path("projekt/<int:pk>/fil/", projects.ProjectFileView.as_view(), name="project_file"),
    path("projekt/<int:pk>/gor/<slug:act>/", projects.ProjectActView.as_view(), name="project_act"),
    path("projekt/<int:pk>/informerad/", projects.ProjectNoticeView.as_view(), name="project_notice"),
    path("projekt/<int:pk>/redovisning/", projects.ProjectAccountView.as_view(), name="project_account"),
    path("projekt/<int:pk>/redovisning/lamna/", projects.ProjectDeliverView.as_view(), name="project_deliver"),
    path("arbete/<int:pk>/steg/", projects.StepsView.as_view(), name="steps"),
    # money
    path("portfolj/", money.PortfolioView.as_view(), name="portfolio"),
    path("pengar/", money.PotsView.as_view(), name="pots"),
    path("pengar/ny/", money.PotNewView.as_view(), name="pot_new"),
    path("pengar/<int:pk>/", money.PotView.as_view(), name="pot"),
    path("pengar/<int:pk>/andra/", money.PotEditView.as_view(), name="pot_edit"),
    path("pengar/<int:pot>/sok/", money.AllocationNewView.as_view(), name="allocation_new"),
    path("pengar/fordelning/<int:pk>/", money.AllocationView.as_view(), name="allocation"),
    path("pengar/fordelning/<int:pk>/andra/", money.AllocationEditView.as_view(), name="allocation_edit"),
    path("pengar/fordelning/<int:pk>/gor/<slug:act>/", money.AllocationActView.as_view(), name="allocation_act"),
]
