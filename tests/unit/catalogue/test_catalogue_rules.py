import copy

import pytest

from wijkschouw.catalogue import service
from wijkschouw.catalogue.rules import LEVELS, Catalogue, digest_of
from wijkschouw.errors import Problem


def content():
    return copy.deepcopy(service.shipped().as_json())


def test_the_shipped_catalogue_has_the_three_main_themes_on_and_the_optional_ones_off():
    active = {t.code: t.active for t in service.shipped().themes}
    assert active == {
        "verlichting": True, "afval": True, "overlast": True,
        "groen-verharding": False, "leegstand": False, "uitgaan": False,
    }  # fmt: skip


def test_the_shipped_catalogue_knows_every_category_of_the_design():
    codes = {c.code for t in service.shipped().themes for c in t.categories}
    assert codes == {
        "lamp-uit", "lamp-knippert", "donkere-plek", "lamp-afgedekt", "mast-beschadigd",
        "zwerfafval", "bijplaatsing", "dumping", "bak-vol", "hondenpoep", "drugsafval",
        "beklad", "vernieling", "groepsoverlast", "geluid", "foutparkeren",
        "fietswrak", "drugsoverlast", "alcohol", "intimidatie", "onkruid", "losse-tegel",
        "overhangend-groen", "leegstaand-pand", "verwaarloosd-pand", "glas", "wildplassen",
        "drukte", "verlichting-route",
    }  # fmt: skip


def test_only_intimidatie_is_sensitive_and_it_takes_no_photo_and_says_where_help_is():
    catalogue = service.shipped()
    assert catalogue.sensitive_categories == {"intimidatie"}
    category = catalogue.category("overlast", "intimidatie")
    assert category is not None
    assert not category.photo
    assert category.where_to_find_help is not None


def test_levels_count_ten_to_two():
    catalogue = service.shipped()
    assert [catalogue.value_of(level) for level in LEVELS] == [10, 8, 6, 4, 2]


def test_the_day_round_leaves_lighting_out():
    template = service.shipped().template("dagronde")
    assert template is not None
    assert template.themes == ("afval", "overlast")


def test_a_category_belongs_to_its_theme_alone():
    catalogue = service.shipped()
    assert catalogue.category("afval", "zwerfafval") is not None
    assert catalogue.category("overlast", "zwerfafval") is None
    found = catalogue.find_category("zwerfafval")
    assert found is not None
    assert found.code == "zwerfafval"


def test_layout_and_order_of_keys_do_not_change_the_digest():
    turned = dict(reversed(list(content().items())))
    assert digest_of(Catalogue.model_validate(turned)) == digest_of(service.shipped())


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda c: c["themas"].append(c["themas"][0]), "tweemaal"),
        (lambda c: c["schouwlijsten"][0]["themas"].append("ruimtevaart"), "ruimtevaart"),
        (lambda c: c["themas"][0]["categorieen"][0].update(team="niemand"), "niemand"),
        (lambda c: c["themas"][0]["categorieen"][0].update(niveau="E"), "niveau"),
        (lambda c: c["niveaus"].pop(), "niveaus"),
        (lambda c: c["themas"][0]["categorieen"][0].update(gevoelig=True), "gevoelige"),
        (lambda c: c.update(versie=0), "versie"),
        (lambda c: c.update(kleur="rood"), "kleur"),
    ],
)
def test_a_mistake_in_the_file_is_named(change, word):
    wrong = content()
    change(wrong)
    with pytest.raises(Problem) as problem:
        service.read(wrong)
    assert problem.value.kind.status == 400
    assert word in str(problem.value)


def test_a_file_that_is_no_json_is_named(tmp_path):
    path = tmp_path / "kapot.json"
    path.write_text("{")
    with pytest.raises(Problem, match=r"kapot\.json"):
        service.read_file(path)
