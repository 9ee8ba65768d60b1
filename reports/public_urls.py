from django.urls import path

from partnerships.views.overview import PartnerMapView

from .views import public

urlpatterns = [
    path("", public.HomeView.as_view(), name="home"),
    path("om/karta/", PartnerMapView.as_view(), name="partner_map"),
    path("<slug:slug>/", public.PublicPageView.as_view(), name="public_page"),
    path("<slug:slug>/dokument/<int:pk>/", public.PublicDocumentView.as_view(), name="public_document"),
    path("<slug:slug>/rapporter/<int:year>/", public.PublicReportView.as_view(), name="public_report"),
    path("<slug:slug>/filer/<int:pk>/", public.PublicFileView.as_view(), name="public_file"),
]
