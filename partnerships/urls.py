from django.urls import path

from .views import accounts, agreements, invitations, partners, relations, rows, visits

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
    # visits
    path("besok/", visits.VisitsView.as_view(), name="visits"),
    path("besok/nytt/", visits.VisitNewView.as_view(), name="visit_new"),
    path("besok/redovisningar-som-saknas/", accounts.MissingAccountsView.as_view(), name="visit_accounts_missing"),
    path("besok/<int:pk>/", visits.VisitView.as_view(), name="visit"),
    path("besok/<int:pk>/andra/", visits.VisitEditView.as_view(), name="visit_edit"),
    path("besok/<int:pk>/genomfort/", visits.VisitHoldView.as_view(), name="visit_hold"),
    path("besok/<int:pk>/avsluta/", visits.VisitCloseView.as_view(), name="visit_close"),
    path("besok/<int:pk>/stall-in/", visits.VisitCancelView.as_view(), name="visit_cancel"),
    path("besok/<int:pk>/informerad/", accounts.VisitNoticeView.as_view(), name="visit_notice"),
    path("besok/<int:pk>/fil/", accounts.VisitFileView.as_view(), name="visit_file"),
    path("besok/<int:pk>/redovisning/", accounts.VisitAccountView.as_view(), name="visit_account"),
    path("besok/<int:pk>/redovisning/lamna/", accounts.VisitDeliverView.as_view(), name="visit_deliver"),
    path("inbjudningar/", invitations.InvitationsView.as_view(), name="invitations"),
    path("inbjudningar/ny/", invitations.InvitationNewView.as_view(), name="invitation_new"),
    path("inbjudningar/<int:pk>/", invitations.InvitationView.as_view(), name="invitation"),
    path("inbjudningar/<int:pk>/andra/", invitations.InvitationEditView.as_view(), name="invitation_edit"),
    path("inbjudningar/<int:pk>/tacka-nej/", invitations.InvitationDeclineView.as_view(), name="invitation_decline"),
    # agreements and memberships
    path("avtal/nytt/", agreements.AgreementNewView.as_view(), name="agreement_new"),
    path("avtal/avsluta-flera/", agreements.AgreementsEndView.as_view(), name="agreements_end"),
    path("avtal/<int:pk>/andra/", agreements.AgreementEditView.as_view(), name="agreement_edit"),
    path("avtal/<int:pk>/handling/", agreements.AgreementPaperView.as_view(), name="agreement_paper"),
    path("avtal/<int:pk>/<slug:act>/", agreements.AgreementActView.as_view(), name="agreement_act"),
]
