"""Reports in a real browser: from a profile to the file, a batch to its archive, and recompute."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


def recomputed(target: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run ``terreau recompute`` as a person would, beside the server."""
    return subprocess.run(
        [sys.executable, "-c", "from terreau.cli.main import main; main()", "recompute", target],
        check=False,
        capture_output=True,
        text=True,
        env={"TERREAU_HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
    )


def test_from_a_profile_to_each_file(open_page: Any, tmp_path: Path, site_home: Path) -> None:
    page = open_page("/observatoire/zone-emploi/X002/?level=A17")
    page.get_by_role("link", name="diaporama, texte ou tableur à reprendre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Emporter Hautecomète")
    for suffix, begins in (("PDF", b"%PDF"), ("PPTX", b"PK"), ("DOCX", b"PK"), ("XLSX", b"PK")):
        with page.expect_download() as waited:
            page.get_by_role("link", name=f"Télécharger ({suffix})").click()
        file = tmp_path / waited.value.suggested_filename
        assert file.name == f"exemple-profil-zone-emploi-X002.{suffix.lower()}"
        waited.value.save_as(file)
        assert file.read_bytes().startswith(begins)
        done = recomputed(str(file), site_home)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_deck_on_ones_own_template_and_one_that_is_none(open_page: Any, tmp_path: Path) -> None:
    page = open_page("/rapports/zone-emploi/X002/")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Télécharger (PPTX)").click()
    template = tmp_path / "template.pptx"
    waited.value.save_as(template)
    page.get_by_text("Sur le modèle de votre territoire").first.click()
    page.locator("#template-pptx").set_input_files(template)
    with page.expect_download() as waited:
        page.get_by_role("button", name="Faire le rapport sur ce modèle").first.click()
    waited.value.save_as(tmp_path / "made.pptx")
    assert zipfile.is_zipfile(tmp_path / "made.pptx")

    wrong = tmp_path / "wrong.pptx"
    wrong.write_text("not a deck")
    page.locator("#template-pptx").set_input_files(wrong)
    page.get_by_role("button", name="Faire le rapport sur ce modèle").first.click()
    expect(page.locator("main")).to_contain_text("PowerPoint")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_a_batch_tells_how_far_it_is_and_gives_its_archive(open_page: Any, tmp_path: Path) -> None:
    page = open_page("/rapports/series/")
    page.get_by_label("Pour chaque").select_option("epci")
    page.get_by_label("Où").select_option(label="Pays d’exemple")
    page.get_by_role("button", name="Faire les rapports").click()
    page.wait_for_url("**/rapports/series/*/")
    expect(page.get_by_text("8 rapports sur 8")).to_be_visible(timeout=60_000)
    with page.expect_download() as waited:
        page.get_by_role("link", name="Télécharger l’archive").click()
    waited.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert len(packed.namelist()) == 8


@pytest.mark.parametrize(
    "address",
    [
        "/observatoire/zone-emploi/X001/?method=chained",
        "/observatoire/comparer/?t=zone_emploi:X001&t=zone_emploi:X002",
        "/observatoire/carte/?kind=departement",
        "/observatoire/tableaux/attractiveness/?t=zone_emploi:X001",
        "/observatoire/epci/X00000004/semblables/",
        "/observatoire/epci/244400644/",
        "/rapports/epci/X00000001/profil.pdf",
        "/api/v1/dashboards/context?t=epci:X00000001",
    ],
)
def test_what_a_page_shows_is_what_its_commands_print(
    site: str, site_home: Path, address: str
) -> None:
    done = recomputed(f"{site}{address}", site_home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " figures agree" in done.stdout


def test_a_page_without_figures_says_so(site: str, site_home: Path) -> None:
    done = recomputed(f"{site}/territoires/", site_home)
    assert done.returncode == 2
    assert "no figure that can be produced again" in done.stderr
