"""Legal forms of many countries: how they are written, what kind of company they say, and which law they come from.

A form never makes two names alike; it is taken off before comparing. It can tell two names apart: a GmbH is not the AG
of the same name. A form without an origin is an English translation and agrees with every form of its kind.
"""

from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA


@dataclass(frozen=True)
class LegalForm:
    """`kind` is what the company is (stock, limited, partnership, nonprofit, cooperative, any), `origin` whose law."""

    kind: str
    origin: str = ""

    def agrees_with(self, other: "LegalForm") -> bool:
        if "any" in (self.kind, other.kind):
            return True
        return self.kind == other.kind and (not self.origin or not other.origin or self.origin == other.origin)


# kind/origin: forms as written after folding to ASCII; "|" separates them. Dots, slashes and spaces do not matter.
TABLE = {
    "any/": "inc|incorporated|corp|corporation|co|company|and co|co inc|firma|cia|cie|compania|compagnie|compagnia"
    "|companhia|comp|na|national association|kaisha|gongsi",
    "stock/": "plc|public limited company|public company limited|joint stock company|joint stock|jsc|ojsc|pjsc|cjsc"
    "|open joint stock company|closed joint stock company|public joint stock company|limited by shares",
    "stock/german": "ag|akg|aktiengesellschaft|kgaa|kommanditgesellschaft auf aktien",
    "stock/european": "se|societas europaea",
    "stock/romance": "sa|societe anonyme|sociedad anonima|sociedade anonima|societate pe actiuni|sau|sab|sab de cv"
    "|sa de cv|sapi de cv|sociedad anonima de capital variable|sas|sasu|societe par actions simplifiee|sca|saa|sac"
    "|spa|societa per azioni|sgps sa",
    "stock/dutch": "nv|naamloze vennootschap",
    "stock/nordic": "ab|aktiebolag|aktiebolaget|abp|publ|ab publ|asa|allmennaksjeselskap|as|aktieselskab|oyj|hf|ehf",
    "stock/russian": "oao|pao|zao|ao|nao|otkrytoe aktsionernoe obshchestvo|zakrytoe aktsionernoe obshchestvo"
    "|publichnoe aktsionernoe obshchestvo|aktsionernoe obshchestvo|pat|vat|at|publichne aktsionerne tovaristvo",
    "stock/slavic": "a s|akciova spolocnost|akciova spolecnost|dd|d d|ad|sp akc|spolka akcyjna|eood ad",
    "stock/hungarian": "nyrt|zrt|rt|reszvenytarsasag",
    "stock/turkish": "as|anonim sirketi|a s",
    "stock/greek": "ae|anonymi etairia",
    "stock/japanese": "kk|kabushiki kaisha|kabushikigaisha|zhushihuishe|jusighoesa|jusikhoesa",
    "stock/chinese": "gufenyouxiangongsi|gu fen you xian gong si",
    "stock/indonesian": "tbk|pt|pt tbk|persero tbk",
    "stock/malay": "bhd|berhad",
    "limited/": "ltd|limited|ltd co|co ltd|company limited|co limited|corporation limited|corp ltd|llc"
    "|limited liability company|limited liability co|limited company|lc|unlimited company|pty|pty ltd"
    "|proprietary limited|pvt ltd|pvt|private limited|p ltd|pte ltd|pte|pte limited|wll|fze|fzco|fz llc|dac"
    "|designated activity company|pllc|pc|professional corporation",
    "limited/german": "gmbh|ggmbh|mbh|ges mbh|gesellschaft mbh|gesellschaft mit beschraenkter haftung"
    "|gesellschaft mit beschrankter haftung|ug|ug haftungsbeschrankt|haftungsbeschrankt|unternehmergesellschaft"
    "|unternehmergesellschaft haftungsbeschrankt",
    "limited/romance": "sarl|sarlu|eurl|srl|srls|srlcr|sprl|societe a responsabilite limitee"
    "|societa a responsabilita limitata|societatea cu raspundere limitata|societate cu raspundere limitata"
    "|sociedad de responsabilidad limitada|s de rl de cv|s de rl|sl|slu|sociedad limitada|ltda|limitada|lda"
    "|unipessoal lda|eireli",
    "limited/dutch": "bv|bvba|besloten vennootschap|besloten vennootschap met beperkte aansprakelijkheid|cvba",
    "limited/nordic": "aps|anpartsselskab|aksjeselskap|oy|oy ab|osakeyhtio",
    "limited/russian": "ooo|tov|too|tdv|obshchestvo s ogranichennoy otvetstvennostyu"
    "|obshchestvo s ogranichennoi otvetstvennostyu|obschestvo s ogranichennoy otvetstvennostyu"
    "|tovaristvo z obmezhenoyu vidpovidalnistyu|tovarystvo z obmezhenoyu vidpovidalnistyu",
    "limited/slavic": "sro|s r o|spol sro|spol s r o|spolecnost s rucenim omezenym|doo|d o o|dooel|ood|eood|sp zoo"
    "|spzoo|sp z oo|sp z o o|spolka z oo|spolka z ograniczona odpowiedzialnoscia|druzba z omejeno odgovornostjo",
    "limited/baltic": "sia|uab|ou|osauhing|uzdaroji akcine bendrove|sabiedriba ar ierobezotu atbildibu",
    "limited/hungarian": "kft|korlatolt felelossegu tarsasag",
    "limited/greek": "epe|ike",
    "limited/turkish": "ltd sti|limited sirketi|sti",
    "limited/japanese": "gk|godo kaisha|yk|yugen kaisha|hetonghuishe|youxianhuishe|yuhanhoesa",
    "limited/chinese": "youxiangongsi|youxianzerengongsi|you xian gong si|you xian ze ren gong si",
    "limited/malay": "sdn bhd|sendirian berhad",
    "partnership/": "lp|llp|lllp|limited partnership|limited liability partnership|general partnership|gp",
    "partnership/german": "kg|ohg|gbr|co kg|and co kg|gmbh and co kg|gmbh co kg|ag and co kg|kommanditgesellschaft"
    "|gesellschaft burgerlichen rechts|und co kg|gmbh und co kg|partg|partg mbb",
    "partnership/romance": "snc|scs|sci|scp|sep|sas di|scarl",
    "partnership/dutch": "vof|maatschap|cv",
    "partnership/nordic": "hb|kb|ans|ks|ky",
    "nonprofit/": "nonprofit corporation|non profit organization|nonprofit organization|npo",
    "nonprofit/german": "ev|eingetragener verein",
    "nonprofit/romance": "asbl|aisbl|asociacion civil",
    "nonprofit/dutch": "vzw",
    "nonprofit/russian": "ano|avtonomnaya nekommercheskaya organizatsiya|nko",
    "cooperative/": "cooperative society",
    "cooperative/german": "eg|eingetragene genossenschaft",
    "cooperative/romance": "scop|scoop|soc coop",
}


def phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))


# Forms that are also words, names or initials: taken off the end of a name only.
TAIL_ONLY = phrases(
    """
    pt |     ab | ad | ae | ag | ano | ans | ao | as | asa | at | aps | ca | cia | cie | co | comp | company | corp |
    corporation | cv | dd | eg | ev | gk | gp | hb | hf | ike | inc | incorporated | kb | kg | kk | ks | ky | lc |
    lda | limited | lp | na | nao | nv | ou | oy | pat | pc | publ | pte | rt | sa | sac | sas | sau | sca | sci |
    scp | scs | se | sep | sia | sl | slu | snc | spa | sti | tov | too | ug | vat | yk | joint stock |
    gongsi | pty | pvt | limitada | mbh
    """
)
# May open a name ("OAO Gazprom", "SRL Pro Traffic"). Short ones count only when the other name has the same form.
HEAD_FORMS = phrases(
    """
    oao | pao | zao | ooo | jsc | ojsc | pjsc | cjsc | llc | srl | sarl | gmbh | joint stock company | open joint
    stock company | uab | closed joint stock company | public joint stock company | limited liability company |
    aktiebolaget | firma | zhushihuishe | jusighoesa | youxianhuishe | hetonghuishe | aktsionernoe obshchestvo |
    otkrytoe aktsionernoe obshchestvo | zakrytoe aktsionernoe obshchestvo | publichnoe aktsionernoe obshchestvo |
    compania | compagnie | besloten vennootschap | obshchestvo s ogranichennoy otvetstvennostyu | obshchestvo s
    ogranichennoi otvetstvennostyu | naamloze vennootschap | obschestvo s ogranichennoy otvetstvennostyu |
    tovaristvo z obmezhenoyu vidpovidalnistyu | societe anonyme | tovarystvo z obmezhenoyu vidpovidalnistyu |
    societatea cu raspundere limitata | societate cu raspundere limitata | avtonomnaya nekommercheskaya
    organizatsiya | societe a responsabilite limitee | kabushiki kaisha | ano | tov
    """
)
MAYBE_HEAD = phrases("ab | ao | as | oy | pt | sa | sia | nv | ag | at | pat | vat | too | spa")
LONGEST = 6
# A long form is recognised with a slip or two in it ("Aktiengeselschaft", "Joynt Stock Company").
FUZZY_LENGTH, FUZZY_EDITS = 11, 2


def _key(written: str) -> str:
    return written.replace(" ", "")


@cache
def forms() -> dict[str, LegalForm]:
    found: dict[str, LegalForm] = {}
    for home, written in TABLE.items():
        kind, origin = home.split("/")
        for form in written.split("|"):
            found.setdefault(_key(form), LegalForm(kind, origin))
    return found


@cache
def _keys(of: frozenset[str]) -> frozenset[str]:
    return frozenset(_key(form) for form in of)


@cache
def _long_forms() -> dict[tuple[int, int], tuple[str, ...]]:
    """The long forms that a text of so many words and letters may be meant as."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for form in (form for forms_at_home in TABLE.values() for form in forms_at_home.split("|")):
        key, words = _key(form), len(form.split())
        if len(key) >= FUZZY_LENGTH:
            for letters in range(len(key) - FUZZY_EDITS, len(key) + FUZZY_EDITS + 1):
                found[words, letters] = (*found.get((words, letters), ()), key)
    return found


@cache
def _first_words(position: str) -> frozenset[str]:
    every = {form for written in TABLE.values() for form in written.split("|")}
    return frozenset(form.split()[0] for form in (HEAD_FORMS if position == "head" else every - TAIL_ONLY))


def may_open(word: str) -> bool:
    """Whether a name could begin with a legal form whose first word is this; a cheap question before the real one."""
    return word in _first_words("head") or len(word) >= FUZZY_LENGTH - FUZZY_EDITS


def may_stand_inside(word: str) -> bool:
    return word in _first_words("inside")


def may_be_form(joined: str, words: int) -> bool:
    """Whether so many words could write a form, perhaps with a slip in it; a cheap question before the real one."""
    return joined in forms() or (len(joined) >= FUZZY_LENGTH - 1 and (words, len(joined)) in _long_forms())


def find_form(part: list[str], *, position: str) -> LegalForm | None:
    """The form these words write, if it may stand at this position of a name (head, inside or tail)."""
    joined = "".join(part)
    form = forms().get(joined)
    if form is None and len(joined) >= FUZZY_LENGTH - 1 and position != "inside":
        form = _near_form(joined, len(part))
    if form is None or position == "tail":
        return form
    if position == "head":
        return form if joined in _keys(HEAD_FORMS) or len(joined) >= FUZZY_LENGTH else None
    return form if joined not in _keys(TAIL_ONLY) and len(joined) >= 3 else None


def _near_form(joined: str, words: int) -> LegalForm | None:
    """A long form with a slip or two in it, of as many words."""
    for key in _long_forms().get((words, len(joined)), ()):
        if OSA.distance(key, joined, score_cutoff=FUZZY_EDITS) <= FUZZY_EDITS:
            return forms()[key]
    return None
