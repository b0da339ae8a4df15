"""The organizations of the demo world. Plain data; what they do is told by the pillars' demo.py."""

from dataclasses import dataclass

XENA = "xena@northwind.example"


@dataclass(frozen=True)
class Org:
    """A partner: `kinds` are its partnerships, the first one the oldest; `people` sign in as persona@`mail`.example."""

    name: str
    city: str
    region: str
    country: str
    kinds: tuple[str, ...] = ("resale",)
    mail: str = ""
    people: tuple[tuple[str, str, str], ...] = ()

    @property
    def key(self) -> str:
        return self.mail or "".join(sign for sign in self.name.lower().split(" ")[0] if sign.isalnum())

    @property
    def domain(self) -> str:
        return f"{self.key}-demo.com"


ACME = (
    Org("Northwind Automation", "Chicago", "Illinois", "US", ("resale", "referral"), "northwind", (
        ("bob", "Bob Tran", "admin"), ("nina", "Nina Alvarez", "seller"), ("xena", "Xena Ruiz", "admin"),
        ("amir", "Amir Said", "engineer"), ("lotte", "Lotte Visser", "finance"))),
    Org("Contoso Controls", "Austin", "Texas", "US", ("resale", "technology"), "contoso", (
        ("carl", "Carl Jensen", "admin"), ("ines", "Ines Duarte", "seller"))),
    Org("Wholesale Distribution", "Memphis", "Tennessee", "US", ("distribution",), "wholesale", (
        ("dora", "Dora Silva", "admin"), ("hugh", "Hugh Park", "seller"))),
    Org("Brightline Controls", "Milwaukee", "Wisconsin", "US"),
    Org("Torrent Systems", "Houston", "Texas", "US"),
    Org("Lumen Process Engineering", "Minneapolis", "Minnesota", "US"),
    Org("Aldgate Automation", "Leeds", "England", "GB"),
    Org("Kestrel Industrial", "Denver", "Colorado", "US", ("resale", "referral")),
    Org("Ostrava Robotics", "Ostrava", "Moravia", "CZ", ("technology",)),
    Org("Nordlys Teknikk", "Bergen", "Vestland", "NO"),
    Org("Vantage Water Systems", "Sacramento", "California", "US"),
    Org("Delta Instrumentation", "New Orleans", "Louisiana", "US"),
    Org("Harbor Electric Supply", "Baltimore", "Maryland", "US", ("distribution",)),
    Org("Juniper Plant Services", "Toronto", "Ontario", "CA"),
    Org("Sable Integration", "Cleveland", "Ohio", "US"),
    Org("Cobalt Machine Vision", "Grand Rapids", "Michigan", "US", ("oem",)),
    Org("Meridian Advisory", "New York", "New York", "US", ("referral",)),
    Org("Ferro Dynamics", "Pittsburgh", "Pennsylvania", "US", ("oem",)),
    Org("Quill & Hart Consulting", "Boston", "Massachusetts", "US", ("referral",)),
    Org("Summit Process Controls", "Salt Lake City", "Utah", "US"),
    Org("Tidewater Automation", "Norfolk", "Virginia", "US"),
    Org("Orchard Packaging Lines", "Rotterdam", "South Holland", "NL", ("oem",)),
    Org("Pinnacle Cloud", "Seattle", "Washington", "US", ("alliance",)),
    Org("Redwood Energy Partners", "Portland", "Oregon", "US"),
    Org("Ironbridge Technology", "Birmingham", "England", "GB", ("technology",)),
    Org("Castellan Facilities", "Atlanta", "Georgia", "US"),
    Org("Marlowe Systems", "Phoenix", "Arizona", "US"),
    Org("Palisade Pumps & Drives", "Newark", "New Jersey", "US"),
    Org("Granite State Controls", "Concord", "New Hampshire", "US"),
    Org("Bayou Automation", "Baton Rouge", "Louisiana", "US"),
    Org("Fjordline Maritime", "Gdynia", "Pomerania", "PL"),
    Org("Helix Data Platforms", "Dublin", "Leinster", "IE", ("alliance",)),
    Org("Prairie Grain Technology", "Omaha", "Nebraska", "US"),
    Org("Sierra Vista Engineering", "Las Vegas", "Nevada", "US"),
    Org("Tamarack Building Systems", "Winnipeg", "Manitoba", "CA"),
    Org("Union Switchgear", "Detroit", "Michigan", "US", ("distribution",)),
    Org("Westbrook Advisors", "Charlotte", "North Carolina", "US", ("referral",)),
    Org("Yarrow Food Technology", "Des Moines", "Iowa", "US"),
    Org("Zephyr Ventilation", "Tampa", "Florida", "US"),
)  # fmt: skip

GLOBEX = (
    Org("Initech Systems", "Hamburg", "Hamburg", "DE", ("resale",), "initech", (
        ("ivan", "Ivan Petrov", "admin"), ("xena", "Xena Ruiz", "admin"), ("pia", "Pia Sommer", "seller"))),
    Org("Bergmann IT-Sicherheit", "Stuttgart", "Baden-Württemberg", "DE"),
    Org("Alster Netzwerke", "Hamburg", "Hamburg", "DE", ("resale", "referral")),
    Org("Cyberwache Wien", "Wien", "Wien", "AT"),
    Org("Securitas Digitale", "Milano", "Lombardia", "IT"),
    Org("Bastion Conseil", "Lyon", "Auvergne-Rhône-Alpes", "FR", ("referral",)),
    Org("Polderlabs", "Utrecht", "Utrecht", "NL", ("technology",)),
    Org("Rheinwerk Distribution", "Köln", "Nordrhein-Westfalen", "DE", ("distribution",)),
    Org("Alpenblick Systemhaus", "Innsbruck", "Tirol", "AT"),
    Org("Vigilant Cloud", "Zürich", "Zürich", "CH", ("alliance",)),
    Org("Kronos Endgeräte", "München", "Bayern", "DE", ("oem",)),
    Org("Praha Secure", "Praha", "Praha", "CZ"),
    Org("Ibérica Redes", "Valencia", "Valencia", "ES"),
    Org("Nordhafen Beratung", "Kiel", "Schleswig-Holstein", "DE", ("referral",)),
    Org("Lumière Informatique", "Nantes", "Pays de la Loire", "FR"),
    Org("Warta Cyber", "Poznań", "Wielkopolska", "PL"),
    Org("Donau Datentechnik", "Linz", "Oberösterreich", "AT", ("technology",)),
    Org("Oldenburg Connect", "Oldenburg", "Niedersachsen", "DE"),
    Org("Saarland Systeme", "Saarbrücken", "Saarland", "DE"),
)  # fmt: skip

ORGS = {"acme": ACME, "globex": GLOBEX}

FIRST_NAMES = (
    "Maya", "Theo", "Priya", "Jonas", "Elena", "Marcus", "Sofia", "Henrik", "Aisha", "Daniel", "Clara", "Viktor",
    "Naomi", "Rafael", "Greta", "Omar", "Hannah", "Mateo", "Linnea", "Samir", "Julia", "Pieter", "Leila", "Anton",
)  # fmt: skip
LAST_NAMES = (
    "Brandt", "Okoye", "Lindholm", "Castillo", "Mercer", "Novotny", "Haas", "Ferrari", "Kowalski", "Ito", "Duarte",
    "Whitfield", "Berg", "Sandoval", "Petrenko", "Marsh", "Adeyemi", "Keller", "Rossi", "Walsh", "Nakamura", "Vos",
)  # fmt: skip


@dataclass(frozen=True)
class Applicant:
    """An application and what becomes of it: `outcome` names the state it is in today, `days` how long ago it came."""

    company: str
    kind: str
    contact: str
    title: str
    city: str
    region: str
    country: str
    outcome: str
    days: int
    strength: int
    note: str = ""


APPLICANTS = {
    "acme": (
        Applicant("Lakeshore Controls", "resale", "Mona Richter", "Managing director", "Green Bay", "Wisconsin", "US",
                  "submitted", 5, 5),
        Applicant("Cascadia Robotics", "technology", "Ben Achebe", "Head of alliances", "Tacoma", "Washington", "US",
                  "submitted", 2, 4),
        Applicant("Blue Mesa Engineering", "resale", "Rita Solano", "Owner", "Albuquerque", "New Mexico", "US",
                  "submitted", 1, 3),
        Applicant("Ridgeway Process", "resale", "Carl Emmett", "Sales director", "Knoxville", "Tennessee", "US",
                  "in_review", 4, 4),
        Applicant("Stonegate Advisors", "referral", "Ruth Adler", "Partner", "Columbus", "Ohio", "US", "in_review", 6, 2),
        Applicant("Pacific Rim Automation", "resale", "Kenji Mori", "General manager", "San Diego", "California", "US",
                  "returned", 8, 3, "Please name the people who would be certified in the first quarter."),
        Applicant("Quickfix Electric", "resale", "Dale Hobbs", "Owner", "Reno", "Nevada", "US", "rejected", 40, 1,
                  "We look for partners with engineers of their own; please apply again once you have two."),
        Applicant("Overland Supply", "distribution", "Tess Varga", "Purchasing lead", "El Paso", "Texas", "US",
                  "withdrawn", 25, 3),
        Applicant("Evergreen Utilities Tech", "resale", "Iris Boyd", "CEO", "Spokane", "Washington", "US", "draft", 3, 3),
        Applicant("Keystone Motion", "resale", "Grant Ellison", "Managing partner", "Harrisburg", "Pennsylvania", "US",
                  "approved", 12, 5, "Strong fit in water and packaging."),
        Applicant("Arroyo Systems", "resale", "Pilar Ochoa", "Director of sales", "Tucson", "Arizona", "US", "approved",
                  34, 4, "Three engineers, two of them with vision projects."),
        Applicant("Signal Ridge Consulting", "referral", "Noel Pratt", "Principal", "Nashville", "Tennessee", "US",
                  "approved", 48, 4, "Introduced by Meridian Advisory."),
    ),
    "globex": (
        Applicant("Havel Sicherheitstechnik", "resale", "Jan Havel", "Geschäftsführer", "Dresden", "Sachsen", "DE",
                  "submitted", 4, 4),
        Applicant("Mistral Réseaux", "resale", "Chloé Garnier", "Directrice", "Marseille", "Provence", "FR", "in_review",
                  3, 3),
        Applicant("Tessin Informatica", "referral", "Luca Bianchi", "Socio", "Lugano", "Ticino", "CH", "returned", 9, 3,
                  "Which customers would you introduce first?"),
        Applicant("Billig-PC Ost", "resale", "Uwe Kranz", "Inhaber", "Cottbus", "Brandenburg", "DE", "rejected", 60, 1,
                  "Managed security needs a service desk of its own."),
        Applicant("Weser Systemhaus", "resale", "Anke Peters", "Vertriebsleitung", "Bremen", "Bremen", "DE", "approved",
                  30, 4, "Known from two joint projects."),
    ),
}  # fmt: skip
