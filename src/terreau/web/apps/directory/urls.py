"""Addresses of the directory."""

from django.urls import path

from terreau.web.apps.directory.views import (
    contact_answer,
    contacts,
    files,
    invitations,
    mailings,
    mandate,
    mandates,
    messages,
    organisations,
    referents,
    register,
    register_runs,
    requests,
)

app_name = "directory"

_TERRITORY = "territoires/<slug:kind>/<str:code>/"
_ORGANISATION = "organisations/<int:organisation_id>/"
_CONTACT = f"{_ORGANISATION}contacts/<int:contact_id>/"
_MANDATE = "mandats/<int:mandate_id>/"
_RUN = "registre/lectures/<int:run_id>/"

urlpatterns = [
    path("", organisations.organisation_list, name="organisations"),
    path(
        "organisations.<slug:suffix>", organisations.organisations_file, name="organisations_file"
    ),
    path("organisations/ajouter/", organisations.organisation_add, name="organisation_add"),
    path(_ORGANISATION, organisations.organisation, name="organisation"),
    path(
        f"{_ORGANISATION}modifier/", organisations.organisation_change, name="organisation_change"
    ),
    path(f"{_ORGANISATION}rafraichir/", register.organisation_refresh, name="organisation_refresh"),
    path("registre/", register.register, name="register"),
    path("registre/ajouter/", register.register_add, name="register_add"),
    path("registre/numeros/", register.register_numbers, name="register_numbers"),
    path("registre/fichier/", register.register_file, name="register_file"),
    path(_RUN, register_runs.register_run, name="register_run"),
    path(f"{_RUN}suite/", register_runs.register_run_again, name="register_run_again"),
    path(
        f"{_RUN}changements.<slug:suffix>",
        register_runs.register_changes_file,
        name="register_changes_file",
    ),
    path(f"{_ORGANISATION}donner/", mandates.mandate_give, name="organisation_give"),
    path(f"{_ORGANISATION}demander/", requests.mandate_ask, name="organisation_ask"),
    path(_TERRITORY, mandates.acting_here, name="acting_here"),
    path(
        f"{_ORGANISATION}mandats.<slug:suffix>", files.mandates_file, name="organisation_mandates"
    ),
    path(f"{_TERRITORY}mandats.<slug:suffix>", files.mandates_file, name="territory_mandates"),
    path(f"{_TERRITORY}donner/", mandates.mandate_give, name="territory_give"),
    path(f"{_TERRITORY}demander/", requests.mandate_ask, name="territory_ask"),
    path("mandats/", mandates.own_mandates, name="own_mandates"),
    path("mandats.<slug:suffix>", files.own_mandates_file, name="own_mandates_file"),
    path("demandes.<slug:suffix>", files.requests_file, name="requests_file"),
    path("invitations.<slug:suffix>", files.invitations_file, name="invitations_file"),
    path(_MANDATE, mandate.mandate, name="mandate"),
    path(f"{_MANDATE}prolonger/", mandate.mandate_prolong, name="mandate_prolong"),
    path(f"{_MANDATE}terminer/", mandate.mandate_end, name="mandate_end"),
    path(f"{_MANDATE}transmettre/", mandate.mandate_hand_over, name="mandate_hand_over"),
    path(f"{_MANDATE}nom/", mandate.mandate_show_name, name="mandate_show_name"),
    path(f"{_MANDATE}ecrire/", messages.message_write, name="message_write"),
    path("message/<str:token>/", messages.message_answer, name="message_answer"),
    path("demandes/<int:request_id>/", requests.mandate_request, name="request"),
    path("demandes/<int:request_id>/retirer/", requests.request_withdraw, name="request_withdraw"),
    path(
        "invitations/<int:invitation_id>/annuler/",
        invitations.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path(
        "invitations/<int:invitation_id>/renvoyer/",
        invitations.invitation_resend,
        name="invitation_resend",
    ),
    path("invitations/<int:invitation_id>/", invitations.own_invitation, name="own_invitation"),
    path("invitation/<str:secret>/", invitations.invitation, name="invitation"),
    path(f"{_ORGANISATION}contacts/ajouter/", contacts.contact_add, name="contact_add"),
    path(f"{_ORGANISATION}contacts.<slug:suffix>", contacts.contacts_file, name="contacts_file"),
    path(f"{_CONTACT}modifier/", contacts.contact_change, name="contact_change"),
    path(f"{_CONTACT}supprimer/", contacts.contact_delete, name="contact_delete"),
    path(f"{_CONTACT}demander/", contacts.contact_ask, name="contact_ask"),
    path("contact/<str:token>/", contact_answer.contact_answer, name="contact_answer"),
    path("referents/", referents.referent_list, name="referents"),
    path("referents.<slug:suffix>", referents.referents_file, name="referents_file"),
    path("lettres/", mailings.mailing_list, name="mailings"),
    path("lettres.<slug:suffix>", mailings.mailings_file, name="mailings_file"),
    path("lettres/ecrire/", mailings.mailing_write, name="mailing_write"),
    path("lettres/<int:mailing_id>/", mailings.mailing, name="mailing"),
    path("lettres/quitter/<str:token>/", mailings.mailing_leave, name="mailing_leave"),
]
