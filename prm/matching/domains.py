"""Internet domains: the part an organisation registers, and the mail services that say nothing about anyone."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from prm.matching.vocabulary import words

if TYPE_CHECKING:
    from tldextract import TLDExtract

FREE_MAIL = words(
    """
    gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.fr yahoo.de ymail.com rocketmail.com hotmail.com
    hotmail.co.uk hotmail.fr hotmail.de hotmail.it outlook.com outlook.de outlook.fr live.com live.co.uk live.fr
    msn.com passport.com icloud.com me.com mac.com aol.com aim.com proton.me protonmail.com pm.me tutanota.com
    tuta.io tuta.com hey.com fastmail.com fastmail.fm zoho.com mail.com email.com usa.com gmx.de gmx.net gmx.com
    gmx.at gmx.ch web.de t-online.de freenet.de arcor.de mailbox.org posteo.de orange.fr wanadoo.fr free.fr sfr.fr
    laposte.net libero.it virgilio.it tiscali.it alice.it terra.com.br uol.com.br bol.com.br telefonica.net
    yandex.ru yandex.com ya.ru mail.ru inbox.ru list.ru bk.ru rambler.ru ukr.net i.ua wp.pl o2.pl onet.pl interia.pl
    seznam.cz centrum.cz azet.sk qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com aliyun.com
    naver.com daum.net hanmail.net docomo.ne.jp ezweb.ne.jp rediffmail.com btinternet.com sky.com virginmedia.com
    talktalk.net ntlworld.com comcast.net verizon.net att.net bellsouth.net sbcglobal.net cox.net charter.net
    earthlink.net juno.com shaw.ca rogers.com sympatico.ca telus.net bigpond.com optusnet.com.au xtra.co.nz
    bluewin.ch skynet.be telenet.be ziggo.nl kpnmail.nl planet.nl home.nl telia.com hispeed.ch duck.com
    mailinator.com guerrillamail.com
    """
)


@cache
def _extractor() -> "TLDExtract":
    """The bundled list only: no network, no cache directory. Imported when first asked: it brings an HTTP client along."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=50_000)
def registrable_domain(text: str) -> str:
    """The domain someone registered, from a domain, an address or an e-mail: "www.acme.co.uk/x" -> "acme.co.uk".

    Empty for what is no domain under a public suffix (a host name, an IP address, free text).
    """
    host = text.strip().lower().rsplit("@", 1)[-1]
    domain = str(_extractor()(host).top_domain_under_public_suffix)
    try:
        # One spelling for münchen.de and xn--mnchen-3ya.de.
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


@lru_cache(maxsize=50_000)
def brand(domain: str) -> str:
    """The label before the public suffix: "siemens" of siemens.com and of siemens.de."""
    return str(_extractor()(domain.lower()).domain)


def is_free_mail(domain: str) -> bool:
    """Whether the domain belongs to a mail service, so that sharing it says nothing."""
    return registrable_domain(domain) in FREE_MAIL


def company_domain(text: str) -> str:
    """The registrable domain, or nothing when it belongs to a mail service."""
    domain = registrable_domain(text)
    return "" if domain in FREE_MAIL else domain
