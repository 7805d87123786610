"""What the people of the sample town are called and what they write. Made up, and about places."""

from collections.abc import Mapping

# (role, name) of the accounts with the known password, in the order of the roles of the tool.
PEOPLE: Mapping[str, str] = {
    "inspecteur": "Iris Verhulst",
    "wijkmanager": "Wouter Maas",
    "boa": "Bilal Tahiri",
    "beheerder": "Berend Kuiper",
    "controleur": "Carla Winters",
}
# Colleagues whom nobody signs in as: (address, name, roles, teams).
COLLEAGUES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("tweede-inspecteur", "Noor Hendriks", ("inspecteur",), ()),
    ("derde-inspecteur", "Sem de Rooij", ("inspecteur",), ()),
    ("buitendienst", "Lotte Prins", ("boa",), ("openbare-ruimte", "verlichting", "jongerenwerk")),
)

# Categories of each theme with how often they are what is wrong.
CATEGORIES: Mapping[str, Mapping[str, int]] = {
    "verlichting": {
        "lamp-uit": 9, "lamp-knippert": 3, "donkere-plek": 4, "lamp-afgedekt": 3,
        "mast-beschadigd": 1,
    },
    "afval": {
        "zwerfafval": 12, "bijplaatsing": 7, "bak-vol": 4, "hondenpoep": 4, "dumping": 2,
        "drugsafval": 1,
    },
    "overlast": {
        "beklad": 8, "foutparkeren": 5, "fietswrak": 4, "vernieling": 3, "groepsoverlast": 3,
        "geluid": 2, "alcohol": 2, "drugsoverlast": 1,
    },
}  # fmt: skip

NOTES: Mapping[str, tuple[str, ...]] = {
    "lamp-uit": ("Tweede lantaarn vanaf de hoek.", "Al dagen uit.", "Bij het bankje."),
    "lamp-knippert": ("Gaat om de paar seconden aan en uit.", "Naast de oversteek."),
    "donkere-plek": ("Achterpad zonder lantaarn.", "Tussen de fietsenstalling en het plein."),
    "lamp-afgedekt": ("Takken hangen voor de lamp.",),
    "mast-beschadigd": ("Mast staat scheef, klepje open.",),
    "zwerfafval": ("Vooral blikjes en plastic.", "Rond de bankjes.", "Waait tegen het hek.", ""),
    "bijplaatsing": ("Twee matrassen naast de container.", "Dozen en een kastje.", "Zes zakken."),
    "bak-vol": ("Prullenbak loopt over.", ""),
    "hondenpoep": ("Langs het hele grasveld.", ""),
    "dumping": ("Bouwpuin en een oude deur.", "Autobanden achter de loods."),
    "drugsafval": ("Vaten in de berm; niet aangeraakt, afstand gehouden.",),
    "beklad": ("Muur van het transformatorhuisje.", "Stickers op de verkeersborden.", ""),
    "vernieling": ("Ruit van het bushokje kapot.", "Bankje losgetrokken."),
    "groepsoverlast": ("Harde muziek bij de speelplek.", "Afval en vuurresten bij het bankje."),
    "geluid": ("Crossmotoren op het veldje.",),
    "foutparkeren": ("Op de stoep, rolstoel kan er niet langs.", "Voor de uitrit."),
    "fietswrak": ("Zonder wielen, in het rek.", ""),
    "drugsoverlast": ("Kort stoppende auto's bij het parkeerterrein.",),
    "alcohol": ("Lege flessen op de trap.",),
    "intimidatie": ("",),
}  # fmt: skip

FEELINGS: tuple[str, ...] = (
    "", "", "Prettige straat, er wordt gegroet.", "Hier loop ik 's avonds liever om.",
    "Open en overzichtelijk.", "Het tunneltje voelt niet fijn.", "Veel mensen op straat.",
)  # fmt: skip

HANDLED: Mapping[str, tuple[str, ...]] = {
    "opgelost": ("Opgeruimd.", "Hersteld en gecontroleerd.", "Schoongemaakt.", "Vervangen."),
    "niet-aangetroffen": ("Was al weg toen wij er waren.",),
    "waarschuwing-gegeven": ("Eigenaar aangesproken.",),
    "niet-oplosbaar": ("Ligt op particulier terrein.",),
    "proces-verbaal-opgemaakt": ("Zie de verwijzing.",),
}
DROPPED = "Dubbel met een eerdere taak."
REOPENED = "Ligt er weer; nog een keer langs."
FORWARDED_TO = "Netbeheerder"
