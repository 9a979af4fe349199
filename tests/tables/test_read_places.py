"""Tables of places read: headings, every bad row at once, and those of the real country."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helpers.table_files import write_csv
from mentormatch.errors import RecordError
from mentormatch.people.places import Places, great_circle_km
from mentormatch.tables.read_places import read_places


def places_csv(tmp_path: Path, *rows: str, header: str = "postcode,latitude,longitude") -> Path:
    path = tmp_path / "places.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


class TestRows:
    def test_reads_and_ignores_further_columns(self, tmp_path: Path) -> None:
        path = places_csv(tmp_path, "Manchester,M1,53.4772,-2.2358", header="town,Outcode,Latitude,LONGITUDE")
        assert read_places(path).points == {"M1": (53.4772, -2.2358)}

    def test_headings_by_map(self, tmp_path: Path) -> None:
        path = places_csv(tmp_path, "M1,53.4772,-2.2358", header="pcd,lat,long")
        columns = {"postcode": "pcd", "latitude": "lat", "longitude": "Long"}
        assert len(read_places(path, columns)) == 1

    def test_a_frame_is_read_and_not_changed(self) -> None:
        frame = pd.DataFrame({"postcode": ["M1"], "latitude": [53.4772], "longitude": [-2.2358]})
        before = frame.copy(deep=True)
        assert read_places(frame).points == {"M1": (53.4772, -2.2358)}
        pd.testing.assert_frame_equal(frame, before)

    def test_names_the_nearest_heading(self, tmp_path: Path) -> None:
        path = places_csv(tmp_path, "M1,53.4772,-2.2358", header="postcode,latitud,longitude")
        with pytest.raises(RecordError, match=r"headings, which are: postcode, latitud, .*mean 'latitud'"):
            read_places(path)

    def test_a_column_that_places_do_not_have(self, tmp_path: Path) -> None:
        with pytest.raises(RecordError, match="did you mean 'latitude'"):
            read_places(places_csv(tmp_path, "M1,53.4,-2.2"), {"lattitude": "x"})

    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ("M1,95,0.5", "latitude"),
            ("M1,91,0.5", "latitude"),
            ("M1,53,181", "longitude"),
            ("M1,nan,-2.2", "latitude"),
            ("M1,53,1e999", "longitude"),
            ("M1,53.4,", "longitude"),
            (",53.4,-2.2", "postcode"),
            ('M1,"53,4",-2.2', "latitude"),
        ],
    )
    def test_every_bad_row_at_once(self, tmp_path: Path, row: str, column: str) -> None:
        path = places_csv(tmp_path, "EC1A,51.5,-0.1", row, row.replace("M1", "M2"))
        with pytest.raises(RecordError) as caught:
            read_places(path)
        assert [(p.file, p.row, p.column) for p in caught.value.problems] == [
            ("places.csv", 3, column),
            ("places.csv", 4, column),
        ]

    def test_a_row_without_coordinates_is_no_place_unless_another_row_has_them(self, tmp_path: Path) -> None:
        places = read_places(places_csv(tmp_path, "M1,0,0", "JE2 3AA,99.999999,0.000000", "m 1,53.4,-2.2"))
        assert places.points == {"M1": (53.4, -2.2)}
        assert places.unplaced == {"JE23AA"}

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_sites_that_share_a_postcode(self, tmp_path: Path, order: tuple[int, int]) -> None:
        rows = ("M1,53.4772,-2.2358", "m 1,53.4773,-2.2357")
        places = read_places(places_csv(tmp_path, *(rows[i] for i in order)))
        assert places.points == {"M1": (53.4772, -2.2358)}

    def test_one_postcode_in_two_places(self, tmp_path: Path) -> None:
        with pytest.raises(RecordError, match=r"row 3, postcode: is also in an earlier row"):
            read_places(places_csv(tmp_path, "M1,53.4772,-2.2358", "m1,51.5,-0.1"))

    def test_the_message_does_not_quote_and_the_table_does(self, tmp_path: Path) -> None:
        path = write_csv(tmp_path / "p.csv", [{"postcode": "M1", "latitude": "secret", "longitude": "1"}])
        with pytest.raises(RecordError) as caught:
            read_places(path)
        assert "secret" not in str(caught.value)
        assert caught.value.table["value"].tolist() == ["secret"]


@pytest.mark.data
class TestRealOutcodes:
    @pytest.fixture
    def outcodes(self, data_dir: Path) -> Places:
        return read_places(data_dir / "uk_outcodes" / "gibbs_postcodes.csv")

    @pytest.mark.parametrize(("one", "other", "km"), [("EC1A", "M1", 261.1), ("SW1A", "EH1", 534.0)])
    def test_known_distances(self, outcodes: Places, one: str, other: str, km: float) -> None:
        here, there = outcodes.find(one), outcodes.find(other)
        assert here is not None
        assert there is not None
        found = great_circle_km(here.latitude, here.longitude, there.latitude, there.longitude)
        assert found == pytest.approx(km, abs=0.05)

    def test_all_rows_are_read(self, outcodes: Places) -> None:
        assert len(outcodes) == 2856
        assert outcodes.find("sw1a 1aa") is not None

    def test_hospital_sites(self, data_dir: Path) -> None:
        path = data_dir / "nhs_hospitals" / "NHSHospitals.csv"
        assert read_places(path).find("bs21 6bs") is not None
