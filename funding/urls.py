from django.urls import path

from .views import applications

urlpatterns = [
    # applications
    path("ansokningar/", applications.ApplicationsView.as_view(), name="applications"),
]
