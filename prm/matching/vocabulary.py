"""Words names are made of: small words, business words in several languages, abbreviations, numbers."""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = words(
    """
    the of and for in at on to by from with a an und fur zu zur zum der die das den dem des von et de du d la le les
    l el los las del da do dos di della delle degli dello e y i og och en het voor van ton pour para por per
    """
)

# Written short -> written out. Only what is unambiguous inside an organisation's name.
ABBREVIATIONS = {
    "intl": "international",
    "int": "international",
    "internat": "international",
    "natl": "national",
    "nat": "national",
    "dept": "department",
    "dpt": "department",
    "univ": "university",
    "assn": "association",
    "assoc": "association",
    "mgmt": "management",
    "mgt": "management",
    "mfg": "manufacturing",
    "bros": "brothers",
    "ctr": "center",
    "svc": "service",
    "svcs": "services",
    "hosp": "hospital",
    "govt": "government",
    "gov": "government",
    "twp": "township",
    "cnty": "county",
    "cty": "county",
    "ft": "fort",
    "mt": "mount",
    "st": "saint",
    "org": "organization",
    "inst": "institute",
    "acad": "academy",
    "admin": "administration",
    "auth": "authority",
    "comm": "commission",
    "commn": "commission",
    "distr": "district",
    "dist": "district",
    "sch": "school",
    "schs": "schools",
    "elem": "elementary",
    "indep": "independent",
    "eng": "engineering",
    "engr": "engineering",
    "engg": "engineering",
    "ind": "industries",
    "inds": "industries",
    "pharm": "pharmaceuticals",
    "pharma": "pharmaceuticals",
    "labs": "laboratories",
    "lab": "laboratory",
    "sys": "systems",
    "soln": "solutions",
    "solns": "solutions",
    "hldg": "holding",
    "hldgs": "holdings",
    "hdlg": "holding",
    "grp": "group",
    "ent": "enterprises",
    "telecom": "telecommunications",
    "elec": "electric",
    "fin": "financial",
    "ins": "insurance",
    "invt": "investment",
    "invs": "investments",
    "prop": "properties",
    "props": "properties",
    "rr": "railroad",
    "rwy": "railway",
    "transp": "transportation",
    "mun": "municipal",
    "metro": "metropolitan",
}

# One business word in several languages and spellings -> one English word.
SYNONYMS = {
    variant: word
    for word, variants in {
        "group": "gruppe gruppo grupo groupe grupa groep koncern gruppen konzern jituan",
        "holding": "holdings beteiligungs holdinggesellschaft konggu",
        "bank": "banco banque banca banka bankas pankki",
        "international": "internationale internationaler internacional internazionale internationales internationaal",
        "technology": "technologies technologie technologien tecnologia tecnologias technologia technologii teknologi",
        "industry": "industries industrie industria industrias industrien",
        "insurance": "versicherung versicherungen versicherungs assurance assurances seguros assicurazioni"
        " verzekeringen",
        "university": "universitat universite universidad universita universidade universiteit universitet uniwersytet"
        " universitaet universitesi",
        "hospital": "krankenhaus hopital ospedale ziekenhuis szpital klinikum hopitaux",
        "ministry": "ministerium ministere ministerio ministero ministerie ministerstwo",
        "association": "verband verein asociacion associazione associacao vereniging",
        "foundation": "stiftung fondation fundacion fondazione fundacao stichting fundacja",
        "institute": "institut instituto istituto instituut instytut",
        "society": "gesellschaft societe sociedad societa sociedade",
        "brother": "brothers gebruder gebrueder hermanos freres fratelli",
        "son": "sons sohne soehne fils hijos figli zonen",
        "service": "services dienste servicios servizi servicos diensten",
        "system": "systems systeme sistemas sistemi systemen",
        "solution": "solutions losungen loesungen soluciones soluzioni solucoes",
        "center": "centre centres centers zentrum centro centrum",
        "city": "stadt ville ciudad citta cidade gemeente",
        "school": "schule ecole escuela scuola escola",
        "company": "unternehmen empresa entreprise impresa",
        "enterprise": "enterprises",
        "organization": "organisation organisations organizations organizacion organizzazione",
        "theater": "theatre teatro",
        "defense": "defence",
        "labor": "labour",
        "program": "programme programmes programs",
        "harbor": "harbour",
        "aluminum": "aluminium",
        "partner": "partners partenaires",
        "laboratory": "laboratories",
        "product": "products produkte productos produits",
        "resource": "resources",
        "investment": "investments",
        "communication": "communications kommunikation comunicaciones",
    }.items()
    for variant in variants.split()
}

# Chinese and Japanese are written without spaces; these words are told apart before the rest is transliterated.
CJK_WORDS = {
    "集团": "group", "集團": "group", "控股": "holding", "银行": "bank", "銀行": "bank", "国际": "international",
    "國際": "international", "科技": "technology", "技术": "technology", "电子": "electronics", "電子": "electronics",
    "保险": "insurance", "保険": "insurance", "大学": "university", "大學": "university",
    "中国": "china", "中國": "china",
    "日本": "japan", "実業": "enterprise", "实业": "enterprise", "投资": "investment", "投資": "investment",
}  # fmt: skip

# Words many organisations share: alike they prove little, different they tell two companies of one house apart.
COMMON_WORDS = words(
    """
    group holding international global worldwide national technology industry insurance service system solution
    center enterprise company society partner product resource investment communication management consulting
    trading trade business capital finance financial fund trust bank securities asset equity ventures development
    engineering energy power oil gas electric digital data software network media design logistics transport
    construction real estate properties property medical health healthcare pharmaceuticals foods food retail
    wholesale auto automotive motors chemical chemicals steel materials manufacturing corporate general united
    american european asia pacific north south east west northern southern eastern western central new first 1 city
    town township village county parish borough state district department office board council commission authority
    court school schools public library police sheriff sheriffs fire government association foundation institute
    university college hospital ministry agency administration organization community regional federal municipal
    independent club church academy laboratory research security consultants contractors supply services
    """
)

# Bodies of a place: the same name in another state is another body ("City of Newark").
PLACE_BOUND = words(
    """
    city town township village county parish borough municipality commonwealth state district department court
    sheriff sheriffs police fire council commission board authority library school schools government office public
    municipal regional community clerk water sanitation auditor assessor treasurer election elections pueblo
    commissioners supervisors selectmen ministry hospital church precinct prefecture province ward metropolitan
    """
)

UNITS = {
    word: value
    for value, words in enumerate(
        [
            "zero", "one first", "two second", "three third", "four fourth", "five fifth", "six sixth", "seven seventh",
            "eight eighth", "nine ninth", "ten tenth", "eleven eleventh", "twelve twelfth", "thirteen thirteenth",
            "fourteen fourteenth", "fifteen fifteenth", "sixteen sixteenth", "seventeen seventeenth",
            "eighteen eighteenth", "nineteen nineteenth",
        ]
    )
    for word in words.split()
}  # fmt: skip
TENS = {
    word: value
    for value, words in zip(
        range(20, 100, 10),
        [
            "twenty twentieth", "thirty thirtieth", "forty fortieth", "fifty fiftieth", "sixty sixtieth",
            "seventy seventieth", "eighty eightieth", "ninety ninetieth",
        ],
        strict=True,
    )
    for word in words.split()
}  # fmt: skip
