"""The addresses of the network, for the table of all addresses."""

from __future__ import annotations

ADDRESSES: dict[str, tuple[str, int]] = {
    "network:index": ("/annuaire/reseau/", 200),
    "network:territory": ("/annuaire/reseau/territoires/territoire-industrie/2:ti-x01/", 404),
    "network:territory_organisations": (
        "/annuaire/reseau/territoires/territoire-industrie/2:ti-x01/lived/organisations.csv",
        404,
    ),
    "network:territory_ties": (
        "/annuaire/reseau/territoires/territoire-industrie/2:ti-x01/lived/liens.graphml",
        404,
    ),
    "network:chain": ("/annuaire/reseau/filieres/energie/", 200),
    "network:chain_file": ("/annuaire/reseau/filieres/energie/acteurs.csv", 200),
    "network:spaces_file": ("/annuaire/reseau/espaces.csv", 200),
    "network:space_add": ("/annuaire/reseau/espaces/ouvrir/", 302),
    "network:space": ("/annuaire/reseau/espaces/1/", 200),
    "network:space_join": ("/annuaire/reseau/espaces/1/participer/", 302),
    "network:space_leave": ("/annuaire/reseau/espaces/1/quitter/1/", 302),
    "network:space_note": ("/annuaire/reseau/espaces/1/mot/", 302),
    "network:space_close": ("/annuaire/reseau/espaces/1/fermer/", 302),
    "network:space_reopen": ("/annuaire/reseau/espaces/1/rouvrir/", 302),
    "network:link_declare": ("/annuaire/reseau/organisations/1/", 302),
    "network:links_file": ("/annuaire/reseau/organisations/1/liens.csv", 200),
    "network:link_end": ("/annuaire/reseau/adhesion/1/terminer/", 302),
    "api-1:list_links": ("/api/v1/organisations/1/links", 200),
    "api-1:end_link": ("/api/v1/links/adhesion/1/end", 405),
    "api-1:list_cooperation_spaces": ("/api/v1/cooperation-spaces", 200),
    "api-1:get_cooperation_space": ("/api/v1/cooperation-spaces/1", 200),
    "api-1:post_participant": ("/api/v1/cooperation-spaces/1/participants", 405),
    "api-1:end_participant": ("/api/v1/cooperation-spaces/1/participants/1/end", 405),
    "api-1:post_note": ("/api/v1/cooperation-spaces/1/notes", 405),
    "api-1:close_space": ("/api/v1/cooperation-spaces/1/close", 405),
    "api-1:reopen_space": ("/api/v1/cooperation-spaces/1/reopen", 405),
    "api-1:list_chain_actors": ("/api/v1/chains/energie/actors", 200),
    "api-1:get_network": ("/api/v1/perimeters/territoire_industrie/2:ti-x01/network", 404),
}
