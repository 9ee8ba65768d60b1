from django.urls import path

from . import views

urlpatterns = [
    path("samarbeten/", views.RelationsView.as_view(), name="relations"),
    path("samarbeten/<int:pk>/", views.RelationView.as_view(), name="relation"),
]
