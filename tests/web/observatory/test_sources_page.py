"""The page of sources: what is here, what is not, what runs, what failed; who may start."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from terreau.datasets.sources import Edition, import_source, list_sources
from terreau.datasets.sources.getting import EditionState, SourceState
from terreau.datasets.sources.registry import get_source
from terreau.web.apps.observatory import source_rows
from terreau.web.apps.observatory.enums import Standing
from terreau.web.apps.observatory.source_uses import edition_name
from terreau.web.apps.territories.enums import RunFault, RunState
from terreau.web.apps.territories.models import ImportRun

pytestmark = pytest.mark.django_db
PAGE = "/observatoire/donnees/"
TI = "id_ti,lib_ti,siren_groupement,lib_groupement\nti-9001,Essai,244400644,Saint-Nazaire\n"
WIDE = (
    "Code commune;Code APE;Effectifs salariés 2021;Effectifs salariés 2022;"
    "Nombre d'établissements 2021;Nombre d'établissements 2022\n"
)


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def card(page: str, source_id: str) -> str:
    """Return the card of a source."""
    return page.partition(f'id="source-{source_id}"')[2].partition("</article>")[0]


def standing(source_id: str) -> Standing:
    row = source_rows.get_row(source_id)
    assert row is not None
    return row.standing


def test_where_nothing_is_what_is_missing_comes_first(
    demo: None, client: Client, english: Client
) -> None:
    page = client.get(PAGE).text
    assert page.index("Ce qui manque") < page.index("Sources officielles")
    assert "L’emploi salarié du secteur privé" in page
    for source in list_sources():
        assert "jamais apportée" in card(page, source.id), source.id
        assert source.licence.name in card(page, source.id)
    assert "What is missing" in english.get(PAGE).text


def test_a_button_where_there_is_an_address_else_the_command(demo: None, client: Client) -> None:
    page = client.get(PAGE).text
    assert "Apporter" in card(page, "zones")
    assert "<form" not in card(page, "ti")
    assert "terreau data import ti territoires-industrie-phase-2.csv --vintage 2" in card(
        page, "ti"
    )
    assert "Apporter" not in card(Client(REMOTE_ADDR="192.0.2.7").get(PAGE).text, "zones")
    assert "terreau data pull zones" in card(
        Client(REMOTE_ADDR="192.0.2.7").get(PAGE).text, "zones"
    )


def test_what_is_held_says_its_vintage_coverage_licence_and_proof(
    demo: None, client: Client, tmp_path: Path
) -> None:
    import_source("urssaf-commune-ape", write(tmp_path, "u.csv", f"{WIDE}44184;2511Z;10;12;1;1\n"))
    import_source("ti", write(tmp_path, "ti.csv", TI), edition="2")
    page = client.get(PAGE).text
    urssaf = card(page, "urssaf-commune-ape")
    assert "incomplète" in urssaf
    assert "le fichier n’est pas celui de tout le pays" in urssaf
    assert "2021–2022" in urssaf
    assert 'Commune : <data value="1">1</data> sur' in " ".join(urssaf.split())
    assert 'Intercommunalité : <data value="0">0</data> sur' in " ".join(urssaf.split())
    assert ", 1 autre en partie" in " ".join(urssaf.split())
    assert "partage à l’identique" in urssaf
    assert "Lecture éprouvée sur un extrait" in urssaf
    assert "partage à l’identique" not in card(page, "ti")
    assert "Lecture" not in card(page, "ti")
    assert "Lecture jamais éprouvée" in card(page, "zones")
    assert page.index("Ce qui manque") < page.index("Sources officielles, ici")
    assert (
        page.index('id="source-urssaf')
        < page.index("pas encore ici")
        < page.index('id="source-zones')
    )
    missing = page.partition('id="missing-title"')[2].partition("</section>")[0]
    assert "secteur privé" in missing
    assert "Territoires d’industrie" not in missing


def test_of_parts_that_stand_side_by_side_all_are_wanted(demo: None, tmp_path: Path) -> None:
    import_source("ti", write(tmp_path, "ti.csv", TI), edition="2")
    row = source_rows.get_row("ti")
    assert row is not None
    assert row.standing == Standing.INCOMPLETE
    assert "il y manque : phase 1" in row.sentence
    first = TI.replace("9001", "9002")
    import_source("ti", write(tmp_path, "first.csv", first), edition="1")
    assert standing("ti") == Standing.UP_TO_DATE


def test_an_older_edition_is_said_to_be_older(
    demo: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (report,) = import_source("ti", write(tmp_path, "ti.csv", TI), edition="2")
    source = get_source("zones")
    newer = replace(source, editions=(*source.editions, Edition("2031", "zones-2031.zip")))
    held = EditionState(source.editions[0], None, (report.dataset,))
    state = SourceState(newer, (held, EditionState(newer.editions[-1], None, ())))
    monkeypatch.setattr(source_rows, "source_states", lambda _home: [state])
    row = source_rows.get_row("zones")
    assert row is not None
    assert row.standing == Standing.NEWER_EXISTS
    assert "« 2031 »" in row.sentence


def test_a_failure_is_said_until_something_comes(
    demo: None, client: Client, tmp_path: Path
) -> None:
    ended = timezone.now() - timedelta(minutes=5)
    ImportRun.objects.create(
        source="ti", edition="2", state=RunState.FAILED, ended_at=ended, fault=RunFault.FETCH,
        sentence="The <b>site</b> hangs.",
    )  # fmt: skip
    shown = card(client.get(PAGE).text, "ti")
    assert "a échoué" in shown
    assert "Le site de l’éditeur n’a pas donné le fichier." in shown
    assert "Ce qui était ici" not in shown
    assert "The &lt;b&gt;site" in shown
    assert "a échoué" in client.get(f"{PAGE}sources/ti/").text
    import_source("ti", write(tmp_path, "ti.csv", TI), edition="2")
    assert standing("ti") == Standing.INCOMPLETE
    ImportRun.objects.update(ended_at=timezone.now() + timedelta(minutes=1))
    shown = " ".join(card(client.get(PAGE).text, "ti").split())
    assert "Ce qui était ici n’a pas changé. Apportée le" in shown


def test_a_run_is_watched_by_a_fragment_that_equals_the_page(demo: None, client: Client) -> None:
    run = ImportRun.objects.create(
        source="zones", edition="2025", state=RunState.FETCHING, stage="fetching",
        done_bytes=41_000_000, total_bytes=120_000_000,
    )  # fmt: skip
    page = client.get(PAGE).text
    fragment = client.get(f"{PAGE}sources/zones/etat/")
    assert "Réception du fichier : 41 Mo sur 120 Mo." in " ".join(fragment.text.split())
    assert 'hx-trigger="every 2s"' in fragment.text
    assert "HX-Refresh" not in fragment
    assert " ".join(fragment.text.split()) in " ".join(page.split())
    assert "<form" not in card(page, "zones")
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.INTERRUPTED, ended_at=timezone.now())
    ended = client.get(f"{PAGE}sources/zones/etat/")
    assert ended["HX-Refresh"] == "true"
    assert "hx-get" not in ended.text
    assert "interrompue" in ended.text


def test_a_post_starts_then_shows(
    demo: None,
    tmp_path: Path,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    place = tmp_path / "mirror/ti/2"
    place.mkdir(parents=True)
    write(place, "territoires-industrie-phase-2.csv", TI)
    settings.MIRROR = tmp_path / "mirror"
    client = Client(enforce_csrf_checks=True)
    address = f"{PAGE}sources/ti/apporter/"
    assert client.post(address).status_code == 403
    client.get(PAGE)
    sent = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, "edition": "2"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, sent)
    assert answer["Location"] == f"{PAGE}#source-ti"
    page = client.get(PAGE).text
    assert "il y manque" in card(page, "ti")
    told = client.get(f"{PAGE}sources/ti/").text
    assert "terminé" in told
    assert "ti-phase-2" in told
    assert "miroir" in card(page, "zones")


def test_who_is_elsewhere_may_not_start(demo: None, settings: Settings) -> None:
    address = f"{PAGE}sources/zones/apporter/"
    refused = Client(REMOTE_ADDR="192.0.2.7").post(address)
    assert refused.status_code == 403
    assert "réservée" in refused.text
    settings.PULLS_FROM_THIS_MACHINE = False
    assert Client().post(address).status_code == 403
    assert not ImportRun.objects.exists()


def test_what_does_not_exist_is_not_found(demo: None, client: Client) -> None:
    for end in ("", "etat/"):
        assert client.get(f"{PAGE}sources/nowhere/{end}").status_code == 404
    assert client.post(f"{PAGE}sources/nowhere/apporter/").status_code == 404
    assert client.post(f"{PAGE}sources/ti/apporter/").status_code == 400
    assert client.post(f"{PAGE}sources/zones/apporter/", {"edition": "1850"}).status_code == 400


def test_why_cells_are_refused(demo: None, client: Client, tmp_path: Path) -> None:
    lines = "".join(f"44184;{2500 + n}Z;1;1;1;1\n" for n in (11, 12, 21, 29))
    import_source(
        "urssaf-commune-ape",
        write(tmp_path, "u.csv", f"{WIDE}{lines}99999;2511Z;10;12;1;1\n44184;2530Z;x;1;1;1\n"),
        accept_rejects=True,
    )
    page = client.get(f"{PAGE}sources/urssaf-commune-ape/").text
    assert "le code de territoire n’existe pas" in page
    assert "la valeur n’est pas un nombre" in page


@pytest.mark.parametrize("source", list_sources(), ids=lambda source: source.id)
def test_each_source_has_its_page_in_both_languages(
    source: object, client: Client, english: Client
) -> None:
    address = f"{PAGE}sources/{source.id}/"  # type: ignore[attr-defined]
    assert client.get(address).status_code == english.get(address).status_code == 200


def test_the_number_of_queries_does_not_grow_with_runs(
    demo: None, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    for source in list_sources():
        for _ in range(3):
            ImportRun.objects.create(
                source=source.id, edition="x", state=RunState.DONE, ended_at=now
            )
    with django_assert_max_num_queries(4):
        client.get(PAGE)


def test_the_api_tells_the_same(demo: None, client: Client, tmp_path: Path) -> None:
    import_source("ti", write(tmp_path, "ti.csv", TI), edition="2")
    told = {source["id"]: source for source in client.get("/api/v1/sources").json()}
    assert list(told) == [source.id for source in list_sources()]
    assert (told["ti"]["standing"], told["zones"]["standing"]) == ("incomplete", "never_brought")
    assert [e["datasets"] for e in told["ti"]["editions"]] == [[], ["ti-phase-2"]]
    assert told["ti"]["coverage"] == [
        {"kind": "territoire_industrie", "covered": 1, "partly": 0, "total": None}
    ]
    assert told["urssaf-commune-ape"]["is_share_alike"]
    assert told["zones"]["proof"] == "description"
    assert client.post("/api/v1/sources").status_code == 405


def test_an_edition_is_named_as_people_do() -> None:
    urssaf, ti = get_source("urssaf-commune-ape"), get_source("ti")
    assert edition_name(urssaf, urssaf.editions[-1]) == "la plus récente"
    assert edition_name(ti, ti.editions[0]) == "phase 1"
