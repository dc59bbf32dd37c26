### Hallintanäkymä. Lyhyitä, konkreettisia sanoja; painike kertoo, mitä se tekee.

## Liikkuminen
nav-label = Sivut
nav-home = Etusivu
nav-metrics = Mittarit
nav-responses = Vastaukset
nav-cases = Tapaukset
nav-surveys = Kyselyt
nav-settings = Asetukset
nav-more = Lisää
nav-late-cases = { $n ->
    [one] { $n } myöhässä oleva tapaus
   *[other] { $n } myöhässä olevaa tapausta
}
skip-to-content = Siirry sisältöön
search-short = Hae
simulated-banner = Esittely: tämä yritys, sen asiakkaat ja vastaukset ovat simuloituja.
live-on = Reaaliaikainen: uudet vastaukset ilmestyvät itsestään
live-off = Ei reaaliaikainen: yhdistetään uudelleen…
live-short = Reaaliaikainen
toasts = Viestit
not-found = Tällaista sivua ei ole
not-found-text = Osoite on voinut muuttua, tai se, mitä sivu näytti, on poistettu.
not-found-home = Siirry etusivulle
menu-account = Oma tili
menu-keys = Pikanäppäimet
menu-log-out = Kirjaudu ulos
theme-system = Laitteen mukaan
theme-light = Vaalea
theme-dark = Tumma
palette-title = Hae sivuja ja toimintoja
palette-placeholder = Kirjoita sivu, mittari, kysely tai toiminto
palette-nothing = Ei osumia haulle ”{ $typed }”.
palette-pages = Sivut
palette-actions = Toiminnot
palette-theme = Ulkoasu: { $theme }
palette-language = Kieli: { $language }
palette-late-cases = Näytä myöhässä olevat tapaukset
keys-title = Pikanäppäimet
keys-palette = Hae sivuja ja toimintoja
keys-search = Hae
keys-help = Näytä nämä pikanäppäimet
keys-close = Sulje avoinna oleva
keys-rows = Liiku rivien välillä
keys-go = Siirry: { $page }

## Kaikkialla käytetyt sanat
action-cancel = Peruuta
action-close = Sulje
action-copy = Kopioi
action-dismiss = Piilota
action-edit = Muokkaa
action-remove = Poista
action-retry = Yritä uudelleen
action-save = Tallenna
action-undo = Kumoa
saved = Tallennettu.
copied = Kopioitu.
optional = valinnainen
field-email = Sähköpostiosoite
field-password = Salasana
time-just-now = juuri nyt
value-none = Ei arvoa
unit-percentage-points = { $value } %-yks.
n-answers = { $n ->
    [one] { $n } vastaus
   *[other] { $n } vastausta
}
combobox-nothing = Ei osumia
table-loading = Ladataan lisää…
calendar-previous = Edellinen kuukausi
calendar-next = Seuraava kuukausi

## Kun jokin menee vikaan
error-offline = Heardiin ei saada yhteyttä.
error-offline-detail = Tarkista yhteys. Mitään tallennettua ei ole kadonnut.
error-forbidden = Sinulla ei ole oikeutta tähän.
error-forbidden-detail = Jos tarvitset sitä, pyydä työtilan omistajaa.
error-not-found = Tätä ei enää ole.
error-not-found-detail = Se on voitu poistaa, tai se ei kuulu sinun osaasi yrityksestä.
error-conflict = Tämä ei sovi yhteen nykytilan kanssa.
error-conflict-detail = Mitään ei korvattu. Katso uusin tila ja yritä sitten uudelleen.
error-too-many = Liian monta yritystä.
error-too-many-detail = Odota minuutti ja yritä uudelleen.
error-server = Heard ei onnistunut tässä.
error-server-detail = Mitään tallennettua ei ole kadonnut. Yritä uudelleen; jos vika jatkuu, syy on palvelimen lokissa.
error-refused = Tätä ei hyväksytty.
error-unexpected = Tapahtui jotain odottamatonta.
error-unexpected-detail = Tallennettu on tallessa. Lataa sivu uudelleen.

## Luvut ja niiden varmuus
interval-range = { $low } – { $high }
interval-explained = { $level }:n väli: jos kysely toistettaisiin monta kertaa, väli sisältäisi todellisen arvon näin usein.
flag-no-data = Ei vastauksia
flag-few-answers = Liian vähän vastauksia
flag-suppressed = Piilotettu pienen ryhmän suojaksi
change-before = { $period }: { $value } ({ $n ->
    [one] { $n } vastaus
   *[other] { $n } vastausta
}).
change-interval = Ero on välillä { $range }.
change-superiority = Nykyinen vastaus on aiempaa korkeampi todennäköisyydellä { $share } (ilman muutosta se olisi { $even }).
change-too-few = Liian vähän vastauksia vertailuun
sureness-clear = Enemmän kuin sattuma selittää.
sureness-within-noise = Pelkkä sattuma voi selittää tämän.
sureness-too-few = Toisella puolella on liian vähän vastauksia.
sureness-short-clear = selvä muutos
sureness-short-within-noise = sattuman rajoissa
sureness-short-too-few = liian vähän vastauksia
score-of = { $score } / { $max }
part-one-low = Arvostelija
part-one-middle = Passiivinen
part-one-high = Suosittelija
period-30d = 30 päivää
period-90d = 90 päivää
period-12m = 12 kuukautta
period-all = Koko aika
period-custom = Muut päivät
period-quarter = Q{ $quarter }/{ $year }
grain-day = Päivä
grain-week = Viikko
grain-month = Kuukausi
grain-quarter = Neljännes
grain-year = Vuosi

## Luvun määritelmä
definition-version = versio { $version }
definition-formula = Kaava
definition-interval = Väli
definition-interval-text = { $level }, { $method }
definition-source = Lähde
definition-counted = Laskettu
definition-counted-text = { $n ->
    [one] { $n } vastaus
   *[other] { $n } vastausta
}; pois jätetty: ohitettuja { $skipped }, ei koske vastaajaa { $notApplicable }
definition-weighted = Painotettu
definition-weighted-text = { $value }, vastaa { $n ->
    [one] { $n } samanarvoista vastausta
   *[other] { $n } samanarvoista vastausta
}
definition-not-weighted = Ei painotettu: { $n ->
    [one] { $n } vastauksella
   *[other] { $n } vastauksella
} ei ole painoa
definition-as-of = Tila
definition-as-of-text = Muutos nro { $asOf }; sen jälkeen { $since ->
    [0] ei mitään uutta
    [one] { $since } muutos
   *[other] { $since } muutosta
}
interval-adjusted-wald-rocks-2016 = korjattu Wald
interval-wilson-1927 = Wilson
interval-student-1908 = Studentin t
interval-none = lukumäärä, ei väliä

## Kaaviot
chart-label = Kaavio: { $label }. Samat luvut ovat saatavilla taulukkona.
chart-as-table = Taulukkona
chart-as-chart = Kaaviona
chart-definition = Mitä tämä laskee
chart-more = Lisää
chart-csv = Lataa CSV
chart-png = Lataa kuva
chart-copy-link = Kopioi linkki tähän näkymään
chart-link-copied = Linkki kopioitu.
chart-empty = Ei vastauksia tässä
chart-empty-text = Valitse pidempi jakso tai vähemmän ehtoja.
chart-all-answers = Kaikki vastaukset
chart-before = aiemmin: { $value }
chart-dashed = Katkoviiva: { $period }
chart-left = { $n ->
    [one] { $n } pienempi on vain taulukossa.
   *[other] { $n } pienempää on vain taulukossa.
}
chart-note-interval = { $level }:n väli
chart-arrived-since = { $n ->
    [one] Sen jälkeen on tullut { $formatted } muutos.
   *[other] Sen jälkeen on tullut { $formatted } muutosta.
}
table-period = Jakso
table-answers = Vastaukset
table-total = Yhteensä
table-value = Arvo
table-interval = Väli
table-n = Vastauksia
table-remark = Huomautus
table-change = Muutos

## Ulottuvuudet
dimension-unit = Yksikkö
dimension-unit-depth = Yksikkö, taso { $depth }
dimension-survey = Kysely
dimension-question = Kysymys
dimension-choice = Vaihtoehto
dimension-touchpoint = Kohtaamispiste
dimension-channel = Kanava
dimension-language = Kieli
dimension-country = Maa
dimension-team = Tiimi
dimension-agent = Asiakasneuvoja
dimension-product = Tuote
dimension-score = Arvosana
channel-link = Linkki
channel-email = Sähköposti
channel-widget = Upotettu
channel-kiosk = Kioski
channel-qr = QR-koodi
channel-api = API
channel-sms = Tekstiviesti
channel-import = Tuonti

## Käyttöönotto, kirjautuminen, kutsu
setup-title = Ota Heard käyttöön
setup-lead = Sinusta tulee omistaja. Tämä vie minuutin.
setup-company = Yritys
setup-name = Nimesi
setup-zone = Päivät lasketaan aikavyöhykkeellä { $zone }. Voit vaihtaa sen myöhemmin.
setup-submit = Ota käyttöön ja aloita
password-hint = Vähintään 10 merkkiä. Lause on helppo muistaa.
password-short = { $n ->
    [one] Vielä { $n } merkki
   *[other] Vielä { $n } merkkiä
}
login-title = Tervetuloa takaisin
login-lead = Kirjaudu sisään ja katso, miten asiakkaillasi menee.
login-submit = Kirjaudu sisään
login-wrong = Sähköpostiosoite ja salasana eivät sovi yhteen.
login-forgot = Unohtuiko? Työtilan omistaja voi kutsua sinut uudelleen.
invite-title = Liity tiimiisi
invite-lead = Valitse, miten kirjaudut sisään.
invite-submit = Liity
invite-gone = Tämä kutsu ei enää toimi. Se on käytetty, peruttu tai vanhentunut. Pyydä uusi.

## Etusivu
home-sentence-now = { $metric }: tilanne nyt
home-sentence-up = { $metric } nousi ({ $change }).
home-sentence-down = { $metric } laski ({ $change }).
home-sentence-same = { $metric } on suunnilleen ennallaan.
home-sentence-few = { $metric }: liian vähän vastauksia muutoksen arvioimiseen.
home-trend = Ajan mittaan
home-findings = Mikä erottuu
home-findings-method = Vain se, mitä sattuma tuskin selittää, kaikki vertailut huomioon ottaen (Benjamini–Hochberg).
home-no-findings = Mikään ei erotu
home-no-findings-text = Mikään yrityksen osa ei poikkea aiemmasta sattumaa enempää.
finding-everywhere = Koko yritys
finding-up = { $where }: { $metric } nousi ({ $change })
finding-down = { $where }: { $metric } laski ({ $change })
finding-above = { $where }: { $metric } muita korkeampi ({ $change })
finding-below = { $where }: { $metric } muita matalampi ({ $change })
finding-detail = { $before } → { $now } · { $n ->
    [one] { $n } vastaus
   *[other] { $n } vastausta
}
finding-detail-differs = { $now }, muilla { $before } · { $n ->
    [one] { $n } vastaus
   *[other] { $n } vastausta
}
home-cases = Kenelle soittaa
home-cases-counts = { $open } avoinna, { $late } myöhässä
home-all-cases = Kaikki tapaukset
home-in-time = { $share } suljettu ajoissa
home-no-cases = Kukaan ei odota
home-no-cases-text = Kun huono vastaus avaa tapauksen, se näkyy tässä.
home-words = Uusimmat kommentit
home-all-words = Kaikki kommentit
home-no-words = Ei vielä kommentteja
home-no-words-text = Asiakkaiden kirjoittamat kommentit näkyvät tässä heti.
home-welcome = Tervetuloa, { $name }
home-empty = Esitä asiakkaillesi ensimmäinen kysymys
home-empty-text = Valitse valmis kysely, julkaise se ja jaa linkki. Sekunteja ensimmäisen vastauksen jälkeen tämä sivu kertoo, miten menee, mikä muuttui ja kenelle soittaa.
home-empty-surveys = Katso kyselyt

## Mittarit
metrics-controls = Mitä näytetään
metrics-more-controls = Lisää valintoja
metrics-fewer-controls = Vähemmän valintoja
metrics-metric = Mittari
metrics-period = Jakso
metrics-grain = Askel
metrics-grain-none = Koko jakso
metrics-compare = Vertaa
metrics-compare-none = Ei vertailua
metrics-compare-previous = Edellinen jakso
metrics-compare-year = Vuotta aiempi
metrics-split = Jaottelu
metrics-split-second = Toinen jaottelu
metrics-split-none = Ei jaottelua
metrics-question = Kysymys
metrics-question-all = Kaikki sopivat kysymykset
metrics-show = Näytä
metrics-lines = Viivat
metrics-bars = Pylväät
metrics-table = Taulukko
metrics-title-by = { $metric }, jaottelu: { $dimensions }
metrics-part = { $name } { $share } ({ $n })
filter-add = Lisää ehto
filter-clear = Tyhjennä
filter-where = Missä
filter-and = ja
filter-or = tai
filter-join-switch = Vaihda ”ja” ja ”tai” välillä
filter-any = Mikä tahansa
filter-dimension = Mikä
filter-operator = Miten
filter-values = Arvot
filter-is = on
filter-is-not = ei ole
filter-between = on välillä
filter-not-between = on välin ulkopuolella
filter-at-least = Vähintään
filter-at-most = Enintään
filter-remove = Poista ehto

## Vastaukset
responses-lead = Kaikki, mitä asiakkaat ovat sanoneet, uusin ensin.
responses-search = Hae kommenteista
responses-score = Arvosana
responses-low = Matala (0–6)
responses-high = Korkea (9–10)
responses-words = Kommentti
responses-with-words = Kommentin kanssa
responses-where = Missä
responses-when = Milloin
responses-no-words = Ei kommenttia
responses-none = Mikään vastaus ei sovi
responses-none-text = Poista jokin ehto tai valitse pidempi jakso.
responses-empty = Ei vielä vastauksia
responses-empty-text = Jaa kyselyn linkki tai QR-koodi. Vastaukset näkyvät tässä sekunneissa.
responses-shown = { $n ->
    [one] { $formatted } vastaus ladattu
   *[other] { $formatted } vastausta ladattu
}
response-title = Vastaus
response-skipped = Ohitettu
response-open-case = Avaa tapaus
response-weight = Paino
response-external = Lähettäjän tunnus
response-changed = Korjauksia
response-withdrawn = Vastaaja on perunut tämän vastauksen. Sitä ei enää lasketa, ja sen sanat on poistettu.
response-is-withdrawn = Peruttu
response-version = { $survey }, versio { $version } · vastaus nro { $seq }

## Tapaukset
cases-title-none = Ei avoimia tapauksia
cases-title-open = { $open ->
    [one] { $open } avoin tapaus, ei myöhässä
   *[other] { $open } avointa tapausta, ei yhtään myöhässä
}
cases-title-late = { $open ->
    [one] { $open } avoin tapaus, { $late } myöhässä
   *[other] { $open } avointa tapausta, { $late } myöhässä
}
cases-lead = Kuuntele, eläydy, pyydä anteeksi, ratkaise, selvitä syy: tapaus on valmis, kun sen syy tunnetaan.
cases-state = Mitkä tapaukset
cases-open = Avoimet
cases-late = Myöhässä
cases-closed = Suljetut
cases-everyone = Kaikkien
cases-mine = Omat
cases-in-time = { $n ->
    [one] { $n } suljetusta tapauksesta
   *[other] { $n } suljetusta tapauksesta
} ajoissa { $share } ({ $low } – { $high })
cases-column-empty = Ei mitään tässä
cases-none-open = Ei avoimia tapauksia
cases-none-late = Ei myöhässä olevia tapauksia
cases-none-closed = Ei suljettuja tapauksia
cases-none-text = Hyvää työtä. Uudet ilmestyvät tähän itsestään.
cases-empty-text = Sääntö avaa tapauksen, kun arvosana on matala tai kommentissa on tietty sana, kertoo siitä vastuuhenkilölle ja asettaa määräajan. Tee ensimmäinen sääntö.
step-hear = Kuuntele
step-hear-text = Ymmärrä, mitä tapahtui, asiakkaan silmin.
step-hear-placeholder = Mitä tapahtui, asiakkaan omin sanoin?
step-empathise = Eläydy
step-empathise-text = Osoita, että ymmärrät, mitä se hänelle merkitsi.
step-empathise-placeholder = Mitä se hänelle merkitsi?
step-apologise = Pyydä anteeksi
step-apologise-text = Pyydä anteeksi ilman ”mutta”-sanaa.
step-apologise-placeholder = Miten hän otti sen vastaan?
step-resolve = Ratkaise
step-resolve-text = Korjaa asia ja varmista, että se on kunnossa.
step-resolve-placeholder = Mitä asian korjaamiseksi tehtiin?
step-diagnose = Selvitä syy
step-diagnose-text = Löydä syy, jotta sama ei toistu.
step-diagnose-placeholder = Miksi se tapahtui?
step-done = (tehty)
case-number = Tapaus { $number }
case-title = Tapaus { $number } · { $unit }
case-owner = Vastuuhenkilö
case-nobody = Ei kukaan
case-due = määräaika { $when }
case-late-since = erääntyi { $when }
case-closed = Suljettu
case-closed-on = Suljettu { $when }
case-closed-late = suljettu myöhässä
case-opened-on = Avattu { $when }
case-opened = Tapaus avattu.
case-go = Siirry tapaukseen
case-steps = Vaiheet
case-note = Muistiinpano
case-add-note = Lisää vain muistiinpano
case-finish-step = Tehty: { $step }
case-history = Historia
case-answer = Mitä asiakas sanoi
case-answer-hidden = Roolisi ei näe yksittäisiä vastauksia.
case-close = Sulje tapaus
case-close-title = Miksi se tapahtui?
case-close-text = Syy tekee yksittäisestä tapauksesta jotain, mikä voidaan estää.
case-cause = Syy
case-finding = Mitä selvisi
case-finding-placeholder = Yksi lause riittää
case-finding-needed = Vaiheita on vielä kesken: kerro, miksi loput eivät ole tarpeen.
case-is-closed = Tapaus suljettu.
case-reopen = Avaa uudelleen
case-assigned = Vastuuhenkilö on nyt { $name }.
case-unassigned = Vastuuhenkilöä ei nyt ole.
cause-product = Tuote tai laatu
cause-process = Prosessi tai sääntö
cause-people = Käytös tai osaaminen
cause-system = Järjestelmä tai verkkosivusto
cause-supplier = Toimitus tai toimittaja
cause-price = Hinta tai lasku
cause-information = Väärät odotukset
cause-outside-our-control = Emme voineet vaikuttaa
event-opened = { $who } avasi tapauksen.
event-noted = { $who } kirjoitti muistiinpanon.
event-step-finished = { $who } sai valmiiksi vaiheen ”{ $step }”.
event-assigned = { $who } antoi tapauksen: { $owner }.
event-unassigned = { $who } poisti vastuuhenkilön.
event-closed = { $who } sulki tapauksen: { $cause }.
event-reopened = { $who } avasi tapauksen uudelleen.

## Kyselyt
surveys-lead = Mitä kysyt. Valitse malli, muokkaa sanat, jaa linkki.
surveys-new = Uusi kysely
surveys-empty = Ei vielä kyselyitä
surveys-empty-text = Viisi valmista kyselyä viidellä kielellä odottaa. Ensimmäinen linkki on minuutin päässä.
survey-untitled = Nimetön kysely
survey-first-question = Kuinka todennäköisesti suosittelisit meitä?
survey-name = Kysely
survey-state = Tila
survey-state-draft = Luonnos
survey-state-published = Ottaa vastauksia
survey-state-closed = Suljettu
survey-responses = Vastauksia
survey-last = Muutettu
survey-languages = Kielet
survey-questions = { $n ->
    [one] { $n } kysymys
   *[other] { $n } kysymystä
}
survey-version = versio { $version }
survey-open = Avaa kysely
survey-tab-results = Tulokset
survey-tab-edit = Tekstit
survey-tab-share = Jaa
survey-publish = Julkaise
survey-publish-again = Julkaise muutokset
survey-published = Julkaistu. Tässä on jaettava linkki.
templates-title = Aloita mallista
templates-text = Kirjoitettu viidellä kielellä. Voit muuttaa jokaisen sanan.
templates-blank = Tyhjä kysely
templates-blank-text = Alussa yksi kysymys; lisää omasi.
templates-minutes = { $n ->
    [one] { $n } minuutti
   *[other] { $n } minuuttia
}
kind-nps = Suosittelu 0–10
kind-nps-1-10 = Suosittelu 1–10
kind-csat = Tyytyväisyys 1–5
kind-ces = Helppous
kind-rating = Arvosana
kind-single-choice = Yksi vaihtoehto
kind-multiple-choice = Useita vaihtoehtoja
kind-matrix = Väittämät
kind-text = Vapaa teksti
results-question = Kysymys { $index } · { $kind }
results-empty = Ei vielä vastauksia
results-empty-text = Jaa linkki tai QR-koodi. Vastaukset näkyvät tässä sekunneissa.
results-empty-draft = Julkaise kysely ja jaa sitten sen linkki.
results-no-words = Kukaan ei ole kirjoittanut mitään tällä jaksolla.
results-over-time = Ajan mittaan
edit-language = Kieli
edit-add-language = Lisää kieli
edit-remove-language = Poista kieli
edit-missing = { $n ->
    [one] { $n } teksti puuttuu
   *[other] { $n } tekstiä puuttuu
}
edit-saved = Luonnos tallennettu
edit-saving = Tallennetaan…
edit-not-saved = Ei tallennettu
edit-problems = Ennen kuin sen voi julkaista:
edit-title = Otsikko
edit-introduction = Johdanto
edit-thanks = Kiitos lopuksi
edit-question = Kysymys { $index }
edit-text = Kysymys
edit-low = Alimman pisteen merkitys
edit-high = Ylimmän pisteen merkitys
edit-choices = Vaihtoehdot
edit-choice = Vaihtoehto { $index }
edit-add-choice = Lisää vaihtoehto
edit-rows = Väittämät
edit-row = Väittämä { $index }
edit-add-row = Lisää väittämä
edit-required = Pakollinen
edit-points = Pisteet
edit-up = Siirrä ylös
edit-down = Siirrä alas
edit-remove = Poista
edit-removed = Poistettu.
edit-add-question = Lisää kysymys
edit-preview = Esikatselu
edit-preview-in = Näin vastaajat näkevät sen: { $language }
edit-preview-send = Lähetä
share-link = Linkki
share-link-text = Jokainen, jolla on linkki, voi vastata millä tahansa puhelimella noin kymmenessä sekunnissa.
share-language = Avautuu kielellä
share-language-automatic = Vastaajan kieli
share-qr = QR-koodi
share-qr-alt = Kyselyn linkin QR-koodi
share-qr-text = Kuittiin, pöydälle, oveen. Terävä kaikissa koissa.
share-qr-download = Lataa SVG
share-context = Mihin se kuuluu
share-context-text = Tästä linkistä tulevat vastaukset kuuluvat tästä lähtien tähän yksikköön ja kohtaamispisteeseen.
share-end = Lopeta kysely
share-end-text = Linkki kertoo sen jälkeen, että kysely on päättynyt. Vastaukset säilyvät, ja kyselyn voi julkaista uudelleen.
share-end-do = Älä ota enää vastauksia
share-closed = Kysely ei enää ota vastauksia.
share-draft = Ei vielä julkaistu
share-draft-text = Julkaise kysely, niin saat sen linkin ja QR-koodin.
share-is-closed = Tämä kysely on suljettu
share-is-closed-text = Sen linkki kertoo, että kysely on päättynyt. Julkaise se uudelleen, jos haluat vastauksia.

## Asetukset
settings-me = Oma tili
settings-workspace = Yritys
settings-units = Yksiköt
settings-people = Ihmiset
settings-rules = Säännöt
settings-keys = API-avaimet
settings-webhooks = Webhookit
settings-erase = Poista henkilön tiedot
settings-audit = Tapahtumaloki
me-language = Kieli
me-theme = Ulkoasu
me-password = Salasana
me-password-text = Uusi salasana kirjaa sinut ulos kaikilta muilta laitteilta.
me-password-current = Nykyinen salasana
me-password-new = Uusi salasana
me-password-change = Vaihda salasana
me-password-changed = Salasana vaihdettu.
me-password-wrong = Tämä ei ole nykyinen salasanasi.
workspace-text = Koskee kaikkia työtilassa.
workspace-language = Kieli
workspace-language-hint = Sähköpostien ja uusien ihmisten kieli.
workspace-zone = Aikavyöhyke
workspace-zone-text = Päivät alkavat ja päättyvät sen mukaan. Valitusta päivästä alkaen vastaukset siirtyvät tämän vyöhykkeen päivälle; aiemmat pitävät päivänsä.
zone-from = Voimassa alkaen
zone-from-today = Tänään
zone-from-all = Kaikki vastaukset
zone-change = Vaihda aikavyöhyke
zone-changes = Aikavyöhykkeen vaihdot
zone-since = alkaen { $day }
zone-since-all = kaikille vastauksille
zone-asked = Vaihdettu { $when }
zone-moved = { $n ->
    [one] { $n } vastaus siirtyi toiselle päivälle
   *[other] { $n } vastausta siirtyi toiselle päivälle
}
zone-moving = { $n ->
    [one] Käynnissä: { $n } vastaus siirretty
   *[other] Käynnissä: { $n } vastausta siirretty
}
workspace-calendar = Kalenteri
calendar-gregorian = Gregoriaaninen
calendar-solar-hijri = Persialainen
workspace-week = Viikko alkaa
workspace-year = Tilikausi alkaa
workspace-small-group = Pienin näytettävä ryhmä
workspace-small-group-hint = Pienempien ryhmien tulokset piilotetaan niiltä, jotka eivät saa lukea yksittäisiä vastauksia.
units-text = Yritys, alueet, myymälät, osastot. Luvut kertyvät ylöspäin; jokainen näkee oman haaransa.
units-add = Lisää yksikkö
units-add-below = Lisää alle: { $unit }
units-edit = Muokkaa: { $unit }
units-name = Nimi
units-code = Koodi
units-code-hint = Oma koodinne; tuonti ja API voivat käyttää sitä.
units-parent = Kuuluu yksikköön
people-text = Kuka kirjautuu, missä roolissa ja minkä osan yrityksestä hän näkee.
people-you = Sinä
people-role = Rooli
people-unit = Näkee
people-whole-company = Koko yritys
people-active = { $name } saa kirjautua
people-invite = Kutsu joku
people-invite-text = Saat linkin, joka toimii kerran kahden viikon ajan.
people-send = Luo linkki
people-link = Kutsulinkki
people-link-text = Lähetä se tavalla, johon luotat. Se näytetään vain nyt.
people-invitations = Avoimet kutsut
people-invitations-text = Lähetetty, ei vielä hyväksytty.
people-expires = voimassa { $when } asti
people-cancel-invitation = Peru kutsu
people-invitation-cancelled = Kutsu peruttu.
role-owner = Omistaja
role-owner-text = Voi tehdä kaiken.
role-manager = Päällikkö
role-manager-text = Vastaa kyselyistä, säännöistä ja tapauksista.
role-analyst = Analyytikko
role-analyst-text = Lukee kaiken, ei muuta mitään.
role-agent = Asiakasneuvoja
role-agent-text = Hoitaa tapauksia; näkee luvut, ei yksittäisiä vastauksia.
rules-text = Milloin vastaus avaa tapauksen, kuka sen saa ja mihin mennessä se on suljettava.
rules-add = Lisää sääntö
rules-edit = Muokkaa sääntöä
rules-form-text = Jokaisen annetun ehdon on täytyttävä.
rules-empty = Ei vielä sääntöjä
rules-empty-text = Ilman sääntöä mikään vastaus ei avaa tapausta itsestään. Aloita tästä: arvosana enintään 6, määräaika 48 tuntia.
rules-enabled = { $name } on käytössä
rules-removed = Sääntö ”{ $name }” poistettu.
rules-name = Nimi
rules-name-placeholder = Tyytymättömät asiakkaat
rules-score = Arvosana enintään
rules-score-any = Mikä tahansa arvosana
rules-words = Sanat
rules-words-hint = Mikä tahansa niistä, pilkuilla erotettuna.
rules-due = Suljettava viimeistään
rules-hours = { $hours ->
    [one] { $hours } tunnissa
   *[other] { $hours } tunnissa
}
rules-mail = Ilmoita vastuuhenkilölle sähköpostilla
rules-webhook = Ilmoita webhookeille
rule-if-score = arvosana on enintään { $score }
rule-if-words = kommentissa on { $words }
rule-if-survey = kysely on ”{ $survey }”
rule-if-unit = yksikkö on { $unit }
rule-if-touchpoint = kohtaamispiste on { $touchpoint }
rule-sentence = Kun { $conditions }, avaa tapaus. Vastuuhenkilö: { $owner }, määräaika: { $hours ->
    [one] { $hours } tunti
   *[other] { $hours } tuntia
}.
keys-text = Ohjelmille, jotka lähettävät vastauksia tai lukevat lukuja.
keys-add = Luo avain
keys-add-text = Anna sille vain se, mitä ohjelma tarvitsee.
keys-empty = Ei vielä avaimia
keys-empty-text = Avaimella verkkokauppa, asiakaspalvelu tai skripti voi lähettää vastauksia.
keys-name = Nimi
keys-name-placeholder = Verkkokauppa
keys-scopes = Mitä se saa tehdä
keys-created = luotu { $when }
keys-revoke = Mitätöi
keys-revoked = Avain ”{ $name }” mitätöity.
keys-is-revoked = Mitätöity
keys-secret = Uusi avaimesi
secret-once = Kopioi se nyt. Se näytetään vain kerran; Heard ei voi näyttää sitä uudelleen.
scope-responses-write = Lähettää vastauksia
scope-responses-write-text = Ajan, painon, asiakkaan ja yksikön kanssa.
scope-responses-read = Lukea vastauksia
scope-responses-read-text = Yksittäiset vastaukset ja niiden vienti.
scope-metrics-read = Kysyä lukuja
scope-metrics-read-text = Mikä tahansa mittari, ei yksittäisiä vastauksia.
scope-surveys-write = Muuttaa kyselyitä
scope-surveys-write-text = Lukea, muuttaa ja julkaista.
webhooks-text = Heard ilmoittaa näihin osoitteisiin, kun tapaus avataan tai muuttuu. Viestit allekirjoitetaan ja lähetetään tarvittaessa uudelleen.
webhooks-name-placeholder = Asiakaspalvelu
webhooks-url = Osoite
webhooks-add = Lisää webhook
webhooks-empty = Ei vielä webhookeja
webhooks-empty-text = Yhdistä asiakaspalvelu tai keskustelukanava, niin kuulette tapauksista heti.
webhooks-removed = Webhook poistettu.
webhooks-secret = Allekirjoitussalaisuus
erase-text = Kun asiakas pyytää: hänen nimensä, osoitteensa ja sanansa poistetaan kaikkialta.
erase-search = Etsi asiakas
erase-search-hint = Nimi, sähköpostiosoite tai asiakasnumero; vähintään kaksi kirjainta.
erase-start = Etsi asiakasta
erase-start-text = Mitään ei poisteta ennen kuin vahvistat sen.
erase-nobody = Ketään ei löytynyt
erase-nobody-text = Kokeile sähköpostiosoitetta tai asiakasnumeroa.
erase-known-since = tunnettu { $when } lähtien
erase-do = Poista
erase-title = Poistetaanko { $name }?
erase-warning = Tätä ei voi kumota.
erase-fact-words = Henkilön nimi, osoitteet ja kaikki sanat poistetaan.
erase-fact-counts = Hänen arvosanansa jäävät lukuihin, mutta niitä ei voi enää yhdistää kehenkään.
erase-fact-undo = Kukaan ei voi palauttaa niitä, ei edes Heardin ylläpitäjä.
erase-confirm = Vahvista kirjoittamalla ”{ $word }”
erase-word = poista
erase-done = Poistettu.
audit-text = Kuka muutti mitä. Lokia ei voi muokata.
audit-when = Milloin
audit-who = Kuka
audit-what = Mitä
audit-empty = Ei vielä mitään
audit-somebody = Joku
audit-operator = Koneen ylläpitäjä
audit-key = API-avain
audit-invitation-accepted = Hyväksyi kutsun
audit-invitation-created = Kutsui jonkun
audit-invitation-revoked = Perui kutsun
audit-key-created = Loi API-avaimen
audit-key-revoked = Mitätöi API-avaimen
audit-password-changed = Vaihtoi salasanan
audit-person-changed = Muutti henkilön tietoja
audit-survey-created = Teki kyselyn
audit-survey-published = Julkaisi kyselyn
audit-survey-closed = Sulki kyselyn
audit-survey-context-changed = Muutti, mihin kysely kuuluu
audit-unit-added = Lisäsi yksikön
audit-unit-changed = Muutti yksikköä
audit-webhook-created = Lisäsi webhookin
audit-webhook-deleted = Poisti webhookin
audit-workspace-changed = Muutti yrityksen asetuksia
audit-workspace-set-up = Otti Heardin käyttöön
audit-contact-erased = Poisti henkilön tiedot
audit-rule-created = Lisäsi säännön
audit-rule-changed = Muutti sääntöä
audit-rule-deleted = Poisti säännön
