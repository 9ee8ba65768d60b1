from django.urls import path

from .views import area_reports, compliance, log, public, relation, work, yearly

urlpatterns = [
    path("", work.WorkView.as_view(), name="work"),
    path("policyn/", compliance.ComplianceView.as_view(), name="compliance"),
    path("samarbeten/<int:pk>/pdf/", relation.RelationPdfView.as_view(), name="relation_pdf"),
    path("logg/", log.LogView.as_view(), name="log"),
    path("logg/ny/", log.LogNewView.as_view(), name="log_new"),
    path("logg/<int:pk>/", log.ActivityView.as_view(), name="activity"),
    path("logg/<int:pk>/andra/", log.ActivityEditView.as_view(), name="activity_edit"),
    path("logg/<int:pk>/fil/", log.ActivityFileView.as_view(), name="activity_file"),
    path("rapporter/", area_reports.ReportsView.as_view(), name="reports"),
    path("rapporter/<slug:code>/<int:year>/", area_reports.UnitReportView.as_view(), name="report"),
    path("rapporter/<slug:code>/<int:year>/lamna-in/", area_reports.SubmitReportView.as_view(), name="report_submit"),
    path("rapporter/<slug:code>/<int:year>/lamna-tillbaka/", area_reports.ReturnReportView.as_view(), name="report_return"),
    path("arsrapport/", yearly.YearlyReportsView.as_view(), name="yearly_reports"),
    path("arsrapport/<int:year>/", yearly.YearlyReportView.as_view(), name="yearly"),
    path("arsrapport/<int:year>/forhandsvisning/", yearly.PreviewView.as_view(), name="yearly_preview"),
    path("arsrapport/<int:year>/sammanstall/", yearly.CompileView.as_view(), name="yearly_compile"),
    path("arsrapport/<int:year>/lamna-over/", yearly.DeliverView.as_view(), name="yearly_deliver"),
    path("arsrapport/<int:year>/publicera/", yearly.PublishView.as_view(), name="yearly_publish"),
    path("arsrapport/filer/<int:pk>/", yearly.EditionFileView.as_view(), name="edition_file"),
    path("publik-sida/", public.PublicPageEditView.as_view(), name="public_page_edit"),
]
