"""Draws a page of one record that stands in another folder than the record's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fingerpost.customers.identity_bar import identity_bar
from fingerpost.house.forms import Form
from fingerpost.workspace.customers.pages import OK, RecordPage


def draw(
    page: RecordPage, template: str, *, status: int = OK, form: Form | None = None, **context: Any
) -> HttpResponse:
    """Draw a template with the identity bar and what every page of a record shows."""
    drawn = {
        "customer": page.customer,
        "identity": identity_bar(page.customer, page.today),
        "concern_customer_id": page.customer.id,
        "form": form,
        **context,
    }
    return render(page.request, template, drawn, status=status)
