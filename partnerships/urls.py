from django.urls import path

from .views import partners, relations, rows

urlpatterns = [
    path("samarbeten/", relations.RelationsView.as_view(), name="relations"),
    path("samarbeten/<int:pk>/", relations.RelationView.as_view(), name="relation"),
    # small rows, by what they belong to
    path("rader/<slug:parent>/<int:pk>/ny/<slug:kind>/", rows.RowNewView.as_view(), name="row_new"),
    path("rader/<slug:kind>/<int:pk>/", rows.RowFormView.as_view(), name="row_edit"),
    path("rader/<slug:kind>/<int:pk>/ta-bort/", rows.RowRemoveView.as_view(), name="row_remove"),
    # partners
    path("partner/", partners.PartnersView.as_view(), name="partners"),
    path("partner/ny/", partners.PartnerNewView.as_view(), name="partner_new"),
    path("partner/<int:pk>/", partners.PartnerView.as_view(), name="partner"),
    path("partner/<int:pk>/andra/", partners.PartnerEditView.as_view(), name="partner_edit"),
    path("partner/<int:pk>/byt-namn/", partners.PartnerRenameView.as_view(), name="partner_rename"),
    path("partner/<int:pk>/samma-som/", partners.PartnerMergeView.as_view(), name="partner_merge"),
    path("partner/<int:pk>/efterfoljare/", partners.PartnerDissolveView.as_view(), name="partner_dissolve"),
    path("partner/<int:pk>/for-sig-sjalv/", partners.PartnerUndissolveView.as_view(), name="partner_undissolve"),
]
