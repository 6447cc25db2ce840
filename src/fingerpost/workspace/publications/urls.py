"""Addresses of the pages about packs that are added over the rules of the program."""

from django.urls import URLPattern, path

from fingerpost.workspace.publications import views

urlpatterns: list[URLPattern] = [
    path("", views.publications, name="publications"),
    path("new/", views.propose_pack, name="propose_pack"),
    path("words/", views.know_words, name="know_words"),
    path("proposals/<uuid:proposal_id>/", views.approve_pack, name="approve_pack"),
    path("<uuid:publication_id>/", views.publication, name="publication"),
    path("<uuid:publication_id>/acknowledge/", views.acknowledge_publication, name="acknowledge_publication"),
]
