"""Who signs in to the demo world. Plain data, so that the launcher can print it before Django starts."""

from dataclasses import dataclass

PASSWORD = "demo-world-2026"
VENDORS = ("acme", "globex")


@dataclass(frozen=True)
class Persona:
    """`home` is where the person lands after signing in; the demo check goes on from the links of that page."""

    email: str
    role: str
    home: str


PERSONAS = (
    Persona("alice@acme.example", "Acme, vendor admin", "/w/acme/"),
    Persona("sam@acme.example", "Acme, channel manager", "/w/acme/"),
    Persona("petra@acme.example", "Acme, program manager", "/w/acme/"),
    Persona("fay@acme.example", "Acme, finance", "/w/acme/"),
    Persona("frank@acme.example", "Acme, finance, second signature", "/w/acme/"),
    Persona("vera@acme.example", "Acme, viewer", "/w/acme/"),
    Persona("bob@northwind.example", "Northwind (partner of Acme), partner admin", "/p/acme/"),
    Persona("nina@northwind.example", "Northwind (partner of Acme), seller", "/p/acme/"),
    Persona("carl@contoso.example", "Contoso (partner of Acme), partner admin", "/p/acme/"),
    Persona("dora@wholesale.example", "Wholesale (distributor of Acme), partner admin", "/p/acme/"),
    Persona("eve@globex.example", "Globex, vendor admin", "/w/globex/"),
    Persona("xena@northwind.example", "Northwind at Acme and Initech at Globex, admin of both", "/p/acme/"),
)
